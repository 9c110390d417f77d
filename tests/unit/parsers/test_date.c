/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/date.h"

static const struct {
	const char *value;
	int64_t seconds;
} dates[] = {
    {"Mon, 23 Nov 2026 10:00:00 +0100", 1795424400},
    {"23 Nov 2026 09:00 GMT", 1795424400},
    {"Mon, 23 Nov 2026 04:00:00 -0500 (EST)", 1795424400},
    {"Mon, 23 Nov 2026 04:00:00 EST", 1795424400},
    {"Mon Nov 23 09:00:00 2026", 1795424400},
    {"2026-11-23T10:00:00+01:00", 1795424400},
    {"Mon, 23 Nov 26 10:00:00 +0100", 1795424400},
    {"Thu, 01 Jan 1970 00:00:01 +0000", 1},
    {"29 Feb 2024 00:00:00 +0000", 1709164800},
    {"31 Dec 1999 23:59:59 +0000", 946684799},
    {"", 0},
    {"yesterday", 0},
    {"Mon, 99 Nov 2026 10:00:00 +0100", 0},
    {"Mon, 23 Nov 2026 77:00:00 +0100", 0},
    {"99999999999999999999 Nov 2026", 0},
};

static void
test_dates(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(dates); i++) {
		int64_t found = date_parse(dates[i].value);

		if (found != dates[i].seconds * 1000)
			fail_msg("\"%s\" gave %lld", dates[i].value, (long long)found);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_dates),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
