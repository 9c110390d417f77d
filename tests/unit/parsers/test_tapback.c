/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "parsers/tapback.h"

static void
test_tapbacks(void **state)
{
	static const struct {
		const char *text;
		bool expected;
	} ROWS[] = {
	    {"Liked a message", true},
	    {"Liked \u201cEr is een kabel gelegd.\u201d", true},
	    {"Loved \"It is done\"\n", true},
	    {"Vond \u201cOpgelost: Scherm zwart\u201d leuk", true},
	    {"Els vond \u201cOpgelost\u201d leuk", true},
	    {"Laughed at an image", true},
	    /* persons */
	    {"Liked the new monitor, thanks!", false},
	    {"Loved the quick reply, works", false},
	    {"Ik vond de uitleg leuk", false},
	    {"Vond \u201cOpgelost\u201d leuk maar het scherm is zwart", false},
	    {"Liked \u201cdone\u201d, not", false},
	    {"Liked \u201cdone", false},
	    {"\u201cLiked\u201d", false},
	    {"Liked ", false},
	    {"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++)
		if (tapback_is(ROWS[i].text) != ROWS[i].expected)
			fail_msg("%s", ROWS[i].text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_tapbacks)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
