/* SPDX-License-Identifier: Apache-2.0 */
/* time, day: when it came in, by the clock on the wall of the machine's time zone. */
#include "rules/condition.h"

#include <stdio.h>

#define DAY_MINUTES (24 * 60)

typedef struct {
	int from; /* minutes of the day */
	int to;   /* not included; may be less than from: over midnight */
} Hours;

static bool
parse_hours(const char *text, Hours *ret_hours)
{
	int from_hour = 0, from_minute = 0, to_hour = 0, to_minute = 0, length = 0;

	if (text == NULL || sscanf(text, "%2d:%2d-%2d:%2d%n", &from_hour, &from_minute,
				&to_hour, &to_minute, &length) != 4)
		return false;
	if (text[length] != '\0' || MIN(from_hour, from_minute) < 0 ||
	    MIN(to_hour, to_minute) < 0)
		return false;
	if (from_minute > 59 || to_minute > 59)
		return false;
	*ret_hours = (Hours){from_hour * 60 + from_minute, to_hour * 60 + to_minute};
	return ret_hours->from < DAY_MINUTES && ret_hours->to <= DAY_MINUTES;
}

static void *
read_time(const YamlNode *value, ConditionScope *scope)
{
	Hours *hours = g_new0(Hours, 1);

	(void)scope;
	if (parse_hours(yaml_scalar(value), hours))
		return hours;
	yaml_mistake_unexpected(value, "two times of the day, as 18:00-08:00");
	g_free(hours);
	return NULL;
}

static GDateTime *
local_time(const ConditionRun *run)
{
	return g_date_time_new_from_unix_local(run->facts->now_ms / 1000);
}

static ConditionResult
match_time(const void *self, ConditionRun *run)
{
	const Hours *hours = self;
	g_autoptr(GDateTime) now = local_time(run);
	int minute =
	    now == NULL ? 0 : g_date_time_get_hour(now) * 60 + g_date_time_get_minute(now);
	bool after = minute >= hours->from, before = minute < hours->to;
	char text[8] = "";

	snprintf(text, sizeof(text), "%02d:%02d", minute / 60 % 24, minute % 60);
	return condition_when(
	    hours->from <= hours->to ? after && before : after || before, run, "time", text);
}

const ConditionKind condition_time = {
    .key = "time",
    .read = read_time,
    .match = match_time,
    .free = g_free,
};

static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

static void *
read_day(const YamlNode *value, ConditionScope *scope)
{
	(void)scope;
	return condition_read_words_of(value, days);
}

static ConditionResult
match_day(const void *self, ConditionRun *run)
{
	g_autoptr(GDateTime) now = local_time(run);

	return condition_word(
	    self, "day", now == NULL ? NULL : days[g_date_time_get_day_of_week(now) - 1], run);
}

const ConditionKind condition_day = {
    .key = "day",
    .read = read_day,
    .match = match_day,
    .free = condition_free_words,
};
