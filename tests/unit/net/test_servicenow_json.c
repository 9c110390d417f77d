/* SPDX-License-Identifier: Apache-2.0 */
/* What an instance gives out though it is no JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/servicenow_json.h"

static json_t *
read_json(const char *text, size_t length)
{
	g_autoptr(GByteArray) body = g_byte_array_new();

	g_byte_array_append(body, (const guint8 *)text, (guint)length);
	return servicenow_json(body);
}

static void
what_no_json_may_have_takes_nothing_else_along(void **state)
{
	static const struct {
		const char *json;
		const char *said;
	} CASES[] = {
	    {"{\"said\":\"ja \\ud83d\\ude00\",\"next\":1}", "ja \360\237\230\200"},
	    {"{\"said\":\"ja \\ud83d\",\"next\":1}", "ja \357\277\275"},
	    {"{\"said\":\"ja \\ud83d\\n\",\"next\":1}", "ja \357\277\275\n"},
	    {"{\"said\":\"\\ude00 ja\",\"next\":1}", "\357\277\275 ja"},
	    {"{\"said\":\"\\ud83d\\ud83d\\ude00\",\"next\":1}", "\357\277\275\360\237\230\200"},
	    {"{\"said\":\"a\\u0000b\",\"next\":1}", "a\357\277\275b"},
	    {"{\"said\":\"a\\\\u0000b\\ud83d\",\"next\":1}", "a\\u0000b\357\277\275"},
	    {"{\"said\":\"a\377b\",\"next\":1}", "a\357\277\275b"},
	    {"{\"said\":\"a\tb\",\n\"next\":1}", "a b"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		json_auto_t *json = read_json(CASES[i].json, strlen(CASES[i].json));

		assert_non_null(json);
		assert_string_equal(
		    json_string_value(json_object_get(json, "said")), CASES[i].said);
		assert_int_equal(json_integer_value(json_object_get(json, "next")), 1);
	}
}

static void
what_is_none_is_none(void **state)
{
	static const char *const NONE[] = {
	    "", "{", "{\"a\":\"\\", "{\"a\":\"\\u", "{\"a\":\"\\ud83d", "<html>", "\\ud8"};
	g_autofree char *deep = g_strnfill(10000, '[');

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(NONE); i++)
		assert_null(read_json(NONE[i], strlen(NONE[i])));
	assert_null(read_json(deep, strlen(deep)));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_no_json_may_have_takes_nothing_else_along),
	    cmocka_unit_test(what_is_none_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
