/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/uu.h"

#define BLOCK "begin 644 a b.txt\n%:&%L;&\\ \n`\nend\n"

static const struct {
	const char *name;
	const char *text;
	unsigned files;
	const char *rest; /* NULL: nothing was found */
} texts[] = {
    {"one", "hoi\n" BLOCK "dag\n", 1, "hoi\ndag\n"},
    {"two", BLOCK "tussen\n" BLOCK, 2, "tussen\n"},
    {"carriage returns", "begin 644 a.txt\r\n%:&%L;&\\ \r\n`\r\nend\r\n", 1, ""},
    {"no end", "begin 644 a.txt\n%:&%L;&\\ \n", 0, NULL},
    {"no data", "begin 644 a.txt\nend\n", 0, NULL},
    {"a sentence", "begin with 644 things\nthen end\n", 0, NULL},
    {"text between", "begin 644 a.txt\nthis is no data at all\nend\n", 0, NULL},
    {"not at a line's start", "x begin 644 a.txt\n%:&%L;&\\ \n`\nend\n", 0, NULL},
    {"empty", "", 0, NULL},
};

static void
test_split(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autoptr(GPtrArray) files =
		    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
		g_autoptr(GBytes) rest = uu_split(texts[i].text, strlen(texts[i].text), files);
		g_autofree char *left =
		    rest == NULL ? NULL
				 : g_strdup_printf("%.*s", (int)g_bytes_get_size(rest),
				       g_bytes_get_size(rest) == 0
					   ? ""
					   : (const char *)g_bytes_get_data(rest, NULL));

		if (files->len != texts[i].files || g_strcmp0(left, texts[i].rest) != 0)
			fail_msg("%s: %u files, \"%s\"", texts[i].name, files->len, left);
		for (unsigned n = 0; n < files->len; n++) {
			const Unwrapped *file = files->pdata[n];

			assert_int_equal(g_bytes_get_size(file->bytes), 5);
			assert_memory_equal(g_bytes_get_data(file->bytes, NULL), "hallo", 5);
		}
	}
}

static void
test_linear(void **state)
{
	g_autoptr(GPtrArray) files =
	    g_ptr_array_new_with_free_func((GDestroyNotify)unwrapped_free);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autoptr(GBytes) rest = NULL;
	clock_t start = clock();

	(void)state;
	while (text->len < 1024 * 1024)
		g_string_append(text, "begin 644 a\n#0V%T\n");
	rest = uu_split(text->str, text->len, files);
	assert_null(rest);
	assert_true(clock() - start < 5 * CLOCKS_PER_SEC);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
