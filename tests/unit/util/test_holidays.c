/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/util/holidays.h"

#define NL 1
#define BE 2

static GDate
date(int year, int month, int day)
{
	GDate date;

	g_date_clear(&date, 1);
	g_date_set_dmy(&date, (GDateDay)day, (GDateMonth)month, (GDateYear)year);
	return date;
}

/* All of a year, "0101 0405 ...". Caller owns. */
static char *
of_year(unsigned countries, int year)
{
	GString *days = g_string_new(NULL);

	for (GDate day = date(year, 1, 1); g_date_get_year(&day) == year;
	     g_date_add_days(&day, 1))
		if (holidays_name(countries, &day) != NULL)
			g_string_append_printf(days, "%02d%02d ", (int)g_date_get_month(&day),
			    (int)g_date_get_day(&day));
	return g_string_free(days, FALSE);
}

/* As the governments publish them. */
static void
years_have_their_holidays(void **state)
{
	static const struct {
		unsigned countries;
		int year;
		const char *days;
	} ROWS[] = {
	    {NL, 2024, "0101 0331 0401 0427 0509 0519 0520 1225 1226 "},
	    {NL, 2025, "0101 0420 0421 0426 0505 0529 0608 0609 1225 1226 "},
	    {NL, 2026, "0101 0405 0406 0427 0514 0524 0525 1225 1226 "},
	    {NL, 2027, "0101 0328 0329 0427 0506 0516 0517 1225 1226 "},
	    {NL, 2030, "0101 0421 0422 0427 0505 0530 0609 0610 1225 1226 "},
	    /* Koningsdag on a Sunday, and a very late Easter */
	    {NL, 2031, "0101 0413 0414 0426 0522 0601 0602 1225 1226 "},
	    {NL, 2038, "0101 0425 0426 0427 0603 0613 0614 1225 1226 "},
	    {BE, 2026, "0101 0406 0501 0514 0525 0721 0815 1101 1111 1225 "},
	    {BE, 2027, "0101 0329 0501 0506 0517 0721 0815 1101 1111 1225 "},
	    {NL | BE, 2027,
		"0101 0328 0329 0427 0501 0506 0516 0517 0721 0815 1101 1111 1225 1226 "},
	    {0, 2027, ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *days = of_year(ROWS[i].countries, ROWS[i].year);

		assert_string_equal(days, ROWS[i].days);
	}
}

static void
holidays_have_names(void **state)
{
	GDate kings_day = date(2031, 4, 26);
	GDate whit_monday = date(2026, 5, 25);

	(void)state;
	assert_string_equal(holidays_name(NL, &kings_day), "Koningsdag");
	assert_string_equal(holidays_name(BE, &whit_monday), "Pinkstermaandag");
	assert_string_equal(HOLIDAYS_COUNTRIES[0], "nl");
	assert_string_equal(HOLIDAYS_COUNTRIES[1], "be");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(years_have_their_holidays),
	    cmocka_unit_test(holidays_have_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
