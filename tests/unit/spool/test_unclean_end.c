/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/unclean_end.h"

static bool
is_unclean(Spool *spool)
{
	bool unclean = false;

	must(unclean_end_get(spool, &unclean, &error));
	return unclean;
}

static void
test_it_outlives_the_process(void **state)
{
	Fixture *fixture = *state;

	assert_false(is_unclean(fixture->spool));
	must(unclean_end_set(fixture->spool, true, &error));
	fixture_reopen(fixture);
	assert_true(is_unclean(fixture->spool));
	must(unclean_end_set(fixture->spool, false, &error));
	fixture_reopen(fixture);
	assert_false(is_unclean(fixture->spool));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_it_outlives_the_process),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
