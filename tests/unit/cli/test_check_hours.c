/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/cli/check_hours.h"

#define TUESDAY_MS INT64_C(1796115600000) /* 2026-12-01 10:00 in Amsterdam */
#define HOUR_MS INT64_C(3600000)

static WorkingHours *
hours_of(int days, int from, int to)
{
	WorkingHours *hours = working_hours_new();
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Amsterdam");

	working_hours_set_zone(hours, zone);
	for (int day = 1; day <= days; day++) {
		const WorkingShift shift = {from * 60, to * 60};
		GArray *shifts = g_array_new(FALSE, FALSE, sizeof shift);

		g_array_append_val(shifts, shift);
		working_hours_set(hours, day, shifts);
	}
	return hours;
}

static void
each_calendar_has_its_line(void **state)
{
	g_autoptr(WorkingHours) of_desk = hours_of(5, 8, 17);
	g_autoptr(WorkingHours) of_group = hours_of(7, 0, 24);
	g_autoptr(WorkingHours) of_account = hours_of(1, 12, 14);
	ConfigGroup with = {(char *)"nacht", NULL, {of_group, {0}}};
	ConfigGroup without = {(char *)"servicedesk", NULL, {NULL, {0}}};
	ConfigAccount account = {(char *)"Klant BV", {of_account, {0}}};
	g_autoptr(GPtrArray) groups = g_ptr_array_new();
	g_autoptr(GPtrArray) accounts = g_ptr_array_new();
	const Config config = {.time_zone = (char *)"Europe/Amsterdam",
	    .promise = {of_desk, {0}},
	    .groups = groups,
	    .accounts = accounts};
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	g_ptr_array_add(groups, &without);
	g_ptr_array_add(groups, &with);
	g_ptr_array_add(accounts, &account);
	check_hours_print(&config, TUESDAY_MS, out);
	assert_string_equal(out->str,
	    "hours: open until 2026-12-01 17:00; 1d from now is 2026-12-02 10:00\n"
	    "hours of group nacht: always open; 1d from now is 2026-12-02 10:00\n"
	    "hours of account Klant BV: closed until 2026-12-07 12:00; 1d from now is "
	    "2026-12-07 14:00\n");
	g_string_truncate(out, 0);
	check_hours_print(&config, TUESDAY_MS + 8 * HOUR_MS, out);
	assert_true(g_str_has_prefix(out->str,
	    "hours: closed until 2026-12-02 08:00; 1d from now is 2026-12-02 17:00\n"));
}

static void
without_hours_nothing_is_said(void **state)
{
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	const Config config = {.groups = none, .accounts = none};
	g_autoptr(GString) out = g_string_new(NULL);

	(void)state;
	check_hours_print(&config, TUESDAY_MS, out);
	assert_string_equal(out->str, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_calendar_has_its_line),
	    cmocka_unit_test(without_hours_nothing_is_said),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
