/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include <string.h>

#include "gateway/commands/call_files.h"
#include "gateway/letters/compose.h"
#include "parsers/file_marks.h"

static GBytes *
bytes_of(const char *text)
{
	return g_bytes_new(text, strlen(text));
}

/* With the files "a", "b" ... of these contents. */
static void
fill(Call *call, const char *text, const char *const *names)
{
	g_autoptr(CallFiles) files = call_files_new(bytes_of(text));

	for (; *names != NULL; names++) {
		g_autoptr(GBytes) bytes = bytes_of("MZ\x90");

		call_files_add(files, *names, bytes);
	}
	call_init(call, "case");
	call->bytes = call_files_pack(files);
}

static void
what_is_packed_is_unpacked(void **state)
{
	static const char *const NAMES[] = {"setup.exe", "../../a\nb.txt", "", NULL};
	static const char *const WANTED[] = {"setup.exe", "a b.txt", "file"};
	Desk *desk = *state;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = NULL;
	g_auto(Call) call = {0};

	fill(&call, "een\r\ntekst", NAMES);
	must(call_files_unpack(desk->context, &call, 100, &text, &files, &error));
	assert_string_equal(text, "een\ntekst");
	assert_int_equal(files->len, 3);
	for (guint i = 0; i < files->len; i++) {
		const ComposeAttachment *file = files->pdata[i];

		assert_string_equal(file->name, WANTED[i]);
		assert_int_equal(g_bytes_get_size(file->bytes), 3);
	}
	assert_true(((const ComposeAttachment *)files->pdata[0])->marks & FILE_MARK_EXECUTABLE);
}

static void
a_text_may_lack(void **state)
{
	static const char *const NAMES[] = {NULL};
	Desk *desk = *state;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = NULL;
	g_auto(Call) call = {0};

	fill(&call, "", NAMES);
	must(call_files_unpack(desk->context, &call, 100, &text, &files, &error));
	assert_null(text);
	assert_int_equal(files->len, 0);
}

static void
more_than_may_be_is_refused(void **state)
{
	static const char *const NAMES[] = {"a", "b", NULL};
	Desk *desk = *state;
	g_autoptr(GError) why = NULL;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = NULL;
	g_auto(Call) call = {0};

	fill(&call, "x", NAMES);
	assert_false(call_files_unpack(desk->context, &call, 5, &text, &files, &why));
	assert_non_null(strstr(why->message, "5 B"));
	assert_null(files);
}

static void
bytes_that_are_no_files_are_refused(void **state)
{
	Desk *desk = *state;
	g_autoptr(GError) why = NULL;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = NULL;
	g_auto(Call) call = {0};

	call_init(&call, "case");
	call.bytes = bytes_of("\xff\xff\xff\xff\xff");
	assert_false(call_files_unpack(desk->context, &call, 5, &text, &files, &why));
	assert_non_null(why);
}

/* What was cut off is not passed over in silence. */
static void
what_is_not_whole_is_refused(void **state)
{
	Desk *desk = *state;
	CallFiles *packed = call_files_new(bytes_of("Tekst"));
	g_autoptr(GBytes) name = bytes_of("inhoud");
	g_autoptr(GBytes) whole = NULL;
	size_t size = 0;
	const char *all = NULL;

	call_files_add(packed, "a.txt", name);
	call_files_add(packed, "b.txt", name);
	whole = call_files_pack(packed);
	call_files_free(packed);
	all = g_bytes_get_data(whole, &size);
	for (size_t length = 2; length < size; length++) { /* one byte: of nothing */
		g_autoptr(GError) why = NULL;
		g_autoptr(GPtrArray) files = NULL;
		g_autofree char *text = NULL;
		g_auto(Call) call = {0};

		call_init(&call, "case");
		call.bytes = g_bytes_new(all, length);
		if (call_files_unpack(desk->context, &call, 100, &text, &files, &why))
			fail_msg("%zu bytes of %zu are taken for all", length, size);
	}
}

static void
files_are_read_where_a_call_is_made(void **state)
{
	g_autofree char *path =
	    g_build_filename(g_get_tmp_dir(), "casegate-call-files.txt", NULL);
	char *paths[] = {path, (char *)"/nowhere/x"};
	Desk *desk = *state;
	g_autoptr(GError) why = NULL;
	g_autoptr(GPtrArray) files = NULL;
	g_autofree char *text = NULL;
	g_auto(Call) call = {0};

	call_init(&call, "case");
	assert_false(call_files_are_there(&call));
	assert_true(g_file_set_contents(path, "bytes", -1, NULL));
	call_set_words(&call, CALL_FILES_WORD, paths, 1);
	assert_true(call_files_are_there(&call));
	call.bytes = bytes_of("tekst");
	must(call_files_take(&call, &error));
	must(call_files_unpack(desk->context, &call, 100, &text, &files, &error));
	assert_string_equal(text, "tekst");
	assert_string_equal(
	    ((const ComposeAttachment *)files->pdata[0])->name, "casegate-call-files.txt");
	call_set_words(&call, CALL_FILES_WORD, paths, 2);
	assert_false(call_files_take(&call, &why));
	unlink(path);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_is_packed_is_unpacked),
	    desk_test(a_text_may_lack),
	    desk_test(more_than_may_be_is_refused),
	    desk_test(bytes_that_are_no_files_are_refused),
	    desk_test(what_is_not_whole_is_refused),
	    desk_test(files_are_read_where_a_call_is_made),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
