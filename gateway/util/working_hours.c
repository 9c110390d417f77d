/* SPDX-License-Identifier: Apache-2.0 */
/* Everything walks over shifts, day by day, from the day before the moment that is asked about: its night shift may not be
 * over. */
#include "gateway/util/working_hours.h"

#include "gateway/util/holidays.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define MINUTE_MS (INT64_C(60) * 1000)
#define DAY_MINUTES (24 * 60)
#define DAYS_MOST 20000 /* are walked over */
#define YEAR_MS (366 * DAY_MS)
#define LATEST_MS       \
	(INT64_C(200) * \
	    YEAR_MS) /* calendars have no end, but clocks that are off have none either */

struct WorkingHours {
	GHashTable *days; /* own; the number of a day: GArray of WorkingShift */
	unsigned holidays;
	GTimeZone *zone; /* own */
};

WorkingHours *
working_hours_new(void)
{
	WorkingHours *hours = g_new0(WorkingHours, 1);

	hours->days = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
	hours->zone = g_time_zone_new_local();
	return hours;
}

void
working_hours_free(WorkingHours *hours)
{
	if (hours == NULL)
		return;
	g_hash_table_unref(hours->days);
	g_time_zone_unref(hours->zone);
	g_free(hours);
}

static const GArray *
shifts_of(const WorkingHours *hours, int day)
{
	return g_hash_table_lookup(hours->days, GINT_TO_POINTER(day));
}

bool
working_hours_set(WorkingHours *hours, int day, GArray *take_shifts)
{
	if (shifts_of(hours, day) != NULL) {
		g_array_unref(take_shifts);
		return false;
	}
	return g_hash_table_insert(hours->days, GINT_TO_POINTER(day), take_shifts);
}

void
working_hours_set_holidays(WorkingHours *hours, unsigned countries)
{
	hours->holidays = countries;
}

void
working_hours_set_zone(WorkingHours *hours, GTimeZone *zone)
{
	g_time_zone_unref(hours->zone);
	hours->zone = g_time_zone_ref(zone);
}

int64_t
working_hours_day_ms(const WorkingHours *hours)
{
	int64_t longest = 0;

	for (int day = G_DATE_MONDAY; day <= G_DATE_SUNDAY; day++) {
		const GArray *shifts = shifts_of(hours, day);
		int minutes = 0;

		for (guint i = 0; shifts != NULL && i < shifts->len; i++) {
			const WorkingShift *shift = &g_array_index(shifts, WorkingShift, i);

			minutes += shift->to - shift->from;
		}
		longest = MAX(longest, minutes);
	}
	return longest * MINUTE_MS;
}

/* NULL: closed. */
static const GArray *
shifts_on(const WorkingHours *hours, const GDate *day)
{
	int of_year = g_date_get_month(day) * 100 + g_date_get_day(day);
	const GArray *shifts = shifts_of(hours, g_date_get_year(day) * 10000 + of_year);

	if (shifts == NULL)
		shifts = shifts_of(hours, of_year);
	if (shifts != NULL)
		return shifts;
	shifts = shifts_of(hours, (int)g_date_get_weekday(day));
	return shifts == NULL || holidays_name(hours->holidays, day) != NULL ? NULL : shifts;
}

/* A time that the clock leaves out is the one at which it goes on; of two with one name it is the later one. */
static int64_t
instant(const WorkingHours *hours, const GDate *day, int minutes)
{
	GDate date = *day;
	g_autoptr(GDateTime) at = NULL;

	g_date_add_days(&date, (guint)(minutes / DAY_MINUTES));
	minutes %= DAY_MINUTES;
	at = g_date_time_new(hours->zone, g_date_get_year(&date), (int)g_date_get_month(&date),
	    g_date_get_day(&date), minutes / 60, minutes % 60, 0);
	return g_date_time_to_unix(at) * 1000;
}

