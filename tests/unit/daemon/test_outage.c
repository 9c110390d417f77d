/* SPDX-License-Identifier: Apache-2.0 */
/* What is told of something that fails and works again, second by second. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/daemon/outage.h"

#define PATIENCE_MS 10000

/* A letter for each second: '.' works, 'x' fails; what is told: ' ' nothing, 'F' fails, 'W' works. */
static void
test_watch(void **state)
{
	static const struct {
		const char *name, *seconds, *told;
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
		g_autofree char *told = g_strdup(CASES[i].seconds);
		Outage watch = {0};

		for (size_t s = 0; told[s] != '\0'; s++) {
			OutageChange news = outage_look(&watch, told[s] == 'x' ? "down" : NULL,
			    (int64_t)(1000 + s) * 1000, PATIENCE_MS);

			told[s] = " FW"[news];
			if (news == OUTAGE_FAILS)
				assert_string_equal(watch.words, "down");
		}
		if (strcmp(told, CASES[i].told) != 0)
			fail_msg("%s: '%s', not '%s'", CASES[i].name, told, CASES[i].told);
		outage_clear(&watch);
	}
}

static void
test_times(void **state)
{
	Outage watch = {0};

	(void)state;
	outage_look(&watch, "first", 5000, 1000);
	assert_int_equal(outage_look(&watch, "then", 6000, 1000), OUTAGE_FAILS);
	outage_look(&watch, NULL, 7000, 1000);
	assert_int_equal(outage_look(&watch, NULL, 7200, 1000), OUTAGE_WORKS);
	assert_int_equal(watch.failed_ms, 5000);
	assert_int_equal(watch.working_ms, 7000);
	assert_string_equal(watch.words, "then");
	outage_clear(&watch);
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
