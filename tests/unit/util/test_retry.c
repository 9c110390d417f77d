/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/retry.h"

static void
count(void *data)
{
	(*(int *)data)++;
}

/* Lets time pass until the retry no longer waits. */
static void
wait_for(Retry *retry)
{
	while (retry->timer != 0)
		g_main_context_iteration(NULL, true);
}

static void
each_failure_is_tried_again_once(void **state)
{
	int tries = 0;
	Retry retry;

	(void)state;
	retry_init(&retry, 20, count, &tries);
	assert_int_equal(retry.timer, 0);
	retry_failed(&retry);
	assert_int_not_equal(retry.timer, 0);
	assert_int_equal(tries, 0);
	wait_for(&retry);
	assert_int_equal(tries, 1);
	/* a second failure takes the place of the first one's wait */
	retry_failed(&retry);
	retry_failed(&retry);
	assert_int_equal(retry.backoff.failures, 3);
	wait_for(&retry);
	assert_int_equal(tries, 2);
	while (g_main_context_iteration(NULL, false))
		continue;
	assert_int_equal(tries, 2);
}

static void
nothing_is_tried_after_a_reset(void **state)
{
	int tries = 0;
	Retry retry;

	(void)state;
	retry_init(&retry, 20, count, &tries);
	retry_failed(&retry);
	retry_reset(&retry);
	assert_int_equal(retry.timer, 0);
	assert_int_equal(retry.backoff.failures, 0);
	g_usleep(30 * 1000);
	assert_false(g_main_context_iteration(NULL, false));
	assert_int_equal(tries, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_failure_is_tried_again_once),
	    cmocka_unit_test(nothing_is_tried_after_a_reset),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
