/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Takes the words of a date in any order: a month by its name, a time by its colons, a zone by its sign or name,
 * a day and a year by their size. Needs no time zone files, which a sandboxed reader could not open.
 */
#include "parsers/date.h"

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct {
	int year;
	int month; /* 1 to 12 */
	int day;
	int hour;
	int minute;
	int second;
	int offset; /* minutes east of Greenwich */
	bool has_time;
} Date;

static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";

static const struct {
	const char *name;
	int hours;
} zones[] = {
    {"EST", -5},
    {"EDT", -4},
    {"CST", -6},
    {"CDT", -5},
    {"MST", -7},
    {"MDT", -6},
    {"PST", -8},
    {"PDT", -7},
    {"CET", 1},
    {"CEST", 2},
    {"MET", 1},
    {"MEST", 2},
    {"BST", 1},
    {"EET", 2},
    {"EEST", 3},
    {"JST", 9},
    {"MSK", 3},
};

static int
month_of(const char *word, size_t size)
{
	if (size < 3)
		return 0;
	for (int i = 0; i < 12; i++) {
		if (g_ascii_strncasecmp(word, months + 3 * i, 3) == 0)
			return i + 1;
	}
	return 0;
}

static void
take_name(Date *date, const char *word, size_t size)
{
	int month = month_of(word, size);

	if (month > 0 && date->month == 0)
		date->month = month;
	for (size_t i = 0; i < G_N_ELEMENTS(zones); i++) {
		if (strlen(zones[i].name) == size &&
		    g_ascii_strncasecmp(zones[i].name, word, size) == 0)
			date->offset = zones[i].hours * 60;
	}
}

/* "23", "2026" or "26". */
static void
take_number(Date *date, int number, size_t digits)
{
	if (digits <= 2 && date->day == 0)
		date->day = number;
	else if (digits == 4 && date->year == 0)
		date->year = number;
	else if (digits <= 3 && date->year == 0)
		date->year = number + (number < 50 ? 2000 : 1900);
}

/* "+0100" or "-05:00" behind the time. */
static const char *
take_offset(Date *date, const char *p)
{
	int sign = *p == '-' ? -1 : 1;
	int number = 0;
	int digits = 0;

	for (p++; g_ascii_isdigit(*p) || *p == ':'; p++) {
		if (*p == ':' || digits == 4)
			continue;
		number = number * 10 + g_ascii_digit_value(*p);
		digits++;
	}
	if (digits == 4)
		date->offset = sign * (number / 100 * 60 + number % 100);
	return p;
}

/* "2026-11-23", or "10:02:33", or a number. */
static const char *
take_digits(Date *date, const char *p)
{
	size_t digits = strspn(p, "0123456789");
	int numbers[3] = {0, 0, 0};
	int read = 0;

	if (p[digits] == ':' && digits <= 2 &&
	    sscanf(p, "%2d:%2d:%2d", &numbers[0], &numbers[1], &numbers[2]) >= 2) {
		date->hour = numbers[0];
		date->minute = numbers[1];
		date->second = numbers[2];
		date->has_time = true;
		return p + strspn(p, "0123456789:");
	}
	if (digits == 4 && p[4] == '-' &&
	    sscanf(p, "%4d-%2d-%2d%n", &numbers[0], &numbers[1], &numbers[2], &read) == 3) {
		date->year = numbers[0];
		date->month = numbers[1];
		date->day = numbers[2];
		return p + read + (p[read] == 'T');
	}
	if (digits <= 4)
		take_number(date, (int)g_ascii_strtoll(p, NULL, 10), digits);
	return p + digits;
}

/* Days from 1970-01-01 to a day of the Gregorian calendar, whose years begin in March here. */
static int64_t
days_since_1970(const Date *date)
{
	int64_t year = date->year - (date->month <= 2);
	int64_t era = year / 400;
	int64_t of_era = year - era * 400;
	int64_t of_year =
	    (153 * (date->month + (date->month > 2 ? -3 : 9)) + 2) / 5 + date->day - 1;

	return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static bool
is_possible(const Date *date)
{
	return date->year >= 1970 && date->year <= 9999 && date->month >= 1 &&
	       date->month <= 12 && date->day >= 1 && date->day <= 31 && date->hour <= 24 &&
	       date->minute < 60 && date->second <= 60;
}

int64_t
date_parse(const char *value)
{
	Date date = {0};
	int64_t seconds = 0;

	for (const char *p = value; *p != '\0' && *p != '(';) {
		if (g_ascii_isalpha(*p)) {
			size_t size = 0;

			while (g_ascii_isalpha(p[size]))
				size++;
			take_name(&date, p, size);
			p += size;
		} else if (g_ascii_isdigit(*p)) {
			p = take_digits(&date, p);
		} else if (date.has_time && (*p == '+' || *p == '-')) {
			p = take_offset(&date, p);
		} else {
			p++;
		}
	}
	if (!is_possible(&date))
		return 0;
	seconds = days_since_1970(&date) * 86400 + date.hour * 3600 + date.minute * 60 +
		  date.second - date.offset * 60;
	return seconds < 0 ? 0 : seconds * 1000;
}
