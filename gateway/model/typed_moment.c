/* SPDX-License-Identifier: Apache-2.0 */
/* Each form is a function that takes what it knows, and says whether it did; the first one that does decides. */
#include "gateway/model/typed_moment.h"

#include <stdio.h>
#include <string.h>

#include "gateway/util/choices.h"
#include "gateway/util/error.h"

#define MINUTE_MS (INT64_C(60) * 1000)
#define DAY_MS (INT64_C(24) * 60 * MINUTE_MS)
#define LATEST_MS (366 * DAY_MS)
#define COUNT_MOST 100000
#define TYPED_MOST 60 /* characters of what was typed */
#define WEEKDAYS 7
#define NO_TIME (-1) /* of the day */

typedef struct {
	const Context *context;    /* foreign */
	const WorkingHours *hours; /* foreign; or NULL */
	const char *languages[2];  /* foreign; of the desk and of who types */
	char *text; /* own; what was typed, without what leads to it and blanks around it */
} Reading;

static void
reading_clear(Reading *reading)
{
	g_clear_pointer(&reading->text, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

static const char *
word_of(const Reading *reading, size_t language, const char *word)
{
	return templates_typed(reading->context->templates, reading->languages[language], word);
}

/* "until monday": "monday". */
static void
cut_until(Reading *reading)
{
	for (size_t i = 0; i < G_N_ELEMENTS(reading->languages); i++) {
		const char *until = word_of(reading, i, "until");
		size_t length = strlen(until);

		if (g_ascii_strncasecmp(reading->text, until, length) == 0 &&
		    reading->text[length] == ' ') {
			memset(reading->text, ' ', length);
			g_strchug(reading->text);
			return;
		}
	}
}

/* What begins with these names, in both languages; unit: where the name is, what it stands for. */
static void
add(const Reading *reading, Choices *choices, const char *word, const void *meant)
{
	choices_add(choices, word_of(reading, 0, word), meant);
	choices_also(choices, word_of(reading, 1, word));
}

/* "3d", "2 weeks". */
static bool
is_span(const Reading *reading, int64_t *ret_at_ms)
{
	static const struct {
		const char *word;
		int64_t ms;
	} UNITS[] = {{"minutes", MINUTE_MS}, {"hours", 60 * MINUTE_MS}, {"days", DAY_MS},
	    {"weeks", 7 * DAY_MS}};
	g_autoptr(Choices) choices = choices_new();
	g_autoptr(GPtrArray) possible = NULL;
	const int64_t *unit = NULL;
	char *end = NULL;
	guint64 count = g_ascii_strtoull(reading->text, &end, 10);

	if (!g_ascii_isdigit(reading->text[0]) || count > COUNT_MOST)
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(UNITS); i++) {
		add(reading, choices, UNITS[i].word, &UNITS[i].ms);
		choices_also(choices, UNITS[i].word);
	}
	unit = choices_find(choices, end + strspn(end, " "), &possible);
	if (unit == NULL)
		return false;
	*ret_at_ms = *unit == 7 * DAY_MS /* the same day of another week */
			 ? reading->context->now_ms + (int64_t)count * *unit
			 : working_hours_due(reading->hours, reading->context->now_ms,
			       (int64_t)count * *unit);
	return true;
}

/* "14:00", in minutes; "" is none. */
static bool
read_time(const char *text, int *ret_minutes)
{
	unsigned hour = 0, minute = 0;
	int length = 0;

	*ret_minutes = NO_TIME;
	if (*text == '\0')
		return true;
	if (sscanf(text, "%2u:%2u%n", &hour, &minute, &length) != 2 || text[length] != '\0' ||
	    hour > 23 || minute > 59)
		return false;
	*ret_minutes = (int)(hour * 60 + minute);
	return true;
}

/* That time of the day, or when work begins. */
static bool
on_day(const Reading *reading, const GDate *day, int minutes, int64_t *ret_at_ms)
{
	int of_day = MAX(minutes, 0);
	g_autoptr(GDateTime) at = g_date_time_new_local(g_date_get_year(day),
	    (int)g_date_get_month(day), g_date_get_day(day), of_day / 60, of_day % 60, 0);
	int64_t begin_ms = 0, opens_ms = 0;

	if (at == NULL)
		return false;
	begin_ms = g_date_time_to_unix(at) * 1000;
	*ret_at_ms = begin_ms;
	if (minutes == NO_TIME && reading->hours != NULL &&
	    !working_hours_are_open(reading->hours, begin_ms, &opens_ms) && opens_ms != 0)
		*ret_at_ms = opens_ms;
	return true;
}

/* "2026-12-14 09:30", "2026-12-14T09:30", "14-12-2026". */
static bool
is_date(const Reading *reading, int64_t *ret_at_ms)
{
	unsigned first = 0, month = 0, last = 0;
	int length = 0, minutes = NO_TIME;
	const char *rest = NULL;
	GDate date;

	if (sscanf(reading->text, "%4u-%2u-%4u%n", &first, &month, &last, &length) != 3)
		return false;
	rest = reading->text + length;
	if (first < last) {
		unsigned day = first;

		first = last;
		last = day;
	}
	if (*rest != '\0' && *rest != ' ' && *rest != 'T')
		return false;
	rest += strspn(rest, " T");
	if (first < 1000 ||
	    !g_date_valid_dmy((GDateDay)MIN(last, 99), (GDateMonth)month, (GDateYear)first) ||
	    !read_time(rest, &minutes))
		return false;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)last, (GDateMonth)month, (GDateYear)first);
	return on_day(reading, &date, minutes, ret_at_ms);
}

