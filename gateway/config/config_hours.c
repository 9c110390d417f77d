/* SPDX-License-Identifier: Apache-2.0 */
/* hours of casegate.yaml: days of the week, dates and holidays; and what is promised by priority. */
#include <string.h>

#include "gateway/config/config_read.h"
#include "gateway/util/holidays.h"

#define A_DAY                                                                                 \
	"a day or days (mon, mon-fri), a date (2026-12-24; 12-24 is that of every year), or " \
	"holidays"
#define A_SHIFT \
	"hours as in 08:00-17:30, several with commas, each after the one before, or closed"
#define DAY_MINUTES (24 * 60)

static const char *const WEEKDAYS[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun", NULL};

/* 1 to 7, or 0. */
static int
weekday(const char *text, size_t length)
{
	for (int i = 0; WEEKDAYS[i] != NULL; i++)
		if (length == 3 && strncmp(text, WEEKDAYS[i], 3) == 0)
			return i + 1;
	return 0;
}

static bool
read_weekdays(const char *text, int *ret_first, int *ret_last)
{
	size_t length = strcspn(text, "-");

	*ret_first = weekday(text, length);
	*ret_last = text[length] == '\0'
			? *ret_first
			: weekday(text + length + 1, strlen(text + length + 1));
	return *ret_first != 0 && *ret_last != 0;
}

/* Of digits, in the place of each 0 of the pattern; its other characters as they are. */
static bool
has_form(const char *text, const char *pattern)
{
	for (; *pattern != '\0'; pattern++, text++)
		if (*pattern == '0' ? !g_ascii_isdigit(*text) : *text != *pattern)
			return false;
	return *text == '\0';
}

/* MMDD or YYYYMMDD, or 0. */
static int
read_date(const char *text)
{
	bool of_year = has_form(text, "00-00");
	int year = of_year ? 2000 : (int)g_ascii_strtoll(text, NULL, 10);
	int month = 0, day = 0;

	if (!of_year && !has_form(text, "0000-00-00"))
		return 0;
	text += of_year ? 0 : 5;
	month = (int)g_ascii_strtoll(text, NULL, 10);
	day = (int)g_ascii_strtoll(text + 3, NULL, 10);
	if (!g_date_valid_dmy((GDateDay)day, (GDateMonth)month, (GDateYear)year))
		return 0;
	return (of_year ? 0 : year * 10000) + month * 100 + day;
}

/* Minutes from midnight, 24:00 too, or -1. */
static int
read_clock(const char *text)
{
	int minutes = 0;

	if (!has_form(text, "00:00") || text[3] > '5')
		return -1;
	minutes =
	    (int)(g_ascii_strtoll(text, NULL, 10) * 60 + g_ascii_strtoll(text + 3, NULL, 10));
	return minutes <= DAY_MINUTES ? minutes : -1;
}

/* One that ends before it begins ends on the next day. */
static bool
add_shift(GArray *shifts, const char *text)
{
	g_auto(GStrv) ends = g_strsplit(text, "-", 2);
	WorkingShift shift = {-1, -1};

	if (g_strv_length(ends) != 2)
		return false;
	shift.from = read_clock(g_strstrip(ends[0]));
	shift.to = read_clock(g_strstrip(ends[1]));
	if (shift.from < 0 || shift.to < 0 || shift.from == shift.to ||
	    shift.from == DAY_MINUTES)
		return false;
	if (shift.to < shift.from)
		shift.to += DAY_MINUTES;
	if (shifts->len > 0 &&
	    shift.from < g_array_index(shifts, WorkingShift, shifts->len - 1).to)
		return false;
	g_array_append_val(shifts, shift);
	return true;
}

/* NULL: it says its mistake. Caller owns. */
static GArray *
read_shifts(const YamlNode *node)
{
	g_autoptr(GArray) shifts = g_array_new(FALSE, FALSE, sizeof(WorkingShift));
	const char *text = yaml_scalar(node);
	g_auto(GStrv) words = text == NULL ? NULL : g_strsplit(text, ",", -1);
	bool good = text != NULL && *text != '\0';

	if (good && strcmp(text, "closed") == 0)
		return g_steal_pointer(&shifts);
	for (char **word = words; good && *word != NULL; word++)
		good = add_shift(shifts, *word);
	if (good)
		return g_steal_pointer(&shifts);
	yaml_mistake_unexpected(node, A_SHIFT);
	return NULL;
}

static bool
set_day(WorkingHours *hours, const YamlNode *key, int day, const GArray *shifts)
{
	if (working_hours_set(hours, day, g_array_copy((GArray *)shifts)))
		return true;
	yaml_mistake(key, "each day once", "'%s', of which one stands above", yaml_scalar(key));
	return false;
}

static bool
read_day(const YamlNode *key, const YamlNode *value, WorkingHours *hours)
{
	g_autoptr(GArray) shifts = NULL;
	int first = 0, last = 0;
	int date = read_date(yaml_scalar(key));

	if (date == 0 && !read_weekdays(yaml_scalar(key), &first, &last)) {
		yaml_mistake_unexpected(key, A_DAY);
		return false;
	}
	shifts = read_shifts(value);
	if (shifts == NULL)
		return false;
	if (date != 0)
		return set_day(hours, key, date, shifts);
	for (; first != last; first = first % 7 + 1)
		if (!set_day(hours, key, first, shifts))
			return false;
	return set_day(hours, key, last, shifts);
}

static bool
read_holidays(const YamlNode *node, WorkingHours *hours)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	unsigned countries = 0;

	if (!yaml_read_strings(node, NULL, &words))
		return false;
	for (guint i = 0; i < words->len; i++) {
		unsigned place = 0;

		while (HOLIDAYS_COUNTRIES[place] != NULL &&
		       strcmp(HOLIDAYS_COUNTRIES[place], words->pdata[i]) != 0)
			place++;
		if (HOLIDAYS_COUNTRIES[place] == NULL) {
			g_autofree char *expected = config_expect_one_of(
			    "countries", words->pdata[i], HOLIDAYS_COUNTRIES);

			yaml_mistake_unexpected(
			    yaml_kind(node) == YAML_LIST ? yaml_item(node, i) : node, expected);
			return false;
		}
		countries |= 1U << place;
	}
	working_hours_set_holidays(hours, countries);
	return true;
}

