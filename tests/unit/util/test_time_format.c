/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/time_format.h"

#define SECOND INT64_C(1000)
#define MINUTE (60 * SECOND)
#define HOUR (60 * MINUTE)
#define DAY (24 * HOUR)

static const struct {
	int64_t at_ms;
	const char *iso, *local;
} TIMES[] = {
    {INT64_C(1795428120999), "2026-11-23T10:02:00Z", "2026-11-23 11:02"},
    {INT64_C(1782900000000), "2026-07-01T10:00:00Z", "2026-07-01 12:00"},
    {0, "1970-01-01T00:00:00Z", "1970-01-01 01:00"},
    {INT64_MAX, "9223372036854775807", "9223372036854775807"},
};

static void
test_times(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(TIMES); i++) {
		g_autofree char *iso = time_format_iso(TIMES[i].at_ms);
		g_autofree char *local = time_format_local(TIMES[i].at_ms);

		assert_string_equal(iso, TIMES[i].iso);
		assert_string_equal(local, TIMES[i].local);
	}
}

static const struct {
	int64_t span_ms;
	const char *expected;
} SPANS[] = {
    {-5, "0 s"},
    {1999, "1 s"},
    {119 * SECOND, "119 s"},
    {2 * MINUTE, "2 min"},
    {119 * MINUTE, "119 min"},
    {2 * HOUR, "2 h"},
    {47 * HOUR, "47 h"},
    {2 * DAY, "2 days"},
};

static void
test_spans(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(SPANS); i++) {
		g_autofree char *text = time_format_span(SPANS[i].span_ms);

		assert_string_equal(text, SPANS[i].expected);
	}
}

static void
test_zone(void **state)
{
	const int64_t at_ms = INT64_C(1795428120999);
	g_autofree char *given = g_strdup(g_getenv("TZ"));
	g_autofree char *before = NULL, *after = NULL;

	(void)state;
	time_format_fix_zone();
	assert_string_equal(g_getenv("TZ"), given);
	g_unsetenv("TZ");
	before = time_format_local(at_ms);
	time_format_fix_zone();
	assert_non_null(g_getenv("TZ"));
	after = time_format_local(at_ms);
	assert_string_equal(after, before);
	g_setenv("TZ", given, TRUE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_times),
	    cmocka_unit_test(test_spans),
	    cmocka_unit_test(test_zone),
	};

	g_setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
