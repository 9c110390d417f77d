/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>
#include <glib.h>

#include "gateway/desk/desk_change.h"
#include "gateway/desk/desk_news.h"
#include "gateway/desk/desk_news_files.h"
#include "gateway/letters/compose.h"
#include "parsers/file_marks.h"

static void
what_was_fetched_goes_along(void **state)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
	const ChangeFile one = {
	    .remote_id = "f1", .name = "a\nb.txt", .type = "", .size = 2000};
	const ChangeFile other = {.remote_id = "f2", .name = "c.pdf", .type = "", .size = 1};
	const DeskNewsFile got = {"f1", bytes}, not_got = {"f2", NULL};
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GPtrArray) fetched = g_ptr_array_new();
	g_autoptr(GPtrArray) along = NULL, nothing = NULL;
	g_autofree char *unsent = NULL, *all_unsent = NULL, *names = NULL;

	(void)state;
	g_ptr_array_add(files, (void *)&one);
	g_ptr_array_add(files, (void *)&other);
	g_ptr_array_add(fetched, (void *)&not_got);
	g_ptr_array_add(fetched, (void *)&got);
	along = desk_news_files_along(files, fetched, &unsent);
	assert_int_equal(along->len, 1);
	assert_string_equal(
	    ((ComposeAttachment *)along->pdata[0])->type, "application/octet-stream");
	assert_ptr_equal(((ComposeAttachment *)along->pdata[0])->bytes, bytes);
	assert_string_equal(unsent, "c.pdf (1 B)");
	nothing = desk_news_files_along(files, NULL, &all_unsent);
	assert_int_equal(nothing->len, 0);
	names = desk_news_files_names(files);
	assert_string_equal(names, "a b.txt (2 KB), c.pdf (1 B)");
	assert_string_equal(all_unsent, names);
}

static void
no_folder_goes_along(void **state)
{
	static const char *const NAMES[][2] = {{"../../x.exe", "x.exe"},
	    {"C:\\Windows\\x.exe", "x.exe"}, {"map/", "file"}, {"x.exe", "x.exe"}};
	g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
	const DeskNewsFile got = {"f1", bytes};
	g_autoptr(GPtrArray) fetched = g_ptr_array_new();

	(void)state;
	g_ptr_array_add(fetched, (void *)&got);
	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		const ChangeFile one = {
		    .remote_id = "f1", .name = NAMES[i][0], .type = "", .size = 3};
		g_autoptr(GPtrArray) files = g_ptr_array_new();
		g_autoptr(GPtrArray) along = NULL;
		g_autofree char *unsent = NULL;

		g_ptr_array_add(files, (void *)&one);
		along = desk_news_files_along(files, fetched, &unsent);
		assert_string_equal(((ComposeAttachment *)along->pdata[0])->name, NAMES[i][1]);
	}
}

/* By its name and type: nobody reads it here. */
static void
what_goes_along_is_marked(void **state)
{
	g_autoptr(GBytes) bytes = g_bytes_new_static("abc", 3);
	const DeskNewsFile got = {(char *)"f1", bytes};
	const ChangeFile page = {
	    .remote_id = "f1", .name = "pagina.pdf", .type = "text/html", .size = 3};
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(GPtrArray) fetched = g_ptr_array_new();
	g_autoptr(GPtrArray) along = NULL;
	g_autofree char *unsent = NULL;

	(void)state;
	g_ptr_array_add(files, (void *)&page);
	g_ptr_array_add(fetched, (void *)&got);
	along = desk_news_files_along(files, fetched, &unsent);
	assert_int_equal(((ComposeAttachment *)along->pdata[0])->marks, FILE_MARK_HTML);
}

static void
none_are_none(void **state)
{
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autofree char *unsent = NULL;
	g_autofree char *names = desk_news_files_names(files);
	g_autoptr(GPtrArray) along = NULL;

	(void)state;
	along = desk_news_files_along(files, NULL, &unsent);
	assert_null(unsent);
	assert_string_equal(names, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_fetched_goes_along),
	    cmocka_unit_test(no_folder_goes_along),
	    cmocka_unit_test(what_goes_along_is_marked),
	    cmocka_unit_test(none_are_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
