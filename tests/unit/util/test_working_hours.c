/* SPDX-License-Identifier: Apache-2.0 */
/* Calendars in Europe/Amsterdam, in which all moments are written. 30 November 2026 is a Monday. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>

#include "gateway/util/working_hours.h"

#define MINUTE INT64_C(60000)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

typedef struct {
	int day;
	const char *shifts; /* "480-720 750-1050"; "": closed */
} Day;

static WorkingHours *
calendar(const Day *days, unsigned countries)
{
	WorkingHours *hours = working_hours_new();
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Amsterdam");

	assert_non_null(zone);
	working_hours_set_zone(hours, zone);
	working_hours_set_holidays(hours, countries);
	for (; days->day != 0; days++) {
		GArray *shifts = g_array_new(FALSE, FALSE, sizeof(WorkingShift));
		g_auto(GStrv) words = g_strsplit(days->shifts, " ", -1);

		for (char **word = words; *word != NULL; word++) {
			WorkingShift shift;

			assert_int_equal(sscanf(*word, "%d-%d", &shift.from, &shift.to), 2);
			g_array_append_val(shifts, shift);
		}
		assert_true(working_hours_set(hours, days->day, shifts));
	}
	return hours;
}

/* 08:00-17:30; half a Christmas Eve each year, a Monday off, and a Sunday's stocktaking. */
static WorkingHours *
office(void)
{
	static const Day DAYS[] = {{1, "480-1050"}, {2, "480-1050"}, {3, "480-1050"},
	    {4, "480-1050"}, {5, "480-1050"}, {1224, "480-720"}, {20261207, ""},
	    {20261213, "600-720"}, {0, NULL}};

	return calendar(DAYS, 1);
}

/* Each night, with a break. */
static WorkingHours *
nights(void)
{
	static const Day DAYS[] = {{1, "1320-1440 1470-1800"}, {2, "1320-1440 1470-1800"},
	    {3, "1320-1440 1470-1800"}, {4, "1320-1440 1470-1800"}, {5, "1320-1440 1470-1800"},
	    {6, "1320-1440 1470-1800"}, {7, "1320-1440 1470-1800"}, {0, NULL}};

	return calendar(DAYS, 0);
}

/* Never closed: the shifts of one day reach into those of the next. */
static WorkingHours *
always(void)
{
	static const Day DAYS[] = {{1, "0-1440"}, {2, "0-1440"}, {3, "0-1440"}, {4, "0-1440"},
	    {5, "0-1500"}, {6, "0-1440"}, {7, "0-1440"}, {0, NULL}};

	return calendar(DAYS, 0);
}

static int64_t
at(const char *text)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Amsterdam");
	g_autofree char *whole = g_strconcat(text, ":00", NULL);
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(whole, zone);

	assert_non_null(time);
	return g_date_time_to_unix(time) * 1000;
}

static void
assert_at(int64_t found_ms, const char *wanted)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_identifier("Europe/Amsterdam");
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(found_ms / 1000);
	g_autoptr(GDateTime) local = g_date_time_to_timezone(utc, zone);
	g_autofree char *found = g_date_time_format(local, "%Y-%m-%dT%H:%M");

	assert_string_equal(found, wanted);
}

typedef WorkingHours *(*Calendar)(void);
typedef struct {
	Calendar calendar;
	const char *from;
	int64_t time;
	const char *due;
} Row;

static void
must_be_due(const Row *rows, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		g_autoptr(WorkingHours) hours = rows[i].calendar();

		assert_at(
		    working_hours_due(hours, at(rows[i].from), rows[i].time), rows[i].due);
	}
}

