/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/web/http_multipart.h"
#include "parsers/limits.h"

#define TYPE "multipart/form-data; boundary=b"
#define PART "--b\r\nContent-Disposition: form-data; "
#define END "\r\n--b--\r\n"

/* What was read, as "FIELD=VALUE" and "FIELD:NAME=BYTES", each with a blank behind it; "none": it is no form. */
static char *
read_as(const char *type, const char *bytes, size_t size, bool is_cut)
{
	g_autoptr(GBytes) body = g_bytes_new(bytes, size);
	g_autoptr(GPtrArray) files = http_files_new();
	g_autoptr(GString) out = g_string_new(NULL);
	json_auto_t *form = json_object();
	const char *name = NULL;
	json_t *value = NULL;

	if (!http_multipart_read(type, body, is_cut, form, files))
		return g_strdup("none");
	json_object_foreach (form, name, value)
		g_string_append_printf(out, "%s=%s ", name, json_string_value(value));
	for (guint i = 0; i < files->len; i++) {
		const HttpFile *file = files->pdata[i];
		gsize length = 0;
		const char *data = g_bytes_get_data(file->bytes, &length);

		g_string_append_printf(out, "%s:%s=", file->field, file->name);
		for (gsize j = 0; j < length; j++)
			g_string_append_printf(out, data[j] == '\0' ? "\\0" : "%c", data[j]);
		g_string_append_c(out, ' ');
	}
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static const struct {
	const char *what, *body, *read;
} ROWS[] = {
    {"a field", PART "name=\"a\"\r\n\r\n1" END, "a=1 "},
    {"its value is empty", PART "name=\"a\"\r\n\r\n" END, "a= "},
    {"two fields", PART "name=\"a\"\r\n\r\n1\r\n" PART "name=b\r\n\r\n2\r\n3" END,
	"a=1 b=2\r\n3 "},
    {"the first of a name counts", PART "name=a\r\n\r\n1\r\n" PART "name=a\r\n\r\n2" END,
	"a=1 "},
    {"a file",
	PART "name=\"f\"; filename=\"x.txt\"\r\nContent-Type: text/plain\r\n\r\nhello" END,
	"f:x.txt=hello "},
    {"two files of one field",
	PART "name=f; filename=x\r\n\r\n1\r\n" PART "name=f; filename=y\r\n\r\n2" END,
	"f:x=1 f:y=2 "},
    {"an empty file", PART "name=f; filename=x\r\n\r\n" END, "f:x= "},
    {"no file was chosen", PART "name=f; filename=\"\"\r\n\r\n" END, ""},
    {"a quotation mark in a name", PART "name=f; filename=\"a%22b\\\"c\\\\d\"\r\n\r\n1" END,
	"f:a\"b\"c\\d=1 "},
    {"a folder is left to who cleans names", PART "name=f; filename=\"../../x\"\r\n\r\n1" END,
	"f:../../x=1 "},
    {"bytes that are no UTF-8", PART "name=f; filename=\"\xff\"\r\n\r\n1" END,
	"f:\357\277\275=1 "},
    {"the mark within a line is none", PART "name=f; filename=x\r\n\r\n--b--\n--b" END,
	"f:x=--b--\n--b "},
    {"a longer mark", PART "name=a\r\n\r\n1\r\n--bb" END, "none"},
    {"words before the first part", "x\r\n" PART "name=a\r\n\r\n1" END, "none"},
    {"words behind the last one", PART "name=a\r\n\r\n1" END "x", "none"},
    {"no end of line behind the last one", PART "name=a\r\n\r\n1\r\n--b--", "a=1 "},
    {"no end", PART "name=a\r\n\r\n1", "none"},
    {"no end of a head", PART "name=a", "none"},
    {"half an end", PART "name=a\r\n\r\n1\r\n--b-", "none"},
    {"nothing", "", "none"},
    {"only an end", "--b--\r\n", ""},
    {"no name", PART "filename=x\r\n\r\n1" END, "none"},
    {"no disposition", "--b\r\nContent-Type: text/plain\r\n\r\n1" END, "none"},
    {"no head", "--b\r\n\r\n" PART "name=a\r\n\r\n1" END, "none"},
    {"another disposition", "--b\r\nContent-Disposition: attachment; name=a\r\n\r\n1" END,
	"none"},
    {"two dispositions", PART "name=a\r\nContent-Disposition: form-data; name=b\r\n\r\n1" END,
	"none"},
    {"two names", PART "name=a; name=b\r\n\r\n1" END, "none"},
    {"two file names", PART "name=a; filename=x; filename=y\r\n\r\n1" END, "none"},
    {"a name that does not end", PART "name=\"a\r\n\r\n1" END, "none"},
    {"words behind a name", PART "name=\"a\"x\r\n\r\n1" END, "none"},
    {"parts within a part",
	PART "name=a\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n1" END, "none"},
    {"an encoding", PART "name=a\r\nContent-Transfer-Encoding: base64\r\n\r\nMQ==" END, "none"},
    {"a bare line feed in a head", PART "name=a\nX: y\r\n\r\n1" END, "none"},
    {"a header that means nothing", PART "name=a\r\nX-More: y\r\n\r\n1" END, "a=1 "},
};

static void
is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *read =
		    read_as(TYPE, ROWS[i].body, strlen(ROWS[i].body), false);

		if (strcmp(read, ROWS[i].read) != 0)
			fail_msg("%s: '%s'", ROWS[i].what, read);
	}
}

