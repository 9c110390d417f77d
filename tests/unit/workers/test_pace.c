/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/workers/pace.h"

static void
sets_are_halved_to_one_and_doubled_again(void **state)
{
	static const guint HALVED[] = {100, 50, 25, 12, 6, 3, 1, 1};
	static const guint DOUBLED[] = {2, 4, 8, 16, 32, 64, 128, 200, 200};
	Pace pace;

	(void)state;
	pace_init(&pace, 200);
	assert_int_equal(pace.size, 200);
	for (size_t i = 0; i < G_N_ELEMENTS(HALVED); i++) {
		pace_refused(&pace, pace.size, false, 1);
		assert_int_equal(pace.size, HALVED[i]);
		assert_true(pace_is_ready(&pace, 1));
	}
	for (size_t i = 0; i < G_N_ELEMENTS(DOUBLED); i++) {
		pace_worked(&pace);
		assert_int_equal(pace.size, DOUBLED[i]);
	}
	pace_slow_down(&pace);
	assert_int_equal(pace.size, 1);
}

static void
a_server_that_is_busy_is_left_alone_longer_each_time(void **state)
{
	Pace pace;
	int64_t now_us = 1;

	(void)state;
	pace_init(&pace, 200);
	pace_refused(&pace, 200, true, now_us);
	assert_false(pace_is_ready(&pace, now_us));
	assert_true(pace_is_ready(&pace, now_us + 250 * 1000));
	for (int i = 0; i < 20; i++)
		pace_refused(&pace, 1, true, now_us);
	assert_false(pace_is_ready(&pace, now_us + INT64_C(40) * 1000 * 1000));
	assert_true(pace_is_ready(&pace, now_us + INT64_C(60) * 1000 * 1000));
	pace_worked(&pace);
	assert_true(pace_is_ready(&pace, now_us));
}

static void
one_that_refuses_everything_is_not_stormed(void **state)
{
	Pace pace;
	int at_once = 0;

	(void)state;
	pace_init(&pace, 1000);
	for (; pace_is_ready(&pace, 1); at_once++)
		pace_refused(&pace, pace.size, false, 1);
	assert_in_range(at_once, 10, 20);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sets_are_halved_to_one_and_doubled_again),
	    cmocka_unit_test(a_server_that_is_busy_is_left_alone_longer_each_time),
	    cmocka_unit_test(one_that_refuses_everything_is_not_stormed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