static void
times_end_in_working_time(void **state)
{
	static const Row ROWS[] = {
	    {office, "2026-12-01T10:00", HOUR, "2026-12-01T11:00"},
	    {office, "2026-12-01T10:00", DAY, "2026-12-02T10:00"},
	    {office, "2026-12-01T10:00", 3 * DAY, "2026-12-04T10:00"},
	    {office, "2026-12-01T03:12", DAY, "2026-12-01T17:30"},
	    {office, "2026-12-01T03:12", 4 * HOUR, "2026-12-01T12:00"},
	    {office, "2026-12-01T16:30", HOUR, "2026-12-01T17:30"},
	    {office, "2026-12-01T16:30", 61 * MINUTE, "2026-12-02T08:01"},
	    {office, "2026-12-01T17:30", HOUR, "2026-12-02T09:00"},
	    /* over a weekend and a Monday off */
	    {office, "2026-12-04T16:00", DAY, "2026-12-08T16:00"},
	    /* a Sunday that is worked, two hours of it */
	    {office, "2026-12-11T17:00", 2 * HOUR, "2026-12-13T11:30"},
	    /* half a day, Christmas on Friday and Saturday, the weekend */
	    {office, "2026-12-23T15:30", DAY, "2026-12-28T11:30"},
	    {office, "2026-12-31T17:00", HOUR, "2027-01-04T08:30"},
	    {office, "2026-12-01T10:00", 0, "2026-12-01T10:00"},
	    {nights, "2026-12-01T12:00", HOUR, "2026-12-01T23:00"},
	    {nights, "2026-12-01T23:30", HOUR, "2026-12-02T01:00"},
	    {nights, "2026-12-02T05:30", HOUR, "2026-12-02T22:30"},
	    {nights, "2026-12-02T00:00", DAY, "2026-12-03T00:00"},
	    {always, "2026-12-04T23:30", 2 * HOUR, "2026-12-05T01:30"},
	};

	(void)state;
	must_be_due(ROWS, G_N_ELEMENTS(ROWS));
}

/* The nights of 28 and 29 March and of 24 and 25 October 2026. */
static void
nights_in_which_the_clock_is_set_have_another_hour(void **state)
{
	static const Row ROWS[] = {
	    {nights, "2026-03-28T22:00", 7 * HOUR, "2026-03-29T22:30"},
	    {nights, "2026-10-24T22:00", 7 * HOUR + 30 * MINUTE, "2026-10-25T05:00"},
	    {always, "2026-03-28T12:00", 24 * HOUR - MINUTE, "2026-03-29T12:59"},
	    {always, "2026-10-24T12:00", 24 * HOUR - MINUTE, "2026-10-25T10:59"},
	    {office, "2026-03-27T16:00", DAY, "2026-03-30T16:00"},
	    {office, "2026-10-23T16:00", DAY, "2026-10-26T16:00"},
	};
	g_autoptr(WorkingHours) hours = nights();

	(void)state;
	must_be_due(ROWS, G_N_ELEMENTS(ROWS));
	assert_int_equal(
	    working_hours_between(hours, at("2026-03-28T12:00"), at("2026-03-29T12:00")),
	    6 * HOUR + 30 * MINUTE);
	assert_int_equal(
	    working_hours_between(hours, at("2026-10-24T12:00"), at("2026-10-25T12:00")),
	    8 * HOUR + 30 * MINUTE);
	assert_int_equal(
	    working_hours_between(hours, at("2026-12-24T12:00"), at("2026-12-25T12:00")),
	    7 * HOUR + 30 * MINUTE);
}

/* For moments and times by chance: what is added lies between, what lies between leads there, and parts make the whole. */
static void
adding_and_measuring_agree(void **state)
{
	static const Calendar CALENDARS[] = {office, nights, always};
	g_autoptr(GRand) chance = g_rand_new_with_seed(17);
	int64_t first = at("2026-01-01T00:00");

	(void)state;
	for (int i = 0; i < 3000; i++) {
		g_autoptr(WorkingHours) hours = CALENDARS[i % 3]();
		int64_t from = first + g_rand_int_range(chance, 0, 2 * 365 * 1440) * MINUTE;
		int64_t time = g_rand_int_range(chance, 1, 30000) * MINUTE;
		int64_t part = g_rand_int_range(chance, 0, 30000) * MINUTE % time;
		int64_t due = working_hours_add(hours, from, time);

		assert_int_equal(working_hours_between(hours, from, due), time);
		assert_int_equal(
		    working_hours_between(hours, from, due - MINUTE), time - MINUTE);
		assert_int_equal(
		    working_hours_add(hours, working_hours_add(hours, from, part), time - part),
		    due);
		assert_int_equal(working_hours_between(hours, from, from + time) +
				     working_hours_between(hours, from + time, from + 2 * time),
		    working_hours_between(hours, from, from + 2 * time));
	}
}

