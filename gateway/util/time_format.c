/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Times as text. A time that no calendar has (the spool was damaged, a clock was far off) is shown as its
 * number, so that nothing that lists rows can fail over one of them.
 */
#include "gateway/util/time_format.h"

#include <glib.h>
#include <inttypes.h>

static char *
format_time(GDateTime *take_time, const char *format, int64_t at_ms)
{
	g_autoptr(GDateTime) time = take_time;
	char *text = time == NULL ? NULL : g_date_time_format(time, format);

	return text != NULL ? text : g_strdup_printf("%" PRId64, at_ms);
}

void
time_format_fix_zone(void)
{
	g_autoptr(GTimeZone) zone = g_time_zone_new_local();

	g_setenv("TZ", g_time_zone_get_identifier(zone), FALSE);
}

void
time_format_use_zone(const char *identifier)
{
	g_setenv("TZ", identifier, TRUE);
}

char *
time_format_iso(int64_t at_ms)
{
	return format_time(
	    g_date_time_new_from_unix_utc(at_ms / 1000), "%Y-%m-%dT%H:%M:%SZ", at_ms);
}

char *
time_format_local(int64_t at_ms)
{
	return format_time(
	    g_date_time_new_from_unix_local(at_ms / 1000), "%Y-%m-%d %H:%M", at_ms);
}

char *
time_format_span(int64_t span_ms)
{
	int64_t seconds = MAX(span_ms, 0) / 1000;

	if (seconds < 2 * 60)
		return g_strdup_printf("%" PRId64 " s", seconds);
	if (seconds < 2 * 60 * 60)
		return g_strdup_printf("%" PRId64 " min", seconds / 60);
	if (seconds < 2 * 24 * 60 * 60)
		return g_strdup_printf("%" PRId64 " h", seconds / (60 * 60));
	return g_strdup_printf("%" PRId64 " days", seconds / (24 * 60 * 60));
}
