/* SPDX-License-Identifier: Apache-2.0 */
/* The account goes before the group, the group before the desk, in hours and in times each for itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/model/promise.h"

static void
the_nearest_counts(void **state)
{
	static const struct {
		const char *account, *group, *priority;
		int hours; /* whose: the desk's 1, the group's 2, the account's 3 */
		int64_t first_answer;
	} ROWS[] = {
	    {NULL, NULL, "low", 1, 10},
	    {NULL, NULL, "normal", 1, 11},
	    {NULL, NULL, "high", 1, 12},
	    {NULL, NULL, "whatever", 1, 11},
	    {"Elders", "elders", "high", 1, 12},
	    {NULL, "nacht", "normal", 2, 11},
	    {NULL, "nacht", "high", 2, 22},
	    {"KLANT bv", "nacht", "low", 3, 30},
	    {"Klant BV", "nacht", "high", 3, 22},
	    {"Klant BV", NULL, "high", 3, 12},
	};
	g_autoptr(WorkingHours) of_desk = working_hours_new();
	g_autoptr(WorkingHours) of_group = working_hours_new();
	g_autoptr(WorkingHours) of_account = working_hours_new();
	WorkingHours *const hours[] = {NULL, of_desk, of_group, of_account};
	ConfigGroup group = {(char *)"nacht", NULL, {of_group, {0, 0, 22}}};
	ConfigAccount account = {(char *)"Klant BV", {of_account, {30, 0, 0}}};
	g_autoptr(GPtrArray) groups = g_ptr_array_new();
	g_autoptr(GPtrArray) accounts = g_ptr_array_new();
	const Config config = {
	    .promise = {of_desk, {10, 11, 12}}, .groups = groups, .accounts = accounts};

	(void)state;
	g_ptr_array_add(groups, &group);
	g_ptr_array_add(accounts, &account);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Promise promise =
		    promise_find(&config, ROWS[i].account, ROWS[i].group, ROWS[i].priority);

		assert_ptr_equal(promise.hours, hours[ROWS[i].hours]);
		assert_int_equal(promise.first_answer, ROWS[i].first_answer);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_nearest_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
