/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/intake/difference.h"

static void
assert_differences(const GPtrArray *differences, const char *expected)
{
	g_autoptr(GString) told = g_string_new(NULL);

	for (guint i = 0; i < differences->len; i++) {
		const Difference *one = differences->pdata[i];

		g_string_append_printf(
		    told, "%s: %s, %s\n", one->key, one->expected, one->found);
	}
	assert_string_equal(told->str, expected);
}

static void
what_two_reports_differ_in(void **state)
{
	json_t *before = json_pack("{s:s, s:s, s:n, s:[s, s], s:s, s:s, s:s}", "rule", "accept",
	    "letter", "closed", "group", "watchers", "a@desk.example", "b@desk.example",
	    "priority", "normal", "title", "anything", "ticket", "CS0000008");
	json_t *after = json_pack("{s:s, s:s, s:s, s:s, s:s}", "rule", "accept", "letter",
	    "closed", "priority", "normal", "group", "team", "ticket", "CS0000009");
	g_autoptr(GPtrArray) differences = differences_between(before, after);
	g_autoptr(GPtrArray) none = differences_between(before, before);

	(void)state;
	assert_differences(differences, "title: anything, none\n"
					"group: none, team\n"
					"watchers: a@desk.example b@desk.example, none\n");
	assert_differences(none, "");
	json_decref(before);
	json_decref(after);
}

static void
what_is_as_expected_is_not_told(void **state)
{
	json_t *report = json_pack("{s:s, s:[]}", "letter", "closed", "watchers");
	g_autoptr(GPtrArray) differences = differences_new();

	(void)state;
	differences_add(differences, "letter", "closed", report);
	differences_add(differences, "watchers", "none", report);
	differences_add(differences, "rule", "accept", report);
	assert_differences(differences, "rule: accept, none\n");
	json_decref(report);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_two_reports_differ_in),
	    cmocka_unit_test(what_is_as_expected_is_not_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
