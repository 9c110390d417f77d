/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/spool_fixture.h"

#include "spool/letter_attempt.h"

static void
add(Spool *spool, int64_t at_ms, const char *outcome, const char *answer)
{
	const LetterAttempt attempt = {at_ms, (char *)outcome, (char *)answer};

	must(letter_attempt_add(spool, 1, &attempt, &error));
	must(letter_postpone(spool, 1, answer, at_ms + 1000, &error));
}

static void
each_is_kept_in_order(void **state)
{
	Fixture *fixture = *state;
	Letter letter = new_letter(0);
	g_autoptr(GPtrArray) attempts = NULL;
	const LetterAttempt *second = NULL;
	int64_t count = 0;

	must(spool_begin(fixture->spool, &error));
	store_letter(fixture->spool, &letter);
	add(fixture->spool, 4000, "put off", "451 later");
	add(fixture->spool, 3000, "unknown", "it closed the connection");
	add(fixture->spool, 9000, "put off", "451 still");
	must(letter_attempt_list(fixture->spool, 1, &attempts, &error));
	assert_int_equal(attempts->len, 3);
	second = attempts->pdata[1];
	assert_int_equal(second->at_ms, 3000);
	assert_string_equal(second->outcome, "unknown");
	assert_string_equal(second->answer, "it closed the connection");
	must(letter_attempt_count(fixture->spool, 1, "put off", &count, &error));
	assert_int_equal(count, 2);
	must(letter_attempt_count(fixture->spool, 2, "put off", &count, &error));
	assert_int_equal(count, 0);
}

static void
a_letter_that_is_not_there_has_none(void **state)
{
	Fixture *fixture = *state;
	const LetterAttempt attempt = {1, (char *)"lost", (char *)""};

	must(spool_begin(fixture->spool, &error));
	must_fail(letter_attempt_add(fixture->spool, 7, &attempt, &error), SPOOL_ERROR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(each_is_kept_in_order),
	    spool_test(a_letter_that_is_not_there_has_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
