/* SPDX-License-Identifier: Apache-2.0 */
/* Dates as people of a Dutch desk type them, on a Monday at 10:02, in UTC. */
#include "tests/unit/context_fixture.h"

#include "gateway/model/typed_moment.h"
#include "gateway/util/error.h"
#include "gateway/util/time_format.h"

/* From nine to five; 2026-12-25 is a holiday. */
static WorkingHours *
office_hours(void)
{
	WorkingHours *hours = working_hours_new();

	for (int day = 1; day <= 5; day++) {
		GArray *shifts = g_array_new(false, false, sizeof(WorkingShift));
		const WorkingShift shift = {9 * 60, 17 * 60};

		g_array_append_val(shifts, shift);
		working_hours_set(hours, day, shifts);
	}
	working_hours_set(hours, 20261225, g_array_new(false, false, sizeof(WorkingShift)));
	return hours;
}

static void
each_form_is_read(void **state)
{
	static const struct {
		const char *typed;
		const char *plain, *in_hours; /* what it means without and with working hours */
	} ROWS[] = {
	    {"2026-12-14", "2026-12-14 00:00", "2026-12-14 09:00"},
	    {"14-12-2026", "2026-12-14 00:00", "2026-12-14 09:00"},
	    {"2026-12-14 09:30", "2026-12-14 09:30", "2026-12-14 09:30"},
	    {"2026-12-14T9:30", "2026-12-14 09:30", "2026-12-14 09:30"},
	    {"2026-12-25", "2026-12-25 00:00", "2026-12-28 09:00"},
	    {"2026-12-25 12:00", "2026-12-25 12:00", "2026-12-25 12:00"},
	    {"until 2026-12-14", "2026-12-14 00:00", "2026-12-14 09:00"},
	    {"tot vrijdag", "2026-11-27 00:00", "2026-11-27 09:00"},
	    {"Vrijdag", "2026-11-27 00:00", "2026-11-27 09:00"},
	    {"fri 14:00", "2026-11-27 14:00", "2026-11-27 14:00"},
	    {"maandag", "2026-11-30 00:00", "2026-11-30 09:00"},
	    {"zondag", "2026-11-29 00:00", "2026-11-30 09:00"},
	    {"morgen", "2026-11-24 00:00", "2026-11-24 09:00"},
	    {"tomorrow 8:15", "2026-11-24 08:15", "2026-11-24 08:15"},
	    {"3d", "2026-11-26 10:02", "2026-11-26 10:02"},
	    {"5 dagen", "2026-11-28 10:02", "2026-11-30 10:02"},
	    {"2w", "2026-12-07 10:02", "2026-12-07 10:02"},
	    {"2 weken", "2026-12-07 10:02", "2026-12-07 10:02"},
	    {"4u", "2026-11-23 14:02", "2026-11-23 14:02"},
	    {"4h", "2026-11-23 14:02", "2026-11-23 14:02"},
	    {"30m", "2026-11-23 10:32", "2026-11-23 10:32"},
	};
	const Desk *desk = *state;
	g_autoptr(WorkingHours) hours = office_hours();

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		for (int in_hours = 0; in_hours < 2; in_hours++) {
			const char *expected = in_hours ? ROWS[i].in_hours : ROWS[i].plain;
			g_autofree char *read = NULL;
			int64_t at_ms = 0;

			must(typed_moment(desk->context, in_hours ? hours : NULL, ROWS[i].typed,
			    "en", &at_ms, &error));
			read = time_format_local(at_ms);
			if (strcmp(read, expected) != 0)
				fail_msg("'%s': %s, not %s", ROWS[i].typed, read, expected);
		}
}

static void
what_is_none_is_refused_in_the_readers_language(void **state)
{
	static const struct {
		const char *typed, *language, *begins;
	} ROWS[] = {
	    {"straks", "nl", "'straks' is geen datum; wel bijvoorbeeld 2026-12-14"},
	    {"later", "en", "'later' is no date; one is 2026-12-14"},
	    {"", "nl", "'' is geen datum"},
	    {"m", "nl", "'m' is geen datum"}, /* maandag, morgen */
	    {"3", "en", "'3' is no date"},
	    {"3 x", "en", "'3 x' is no date"},
	    {"2026-02-30", "en", "'2026-02-30' is no date"},
	    {"2026-13-01", "en", "'2026-13-01' is no date"},
	    {"14-12-26", "en", "'14-12-26' is no date"},
	    {"2026-12-14 25:00", "en", "'2026-12-14 25:00' is no date"},
	    {"2026-12-14x", "en", "'2026-12-14x' is no date"},
	    {"vrijdag straks", "en", "'vrijdag straks' is no date"},
	    {"2026-11-23", "nl", "'2026-11-23' is al voorbij"},
	    {"0d", "en", "'0d' is past already"},
	    {"2028-01-01", "nl", "'2028-01-01' is meer dan een jaar weg"},
	    {"99999999999999999999w", "en", "'99999999999999999999w' is no date"},
	};
	const Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(GError) error = NULL;
		int64_t at_ms = 0;

		assert_false(typed_moment(
		    desk->context, NULL, ROWS[i].typed, ROWS[i].language, &at_ms, &error));
		assert_true(g_error_matches(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING));
		if (!g_str_has_prefix(error->message, ROWS[i].begins))
			fail_msg("'%s': %s", ROWS[i].typed, error->message);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_form_is_read),
	    desk_test(what_is_none_is_refused_in_the_readers_language),
	};

	time_format_use_zone("UTC");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