static void
without_hours_time_is_plain(void **state)
{
	(void)state;
	assert_int_equal(working_hours_due(NULL, 1000, 2 * DAY), 1000 + 2 * DAY);
	assert_int_equal(working_hours_add(NULL, 1000, 17), 1017);
	assert_int_equal(working_hours_between(NULL, 1000, 1017), 17);
	assert_int_equal(working_hours_between(NULL, 1017, 1000), 0);
}

static void
a_day_is_the_longest_of_the_week(void **state)
{
	static const Day DAYS[] = {
	    {3, "540-720 780-1020"}, {6, "540-720"}, {1224, "0-1440"}, {0, NULL}};
	g_autoptr(WorkingHours) hours = calendar(DAYS, 0);
	g_autoptr(WorkingHours) empty = working_hours_new();

	(void)state;
	assert_int_equal(working_hours_day_ms(hours), 7 * HOUR);
	assert_int_equal(working_hours_day_ms(empty), 0);
	assert_false(
	    working_hours_set(hours, 3, g_array_new(FALSE, FALSE, sizeof(WorkingShift))));
}

/* Nothing hangs where nobody works any more, or where a clock is far off. */
static void
nothing_is_looked_for_without_end(void **state)
{
	g_autoptr(WorkingHours) empty = working_hours_new();
	g_autoptr(WorkingHours) hours = office();

	(void)state;
	assert_int_equal(working_hours_add(empty, 1000, HOUR), 1000);
	assert_int_equal(working_hours_between(empty, 1000, 1000 * DAY), 0);
	assert_int_equal(working_hours_add(hours, G_MAXINT64 / 2, HOUR), G_MAXINT64 / 2 + HOUR);
	assert_int_equal(working_hours_add(hours, -HOUR, HOUR), 0);
}

static void
it_is_open_or_closed_until_then(void **state)
{
	static const struct {
		Calendar calendar;
		const char *at;
		bool open;
		const char *change;
	} ROWS[] = {
	    {office, "2026-12-01T07:59", false, "2026-12-01T08:00"},
	    {office, "2026-12-01T08:00", true, "2026-12-01T17:30"},
	    {office, "2026-12-04T17:30", false, "2026-12-08T08:00"},
	    {office, "2026-12-24T13:00", false, "2026-12-28T08:00"},
	    {nights, "2026-12-01T23:00", true, "2026-12-02T00:00"},
	    {nights, "2026-12-02T03:00", true, "2026-12-02T06:00"},
	    {always, "2026-12-04T12:00", true, NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autoptr(WorkingHours) hours = ROWS[i].calendar();
		int64_t change_ms = -1;

		assert_int_equal(
		    working_hours_are_open(hours, at(ROWS[i].at), &change_ms), ROWS[i].open);
		if (ROWS[i].change == NULL)
			assert_int_equal(change_ms, 0);
		else
			assert_at(change_ms, ROWS[i].change);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(times_end_in_working_time),
	    cmocka_unit_test(nights_in_which_the_clock_is_set_have_another_hour),
	    cmocka_unit_test(adding_and_measuring_agree),
	    cmocka_unit_test(without_hours_time_is_plain),
	    cmocka_unit_test(a_day_is_the_longest_of_the_week),
	    cmocka_unit_test(nothing_is_looked_for_without_end),
	    cmocka_unit_test(it_is_open_or_closed_until_then),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
