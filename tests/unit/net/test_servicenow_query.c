/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/net/servicenow_query.h"

static void
a_value_is_no_more_than_a_value(void **state)
{
	g_autofree char *most = g_strnfill(255, 'a');
	g_autofree char *more = g_strnfill(256, 'a');
	static const char *const GOOD[] = {"els@klant.nl", "O'Brien & Söhne, Köln", "a=b",
	    "2026-11-20 09:00:00", "javascript"};
	static const char *const BAD[] = {NULL, "", "a^b", "^", "a\nb", "a\rb", "a\tb",
	    "a\x7f"
	    "b",
	    "a\xc2\x85"
	    "b",
	    "javascript:gs.x()", "xJavaScript:y", "a\xff"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(GOOD); i++)
		if (!servicenow_value_is_good(GOOD[i]))
			fail_msg("%s", GOOD[i]);
	for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
		if (servicenow_value_is_good(BAD[i]))
			fail_msg("%zu", i);
	assert_true(servicenow_value_is_good(most));
	assert_false(servicenow_value_is_good(more));
}

static void
ids(void **state)
{
	static const char *const BAD[] = {
	    NULL, "", "../x", "a/b", "a b", "a?b", "0123456789abcdef0123456789abcdef0"};

	(void)state;
	assert_true(servicenow_id_is_good("0123456789abcdef0123456789abcdef"));
	assert_true(servicenow_id_is_good("a"));
	for (size_t i = 0; i < G_N_ELEMENTS(BAD); i++)
		assert_false(servicenow_id_is_good(BAD[i]));
}

static void
paths_are_escaped(void **state)
{
	g_autofree char *table = servicenow_path("/api/now/table/sys_user",
	    &(ServicenowPage){
		.query = "email=é&=?@x", .fields = "sys_id,email", .limit = 2, .offset = 4});
	g_autofree char *other = servicenow_path("/api/now/contact", &(ServicenowPage){0});
	g_autoptr(GString) path = g_string_new("/a");

	(void)state;
	assert_string_equal(table,
	    "/api/now/table/sys_user?sysparm_query=email%3D%C3%A9%26%3D%3F%40x&"
	    "sysparm_fields=sys_id%2Cemail&sysparm_limit=2&sysparm_offset=4&"
	    "sysparm_exclude_reference_link=true");
	assert_string_equal(other, "/api/now/contact");
	servicenow_add_parameter(path, "file_name", "a b\r\n^&?.txt");
	servicenow_add_parameter(path, "x", "y");
	assert_string_equal(path->str, "/a?file_name=a%20b%0D%0A%5E%26%3F.txt&x=y");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_value_is_no_more_than_a_value),
	    cmocka_unit_test(ids),
	    cmocka_unit_test(paths_are_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
