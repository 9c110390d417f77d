/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/util/csv.h"

/* Rows as "line:cell|cell;", bad ones as "line!;". Caller owns. */
static char *
read_all(const char *text, size_t length)
{
	GString *all = g_string_new(NULL);
	GPtrArray *cells = NULL;
	const char *wrong = NULL;
	unsigned line = 0;
	Csv csv;

	csv_open(&csv, text, length);
	for (;;) {
		switch (csv_next(&csv, &cells, &line, &wrong)) {
		case CSV_END:
			return g_string_free(all, FALSE);
		case CSV_BAD:
			assert_non_null(wrong);
			g_string_append_printf(all, "%u!;", line);
			break;
		case CSV_ROW:
			g_string_append_printf(all, "%u:", line);
			for (guint i = 0; i < cells->len; i++)
				g_string_append_printf(all, "%s%s", i == 0 ? "" : "|",
				    (const char *)cells->pdata[i]);
			g_string_append(all, ";");
			g_ptr_array_unref(cells);
		}
	}
}

static void
test_tables(void **state)
{
	static const struct {
		const char *text, *expected;
	} CASES[] = {
	    {"", ""},
	    {"a", "1:a;"},
	    {"a,b\n1,2\n", "1:a|b;2:1|2;"},
	    {"a;b\r\n1,5;2\r\n", "1:a|b;2:1,5|2;"},
	    {"a\tb\r1\t2", "1:a|b;2:1|2;"},
	    {"\xef\xbb\xbf"
	     "a;b\n",
		"1:a|b;"},
	    {"sep=;\r\na;b\r\n", "2:a|b;"},
	    {"sep=", "1:sep=;"},
	    {"sep=x\n", "1:sep=x;"},
	    {"a,b\n,\n1,\n", "1:a|b;3:1|;"},
	    {"a,b\n\n\n1,2", "1:a|b;4:1|2;"},
	    {"a,b\n\"x, \"\"y\"\"\",2\n", "1:a|b;2:x, \"y\"|2;"},
	    {"a,b\n\"x\ny\",2\n3,4\n", "1:a|b;2:x\ny|2;4:3|4;"},
	    {"a,b\n\"\",\"\"\n\"z\",\"\"", "1:a|b;3:z|;"},
	    {"\"a;b\",c,d\n1,2,3", "1:a;b|c|d;2:1|2|3;"},
	    {"a,b\nx\"y,2\n", "1:a|b;2:x\"y|2;"},
	    {"a,b\n\"x\"y,2\n3,4\n", "1:a|b;2!;3:3|4;"},
	    {"a,b\n\"x,2\n3,4\n", "1:a|b;2!;3:3|4;"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *all = read_all(CASES[i].text, strlen(CASES[i].text));

		if (!g_str_equal(all, CASES[i].expected))
			fail_msg("%zu: '%s' instead of '%s'", i, all, CASES[i].expected);
	}
}

static void
test_nul(void **state)
{
	static const char TEXT[] = "a,b\n1\0,2\n3,4\n";
	g_autofree char *all = read_all(TEXT, sizeof TEXT - 1);

	(void)state;
	assert_string_equal(all, "1:a|b;2!;3:3|4;");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_tables),
	    cmocka_unit_test(test_nul),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
