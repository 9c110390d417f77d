/* SPDX-License-Identifier: Apache-2.0 */
/* Hours as an operator writes them, by what they make of times: 30 November 2026 is a Monday. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/config/config_read.h"

#define HOUR INT64_C(3600000)
#define DAY (24 * HOUR)

typedef struct {
	char *zone;
	ConfigPromise promise;
} Read;
static const YamlField fields[] = {
    {"hours", config_read_hours, offsetof(Read, promise.hours), NULL, false, ""},
    {"time_zone", config_read_zone, offsetof(Read, zone), NULL, false, ""},
    {"times", yaml_read_section, offsetof(Read, promise), config_promise_times, false, ""},
    {NULL, NULL, 0, NULL, false, NULL},
};

/* Caller owns what was read. texts: every mistake on a line of its own. */
static Read
read_text(const char *text, char **ret_texts)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document = yaml_parse("", text, strlen(text), diagnostics);
	g_autoptr(GString) all = g_string_new(NULL);
	Read read = {0};

	assert_non_null(document);
	yaml_read_map(yaml_top(document), fields, &read);
	for (guint i = 0; i < diagnostics->len; i++) {
		g_autofree char *line = diagnostic_text(diagnostics->pdata[i]);

		g_string_append_printf(all, "%s\n", line);
	}
	*ret_texts = g_string_free(g_steal_pointer(&all), FALSE);
	return read;
}

static void
assert_due(const char *hours, const char *from, int64_t time, const char *wanted)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) at = g_date_time_new_from_iso8601(from, utc);
	g_autofree char *text = g_strdup_printf("hours: %s", hours);
	g_autofree char *texts = NULL;
	Read read = read_text(text, &texts);

	assert_string_equal(texts, "");
	working_hours_set_zone(read.promise.hours, utc);
	int64_t due =
	    working_hours_due(read.promise.hours, g_date_time_to_unix(at) * 1000, time);
	g_autoptr(GDateTime) found = g_date_time_new_from_unix_utc(due / 1000);
	g_autofree char *found_text = g_date_time_format(found, "%Y-%m-%dT%H:%M");

	assert_string_equal(found_text, wanted);
	working_hours_free(read.promise.hours);
}