/* Which day of the week that is, from 1, or 0: tomorrow. NULL: none. */
static const int *
find_day(const Reading *reading, const char *typed)
{
	static const int DAYS[1 + WEEKDAYS] = {0, 1, 2, 3, 4, 5, 6, 7};
	g_autoptr(Choices) choices = choices_new();
	g_autoptr(GPtrArray) possible = NULL;

	add(reading, choices, "tomorrow", &DAYS[0]);
	for (int day = 1; day <= WEEKDAYS; day++)
		for (size_t i = 0; i < G_N_ELEMENTS(reading->languages); i++) {
			const char *name = templates_weekday(
			    reading->context->templates, reading->languages[i], day);

			if (i == 0)
				choices_add(choices, name, &DAYS[day]);
			else
				choices_also(choices, name);
		}
	return choices_find(choices, typed, &possible);
}

/* "monday": the next one, today's a week from now. A time may follow. */
static bool
is_weekday(const Reading *reading, int64_t *ret_at_ms)
{
	g_autoptr(GDateTime) now =
	    g_date_time_new_from_unix_local(reading->context->now_ms / 1000);
	size_t length = strcspn(reading->text, " ");
	g_autofree char *word = g_strndup(reading->text, length);
	const char *rest = reading->text + length;
	const int *day = find_day(reading, word);
	int minutes = NO_TIME;
	int ahead = 1;
	GDate date;

	if (now == NULL || day == NULL || !read_time(rest + strspn(rest, " "), &minutes))
		return false;
	if (*day != 0)
		ahead = (*day - g_date_time_get_day_of_week(now) + WEEKDAYS - 1) % WEEKDAYS + 1;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)g_date_time_get_day_of_month(now),
	    (GDateMonth)g_date_time_get_month(now), (GDateYear)g_date_time_get_year(now));
	g_date_add_days(&date, (unsigned)ahead);
	return on_day(reading, &date, minutes, ret_at_ms);
}

/* what: of words.yaml. */
static bool
refuse(const Reading *reading, const char *typed, const char *what, GError **error)
{
	g_autoptr(GString) text = g_string_new(word_of(reading, 1, what));
	g_autofree char *begin =
	    g_utf8_substring(typed, 0, MIN(g_utf8_strlen(typed, -1), TYPED_MOST));

	g_string_replace(text, "{{typed}}", begin, 0);
	return error_set(error, GATEWAY_ERROR_MISSING, "%s", text->str);
}

bool
typed_moment(const Context *context, const WorkingHours *hours, const char *typed,
    const char *language, int64_t *ret_at_ms, GError **error)
{
	const char *desk = context->config->language;
	g_auto(Reading) reading = {.context = context,
	    .hours = hours,
	    .languages = {desk, language == NULL ? desk : language},
	    .text = g_strstrip(g_strdup(typed))};
	int64_t at_ms = 0;

	cut_until(&reading);
	if (!is_date(&reading, &at_ms) && !is_span(&reading, &at_ms) &&
	    !is_weekday(&reading, &at_ms))
		return refuse(&reading, typed, "no moment", error);
	if (at_ms <= context->now_ms)
		return refuse(&reading, typed, "past", error);
	if (at_ms > context->now_ms + LATEST_MS)
		return refuse(&reading, typed, "too far", error);
	*ret_at_ms = at_ms;
	return true;
}
