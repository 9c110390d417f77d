/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/backoff.h"

static void
each_wait_is_longer_up_to_the_longest(void **state)
{
	Backoff backoff = {0};
	int64_t before = 0;

	(void)state;
	assert_true(backoff_is_over(&backoff, 5));
	for (int i = 0; i < 40; i++) {
		int64_t wait = 0;

		backoff_failed(&backoff, 1000000, 60000);
		wait = backoff_wait_ms(&backoff, 1000000);
		assert_true(wait <= 60001);
		/* doubled each time; a fifth of it is luck */
		if (i < 8)
			assert_true(wait > before);
		else
			assert_true(wait >= 47000);
		assert_false(backoff_is_over(&backoff, 1000000));
		assert_true(backoff_is_over(&backoff, 1000000 + wait * 1000));
		before = wait;
	}
	backoff_worked(&backoff);
	assert_true(backoff_is_over(&backoff, 1000000));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_wait_is_longer_up_to_the_longest)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
