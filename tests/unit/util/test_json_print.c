/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/json_print.h"

static char *
print_one(json_t *take_value)
{
	g_autoptr(GString) out = g_string_new(NULL);

	json_print_line(out, take_value);
	return g_string_free(g_steal_pointer(&out), FALSE);
}

static void
test_values(void **state)
{
	const struct {
		json_t *value;
		const char *expected;
	} cases[] = {
	    {json_print_string("caf\303\251"), "\"caf\303\251\"\n"},
	    {json_print_string("a\377\"\033"), "\"a\357\277\275\\\"\\u001B\"\n"},
	    {json_print_string("</script>a<b"), "\"\\u003c/script>a\\u003cb\"\n"},
	    {json_print_string(NULL), "null\n"},
	    {json_print_string(""), "null\n"},
	    {json_print_text(""), "\"\"\n"},
	    {json_print_lines("a\n\nb"), "[\"a\",\"\",\"b\"]\n"},
	    {json_print_lines(NULL), "[]\n"},
	    {json_print_id(7), "7\n"},
	    {json_print_id(0), "null\n"},
	    {json_print_time(INT64_C(1795428120000)), "\"2026-11-23T10:02:00Z\"\n"},
	    {json_print_time(0), "null\n"},
	    {json_print_person("Els", "els@klant.example"),
		"{\"schema\":1,\"name\":\"Els\",\"address\":\"els@klant.example\"}\n"},
	    {json_print_person(NULL, "e\377"),
		"{\"schema\":1,\"name\":null,\"address\":\"e\357\277\275\"}\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autofree char *text = print_one(cases[i].value);

		assert_string_equal(text, cases[i].expected);
	}
}

static void
test_several_lines(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	json_print(out, json_pack("[i, i]", 1, 2));
	json_print(out, json_array());
	json_print(out, json_pack("[{s:i}]", "a", 1));
	assert_string_equal(out->str, "[\n  1,\n  2\n]\n[]\n[\n  {\n    \"schema\": 1,\n"
				      "    \"a\": 1\n  }\n]\n");
}

static void
a_list_is_printed_as_it_comes(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	json_print_item(out, true, json_object());
	json_print_item(out, false, json_object());
	json_print_end(out, false);
	json_print_end(out, true);
	assert_string_equal(out->str, "[\n{\"schema\":1}\n,\n{\"schema\":1}\n]\n[]\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_values),
	    cmocka_unit_test(test_several_lines),
	    cmocka_unit_test(a_list_is_printed_as_it_comes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