bool
config_read_hours(const YamlNode *node, const void *extra, void *target)
{
	g_autoptr(WorkingHours) hours = working_hours_new();
	bool good = true;

	(void)extra;
	if (yaml_kind(node) != YAML_MAP) {
		yaml_mistake_unexpected(node, "a map of days ({mon-fri: 08:00-17:30})");
		return false;
	}
	for (size_t i = 0; i < yaml_length(node); i++) {
		const YamlNode *key = yaml_key(node, i);

		good &= strcmp(yaml_scalar(key), "holidays") == 0
			    ? read_holidays(yaml_value(node, i), hours)
			    : read_day(key, yaml_value(node, i), hours);
	}
	if (good && working_hours_day_ms(hours) == 0) {
		yaml_mistake(node, "hours on one day of the week at least", "none");
		good = false;
	}
	if (good) {
		working_hours_free(*(WorkingHours **)target);
		*(WorkingHours **)target = g_steal_pointer(&hours);
	}
	return good;
}

static const YamlRange time_range = {1000, INT64_C(365) * 24 * 60 * 60 * 1000};
static const YamlField priority_fields[CONFIG_PRIORITIES + 1] = {
    {"low", yaml_read_duration, 0, &time_range, false, "to a word on a ticket of low priority"},
    {"normal", yaml_read_duration, sizeof(int64_t), &time_range, false, "of normal priority"},
    {"high", yaml_read_duration, 2 * sizeof(int64_t), &time_range, false, "of high priority"},
    {NULL, NULL, 0, NULL, false, NULL},
};

bool
config_read_first_answer(const YamlNode *node, const void *extra, void *target)
{
	int64_t *by_priority = target;
	int64_t of_all = 0;

	(void)extra;
	if (yaml_kind(node) == YAML_MAP)
		return yaml_read_map(node, priority_fields, by_priority);
	if (!yaml_read_duration(node, &time_range, &of_all))
		return false;
	for (int i = 0; i < CONFIG_PRIORITIES; i++)
		by_priority[i] = of_all;
	return true;
}

const YamlField config_promise_times[] = {
    {"first_answer", config_read_first_answer, offsetof(ConfigPromise, first_answer), NULL,
	false, "promised in the acknowledgement"},
    {NULL, NULL, 0, NULL, false, NULL},
};

bool
config_read_zone(const YamlNode *node, const void *extra, void *target)
{
	const char *text = yaml_scalar(node);
	g_autoptr(GTimeZone) zone =
	    text == NULL || *text == '\0' ? NULL : g_time_zone_new_identifier(text);

	(void)extra;
	if (zone != NULL)
		return config_set_string(target, text);
	yaml_mistake_unexpected(
	    node, "a time zone that this machine knows, as in Europe/Amsterdam");
	return false;
}

static void
set_zone(ConfigPromise *promise, GTimeZone *zone)
{
	if (promise->hours != NULL)
		working_hours_set_zone(promise->hours, zone);
}

void
config_set_zone(Config *config)
{
	g_autoptr(GTimeZone) zone =
	    config->time_zone == NULL ? NULL : g_time_zone_new_identifier(config->time_zone);

	if (zone == NULL)
		return;
	set_zone(&config->promise, zone);
	for (guint i = 0; i < config->groups->len; i++)
		set_zone(&((ConfigGroup *)config->groups->pdata[i])->promise, zone);
	for (guint i = 0; i < config->accounts->len; i++)
		set_zone(&((ConfigAccount *)config->accounts->pdata[i])->promise, zone);
}