/* Over the shifts that are not over at some moment, each a stretch of time that begins no earlier than the one before ended. */
typedef struct {
	const WorkingHours *hours;
	GDate day;
	guint shift; /* of the day, the next */
	int days;    /* walked over */
	int64_t begin_ms, end_ms;
} Walk;

static Walk
walk_from(const WorkingHours *hours, int64_t from_ms)
{
	g_autoptr(GDateTime) utc = g_date_time_new_from_unix_utc(from_ms / 1000);
	g_autoptr(GDateTime) at = g_date_time_to_timezone(utc, hours->zone);
	Walk walk = {.hours = hours, .begin_ms = from_ms, .end_ms = from_ms};
	int year = 0, month = 0, day = 0;

	g_date_time_get_ymd(at, &year, &month, &day);
	g_date_clear(&walk.day, 1);
	g_date_set_dmy(&walk.day, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	g_date_subtract_days(&walk.day, 1);
	return walk;
}

static bool
walk_on(Walk *walk)
{
	int64_t last_ms = walk->end_ms;

	for (; walk->days < DAYS_MOST; walk->days++) {
		const GArray *shifts = shifts_on(walk->hours, &walk->day);

		while (shifts != NULL && walk->shift < shifts->len) {
			const WorkingShift *shift =
			    &g_array_index(shifts, WorkingShift, walk->shift++);

			walk->end_ms = instant(walk->hours, &walk->day, shift->to);
			walk->begin_ms =
			    MAX(instant(walk->hours, &walk->day, shift->from), last_ms);
			if (walk->begin_ms < walk->end_ms)
				return true;
			walk->end_ms = last_ms;
		}
		walk->shift = 0;
		g_date_add_days(&walk->day, 1);
	}
	return false;
}

static bool
has_calendar(const WorkingHours *hours, int64_t at_ms)
{
	return hours != NULL && at_ms > 0 && at_ms < LATEST_MS;
}

int64_t
working_hours_add(const WorkingHours *hours, int64_t from_ms, int64_t working_ms)
{
	Walk walk;

	if (working_ms <= 0)
		return from_ms;
	if (!has_calendar(hours, from_ms))
		return from_ms + working_ms;
	walk = walk_from(hours, from_ms);
	while (walk_on(&walk)) {
		int64_t length_ms = walk.end_ms - walk.begin_ms;

		if (length_ms >= working_ms)
			return walk.begin_ms + working_ms;
		working_ms -= length_ms;
	}
	return walk.end_ms;
}

int64_t
working_hours_between(const WorkingHours *hours, int64_t from_ms, int64_t to_ms)
{
	int64_t sum_ms = 0;
	Walk walk;

	if (to_ms <= from_ms)
		return 0;
	if (!has_calendar(hours, from_ms))
		return to_ms - from_ms;
	walk = walk_from(hours, from_ms);
	while (walk_on(&walk) && walk.begin_ms < to_ms)
		sum_ms += MIN(walk.end_ms, to_ms) - walk.begin_ms;
	return sum_ms;
}

int64_t
working_hours_span(const WorkingHours *hours, int64_t time_ms)
{
	return hours == NULL || time_ms % DAY_MS != 0
		   ? time_ms
		   : time_ms / DAY_MS * working_hours_day_ms(hours);
}

int64_t
working_hours_due(const WorkingHours *hours, int64_t from_ms, int64_t time_ms)
{
	return working_hours_add(hours, from_ms, working_hours_span(hours, time_ms));
}

bool
working_hours_are_open(const WorkingHours *hours, int64_t at_ms, int64_t *ret_change_ms)
{
	Walk walk = walk_from(hours, at_ms);
	bool open = walk_on(&walk) && walk.begin_ms == at_ms;
	int64_t change_ms = open ? walk.end_ms : walk.begin_ms;

	while (
	    open && change_ms - at_ms < YEAR_MS && walk_on(&walk) && walk.begin_ms == change_ms)
		change_ms = walk.end_ms;
	*ret_change_ms = change_ms - at_ms < YEAR_MS ? change_ms : 0;
	return open;
}
