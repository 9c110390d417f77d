/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/placeholders.h"

static const char *
value_of(const char *name, void *data)
{
	(void)data;
	if (strcmp(name, "room") == 0)
		return "B12";
	if (strcmp(name, "lines") == 0)
		return "a\r\nBcc: x\n\n\tb ";
	return strcmp(name, "tricky") == 0 ? "{{room}}" : NULL;
}

static void
test_text(void **state)
{
	static const struct {
		const char *text;
		const char *filled;
		bool needed;
	} rows[] = {
	    {"", "", false},
	    {"plain } { text", "plain } { text", false},
	    {"Printer {{room}}", "Printer B12", true},
	    {"{{ room }}{{room}}", "B12B12", true},
	    {"a {{unknown}} b", "a b", true},
	    {"{{lines}}", "a Bcc: x b", true},
	    {"{{tricky}}", "{{room}}", true},
	    {"x {{room", "x {{room", true},
	    {"{{}}", "", true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *filled = placeholders_text(rows[i].text, value_of, NULL);

		assert_string_equal(filled, rows[i].filled);
		assert_int_equal(placeholders_is_needed(rows[i].text), rows[i].needed);
	}
}

static void
test_names(void **state)
{
	g_autoptr(GPtrArray) names = placeholders_names("{{a}} b {{ c d }}{{}}");

	(void)state;
	assert_int_equal(names->len, 3);
	assert_string_equal(names->pdata[0], "a");
	assert_string_equal(names->pdata[1], "c d");
	assert_string_equal(names->pdata[2], "");
	assert_null(placeholders_names("{{a}} {{b"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_text),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
