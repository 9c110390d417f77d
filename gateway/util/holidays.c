/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Netherlands: those of the Algemene termijnenwet, article 3, and the two Sundays on which nobody works either.
 * Liberation Day is in most collective agreements a day off every fifth year only (2025, 2030). Belgium: the ten of the
 * royal decree of 18 April 1974; what takes the place of one on a Sunday, each employer decides.
 */
#include "gateway/util/holidays.h"

enum {
	NL = 1 << 0,
	BE = 1 << 1,
};
const char *const HOLIDAYS_COUNTRIES[] = {"nl", "be", NULL};

typedef struct {
	unsigned country;
	const char *name;
	int month;     /* 0: it follows Easter */
	int day;       /* of the month, or how many after Easter Sunday */
	int on_sunday; /* so many days later where that is a Sunday */
	int every;     /* years; 0: each */
} Holiday;

static const Holiday HOLIDAYS[] = {
    {NL, "Nieuwjaarsdag", .month = 1, .day = 1},
    {NL, "Eerste Paasdag", .day = 0},
    {NL, "Tweede Paasdag", .day = 1},
    {NL, "Koningsdag", .month = 4, .day = 27, .on_sunday = -1},
    {NL, "Bevrijdingsdag", .month = 5, .day = 5, .every = 5},
    {NL, "Hemelvaartsdag", .day = 39},
    {NL, "Eerste Pinksterdag", .day = 49},
    {NL, "Tweede Pinksterdag", .day = 50},
    {NL, "Eerste Kerstdag", .month = 12, .day = 25},
    {NL, "Tweede Kerstdag", .month = 12, .day = 26},
    {BE, "Nieuwjaar", .month = 1, .day = 1},
    {BE, "Paasmaandag", .day = 1},
    {BE, "Dag van de Arbeid", .month = 5, .day = 1},
    {BE, "Hemelvaart", .day = 39},
    {BE, "Pinkstermaandag", .day = 50},
    {BE, "Nationale feestdag", .month = 7, .day = 21},
    {BE, "Onze-Lieve-Vrouw-Hemelvaart", .month = 8, .day = 15},
    {BE, "Allerheiligen", .month = 11, .day = 1},
    {BE, "Wapenstilstand", .month = 11, .day = 11},
    {BE, "Kerstmis", .month = 12, .day = 25},
};

/* Of the Gregorian calendar, by Gauss's rule as J.-M. Oudin has it: days from 21 March to the full moon, then to Sunday. */
static GDate
easter(int year)
{
	int century = year / 100;
	int golden = year % 19;
	int moon =
	    (century - century / 4 - (century - (century - 17) / 25) / 3 + 19 * golden + 15) %
	    30;
	int weekday = 0;
	GDate date;

	moon -= moon / 28 * (1 - moon / 28 * (29 / (moon + 1)) * ((21 - golden) / 11));
	weekday = (year + year / 4 + moon + 2 - century + century / 4) % 7;
	g_date_clear(&date, 1);
	g_date_set_dmy(&date, 21, G_DATE_MARCH, (GDateYear)year);
	g_date_add_days(&date, (guint)(moon - weekday + 7));
	return date;
}

static bool
falls_on(const Holiday *holiday, const GDate *day)
{
	int year = g_date_get_year(day);
	GDate date;

	if (holiday->every != 0 && year % holiday->every != 0)
		return false;
	if (holiday->month == 0) {
		date = easter(year);
		return g_date_days_between(&date, day) == holiday->day;
	}
	g_date_clear(&date, 1);
	g_date_set_dmy(
	    &date, (GDateDay)holiday->day, (GDateMonth)holiday->month, (GDateYear)year);
	return g_date_days_between(&date, day) ==
	       (g_date_get_weekday(&date) == G_DATE_SUNDAY ? holiday->on_sunday : 0);
}

const char *
holidays_name(unsigned countries, const GDate *day)
{
	for (size_t i = 0; i < G_N_ELEMENTS(HOLIDAYS); i++)
		if ((HOLIDAYS[i].country & countries) != 0 && falls_on(&HOLIDAYS[i], day))
			return HOLIDAYS[i].name;
	return NULL;
}