static void
hours_are_read(void **state)
{
	static const struct {
		const char *hours, *from;
		int64_t time;
		const char *due;
	} ROWS[] = {
	    {"{mon-fri: 08:00-17:30}", "2026-12-04T17:00:00Z", HOUR, "2026-12-07T08:30"},
	    {"{mon-fri: '08:00-12:00, 13:00-17:30'}", "2026-12-01T11:30:00Z", HOUR,
		"2026-12-01T13:30"},
	    {"{mon-thu: 08:00-17:30, fri: 08:00-12:00}", "2026-12-04T11:30:00Z", HOUR,
		"2026-12-07T08:30"},
	    {"{sun-mon: 08:00-10:00}", "2026-12-01T00:00:00Z", 5 * HOUR, "2026-12-13T09:00"},
	    {"{mon-sun: 00:00-24:00}", "2026-12-01T10:00:00Z", DAY, "2026-12-02T10:00"},
	    {"{mon-fri: 22:00-06:00}", "2026-12-05T05:00:00Z", 2 * HOUR, "2026-12-07T23:00"},
	    {"{mon-fri: 08:00-16:00, holidays: nl}", "2026-12-24T15:00:00Z", 2 * HOUR,
		"2026-12-28T09:00"},
	    {"{mon-fri: 08:00-16:00, holidays: [nl, be]}", "2027-04-30T15:00:00Z", 2 * HOUR,
		"2027-05-03T09:00"},
	    {"{mon-fri: 08:00-16:00, holidays: nl, 12-25: 09:00-11:00}", "2026-12-24T15:00:00Z",
		2 * HOUR, "2026-12-25T10:00"},
	    {"{mon-fri: 08:00-16:00, 12-24: 08:00-12:00, 2026-12-28: closed}",
		"2026-12-24T11:00:00Z", 2 * HOUR, "2026-12-25T09:00"},
	    {"{mon-fri: 08:00-16:00, 12-24: 08:00-12:00, 2026-12-24: closed}",
		"2026-12-24T11:00:00Z", 2 * HOUR, "2026-12-25T10:00"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		assert_due(ROWS[i].hours, ROWS[i].from, ROWS[i].time, ROWS[i].due);
}

#define A_DAY                                                                          \
	"expected a day or days (mon, mon-fri), a date (2026-12-24; 12-24 is that of " \
	"every year), or holidays\n"
#define A_SHIFT                                                                              \
	"expected hours as in 08:00-17:30, several with commas, each after the one before, " \
	"or closed\n"

static void
mistakes_name_their_line(void **state)
{
	static const struct {
		const char *text, *mistakes;
	} ROWS[] = {
	    {"hours: 9-17\n",
		":1: found '9-17', expected a map of days ({mon-fri: 08:00-17:30})\n"},
	    {"hours:\n  holidays: nl\n",
		":2: found none, expected hours on one day of the week at least\n"},
	    {"hours:\n  mon-fri: closed\n  12-24: 08:00-12:00\n",
		":2: found none, expected hours on one day of the week at least\n"},
	    {"hours: {}\n", ":1: found none, expected hours on one day of the week at least\n"},
	    {"hours:\n  mon-fri: 08:00-17:30\n  fri: 08:00-12:00\n",
		":3: found 'fri', of which one stands above, expected each day once\n"},
	    {"hours:\n  mo: 08:00-17:30\n", ":2: found 'mo', " A_DAY},
	    {"hours:\n  mon-: 08:00-17:30\n", ":2: found 'mon-', " A_DAY},
	    {"hours:\n  02-30: closed\n", ":2: found '02-30', " A_DAY},
	    {"hours:\n  2027-02-29: closed\n", ":2: found '2027-02-29', " A_DAY},
	    {"hours:\n  mon: 8:00-17:30\n", ":2: found '8:00-17:30', " A_SHIFT},
	    {"hours:\n  mon: 08:00-24:01\n", ":2: found '08:00-24:01', " A_SHIFT},
	    {"hours:\n  mon: 08:00-08:00\n", ":2: found '08:00-08:00', " A_SHIFT},
	    {"hours:\n  mon: 08:00-12:60\n", ":2: found '08:00-12:60', " A_SHIFT},
	    {"hours:\n  mon: '08:00-12:00, 11:00-13:00'\n",
		":2: found '08:00-12:00, 11:00-13:00', " A_SHIFT},
	    {"hours:\n  mon: '08:00-12:00,'\n", ":2: found '08:00-12:00,', " A_SHIFT},
	    {"hours:\n  mon: ''\n", ":2: found '', " A_SHIFT},
	    {"hours:\n  mon: {}\n", ":2: found a map, " A_SHIFT},
	    {"hours:\n  mon: 08:00-12:00\n  holidays:\n  - nl\n  - b\n",
		":5: found 'b', expected one of the countries: nl, be\n"},
	    {"time_zone: Europe/Amsterdm\n", ":1: found 'Europe/Amsterdm', expected a time "
					     "zone that this machine knows, as in "
					     "Europe/Amsterdam\n"},
	    {"times:\n  first_answer: {urgent: 1h}\n",
		":2: found unknown key 'urgent', expected one of low, normal, high\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *texts = NULL;
		Read read = read_text(ROWS[i].text, &texts);

		assert_string_equal(texts, ROWS[i].mistakes);
		assert_null(read.promise.hours);
		assert_null(read.zone);
	}
}

static void
an_answer_is_promised_by_priority(void **state)
{
	g_autofree char *texts = NULL;
	Read one = read_text("times: {first_answer: 4h}", &texts);
	g_autofree char *more_texts = NULL;
	Read some = read_text("times: {first_answer: {high: 1h, low: 2d}}", &more_texts);

	(void)state;
	assert_string_equal(texts, "");
	assert_string_equal(more_texts, "");
	for (int i = 0; i < CONFIG_PRIORITIES; i++)
		assert_int_equal(one.promise.first_answer[i], 4 * HOUR);
	assert_int_equal(some.promise.first_answer[0], 2 * DAY);
	assert_int_equal(some.promise.first_answer[1], 0);
	assert_int_equal(some.promise.first_answer[2], HOUR);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(hours_are_read),
	    cmocka_unit_test(mistakes_name_their_line),
	    cmocka_unit_test(an_answer_is_promised_by_priority),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