static void
NULs_are_of_files_alone(void **state)
{
	static const char FIELD[] = PART "name=a\r\n\r\n1\0002" END;
	static const char FILE[] = PART "name=f; filename=x\r\n\r\n1\0002" END;
	static const char HEAD[] = PART "name=f; filename=x\000y\r\n\r\n1" END;
	g_autofree char *field = read_as(TYPE, FIELD, sizeof FIELD - 1, false);
	g_autofree char *file = read_as(TYPE, FILE, sizeof FILE - 1, false);
	g_autofree char *head = read_as(TYPE, HEAD, sizeof HEAD - 1, false);

	(void)state;
	assert_string_equal(field, "none");
	assert_string_equal(file, "f:x=1\\02 ");
	assert_string_equal(head, "none");
}

/* What came whole of a form that is too large, whatever byte is the last. */
static void
the_beginning_of_a_form_is_read(void **state)
{
	static const char BODY[] =
	    PART "name=text\r\n\r\nhi\r\n" PART "name=f; filename=x\r\n\r\n1234567890" END;
	size_t text_ends = strlen(PART "name=text\r\n\r\nhi\r\n--b");
	size_t file_ends = strlen(BODY) - strlen("--\r\n");

	(void)state;
	for (size_t size = 0; size <= strlen(BODY); size++) {
		g_autofree char *read = read_as(TYPE, BODY, size, true);
		const char *wanted = size < text_ends   ? ""
				     : size < file_ends ? "text=hi "
							: "text=hi f:x=1234567890 ";

		if (strcmp(read, wanted) != 0)
			fail_msg("%zu bytes: '%s'", size, read);
	}
}

static void
it_is_known_by_its_type(void **state)
{
	static const struct {
		const char *type;
		bool reads;
	} TYPES[] = {
	    {TYPE, true},
	    {"Multipart/Form-Data; charset=utf-8; Boundary=\"b\"", true},
	    {"multipart/form-data;boundary=b", true},
	    {"multipart/form-data", false},
	    {"multipart/form-data; boundary=", false},
	    {"multipart/form-data; boundary=b; boundary=c", false},
	    {"multipart/form-data; boundary=\"b", false},
	    {"multipart/form-data; boundary=\"b \"", false},
	    {"multipart/form-dataX; boundary=b", false},
	    {"multipart/mixed; boundary=b", false},
	    {"application/x-www-form-urlencoded", false},
	};

	(void)state;
	assert_false(http_multipart_is(NULL));
	for (size_t i = 0; i < G_N_ELEMENTS(TYPES); i++) {
		const char *body = PART "name=a\r\n\r\n1" END;
		g_autofree char *read = read_as(TYPES[i].type, body, strlen(body), false);

		if ((strcmp(read, "a=1 ") == 0) != TYPES[i].reads)
			fail_msg("%s: %s", TYPES[i].type, read);
	}
}

static void
a_boundary_is_no_longer_than_one_may_be(void **state)
{
	g_autofree char *most = g_strnfill(70, 'b');
	g_autofree char *over = g_strnfill(71, 'b');

	(void)state;
	for (int i = 0; i < 2; i++) {
		const char *mark = i == 0 ? most : over;
		g_autofree char *type =
		    g_strdup_printf("multipart/form-data; boundary=%s", mark);
		g_autofree char *body = g_strdup_printf("--%s--\r\n", mark);
		g_autofree char *read = read_as(type, body, strlen(body), false);

		assert_string_equal(read, i == 0 ? "" : "none");
	}
}

static void
has_no_more_parts_and_words_than_a_form(void **state)
{
	g_autoptr(GString) many = g_string_new(NULL);
	g_autofree char *longest = g_strnfill(LIMIT_WEB_FORM + 1, 'a');
	g_autofree char *words = g_strconcat(PART "name=a\r\n\r\n", longest, END, NULL);
	g_autofree char *file =
	    g_strconcat(PART "name=a; filename=x\r\n\r\n", longest, END, NULL);
	g_autofree char *head = g_strnfill(LIMIT_WEB_PART, 'a');
	g_autofree char *header = g_strconcat(PART "name=", head, "\r\n\r\n1" END, NULL);
	g_autofree char *read_many = NULL;
	g_autofree char *read_words = read_as(TYPE, words, strlen(words), false);
	g_autofree char *read_file = read_as(TYPE, file, strlen(file), false);
	g_autofree char *read_head = read_as(TYPE, header, strlen(header), false);

	(void)state;
	for (int i = 0; i <= LIMIT_WEB_FIELDS; i++)
		g_string_append_printf(many, PART "name=f%d; filename=x\r\n\r\n1\r\n", i);
	g_string_append(many, "--b--\r\n");
	read_many = read_as(TYPE, many->str, many->len, false);
	assert_string_equal(read_many, "none");
	assert_string_equal(read_words, "none");
	assert_true(g_str_has_prefix(read_file, "a:x=aaa"));
	assert_string_equal(read_head, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(is_read),
	    cmocka_unit_test(NULs_are_of_files_alone),
	    cmocka_unit_test(the_beginning_of_a_form_is_read),
	    cmocka_unit_test(it_is_known_by_its_type),
	    cmocka_unit_test(a_boundary_is_no_longer_than_one_may_be),
	    cmocka_unit_test(has_no_more_parts_and_words_than_a_form),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
