/* SPDX-License-Identifier: Apache-2.0 */
/* What is reported of something that fails and works again, second by second. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/daemon/outage.h"

#define PATIENCE_MS 10000

/* A letter for each second: '.' works, 'x' fails; what is reported: ' ' nothing, 'F' fails, 'W' works. */
static void
test_watch(void **state)
{
	static const struct {
		const char *name, *seconds, *reported;
	} CASES[] = {
	    {"all is well", "....................", "                    "},
	    {"a blip", "...xxxxxxxxx........", "                    "},
	    {"blips", ".xxx.xxx.xxx.xxx.xxx", "                    "},
	    {"from the start", "xxxxxxxxxxxxxxxxxxxx", "          F         "},
	    {"once each", ".xxxxxxxxxxxxxx.....", "           F     W  "},
	    {"a short recovery", "xxxxxxxxxxx.x.x.....", "          F      W  "},
	    {"again", "xxxxxxxxxxx...xxxxxxxxxxxx", "          F  W          F "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *reported = g_strdup(CASES[i].seconds);
		Outage outage = {0};

		for (size_t s = 0; reported[s] != '\0'; s++) {
			OutageChange change =
			    outage_look(&outage, reported[s] == 'x' ? "down" : NULL,
				(int64_t)(1000 + s) * 1000, PATIENCE_MS);

			reported[s] = " FW"[change];
			if (change == OUTAGE_FAILS)
				assert_string_equal(outage.reason, "down");
		}
		if (strcmp(reported, CASES[i].reported) != 0)
			fail_msg(
			    "%s: '%s', not '%s'", CASES[i].name, reported, CASES[i].reported);
		outage_clear(&outage);
	}
}

static void
test_times(void **state)
{
	Outage outage = {0};

	(void)state;
	outage_look(&outage, "first", 5000, 1000);
	assert_int_equal(outage_look(&outage, "then", 6000, 1000), OUTAGE_FAILS);
	outage_look(&outage, NULL, 7000, 1000);
	assert_int_equal(outage_look(&outage, NULL, 7200, 1000), OUTAGE_WORKS);
	assert_int_equal(outage.failed_ms, 5000);
	assert_int_equal(outage.working_ms, 7000);
	assert_string_equal(outage.reason, "then");
	outage_clear(&outage);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_watch),
	    cmocka_unit_test(test_times),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
