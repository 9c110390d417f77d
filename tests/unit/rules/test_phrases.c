/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/phrases.h"

static Phrases *
sample(void)
{
	Phrases *phrases = phrases_new();

	assert_true(phrases_add(phrases, SAYS_ACCEPT, "ik ga akkoord"));
	assert_true(phrases_add(phrases, SAYS_ACCEPT, "Akkoord"));
	assert_true(phrases_add(phrases, SAYS_ACCEPT, "akkoord met"));
	assert_true(phrases_add(phrases, SAYS_NEGATE, "niet"));
	assert_true(phrases_add(phrases, SAYS_NEGATE, "do not"));
	assert_true(phrases_add(phrases, SAYS_ACCEPT, "i accept"));
	assert_false(phrases_add(phrases, SAYS_ACCEPT, " ! "));
	return phrases;
}

static void
test_found(void **state)
{
	static const struct {
		const char *text;
		Says says;
		size_t at;
		size_t length; /* as it stands */
		size_t around; /* with negations inside */
		unsigned negations;
	} rows[] = {
	    {"akkoord", SAYS_ACCEPT, 0, 1, 1, 0},
	    {"akkoord", SAYS_REJECT, 0, 0, 0, 0},
	    {"akkoord met alles", SAYS_ACCEPT, 0, 2, 2, 0},
	    {"akkoord, met alles", SAYS_ACCEPT, 0, 1, 1, 0},
	    {"nu akkoord", SAYS_ACCEPT, 1, 1, 1, 0},
	    {"nu akkoord", SAYS_ACCEPT, 2, 0, 0, 0},
	    {"ik ga akkoord", SAYS_ACCEPT, 0, 3, 3, 0},
	    {"ik ga niet akkoord", SAYS_ACCEPT, 0, 0, 4, 1},
	    {"ik niet ga niet akkoord", SAYS_ACCEPT, 0, 0, 5, 2},
	    {"niet akkoord", SAYS_ACCEPT, 0, 0, 0, 0},
	    {"I do not accept", SAYS_ACCEPT, 0, 0, 4, 1},
	    {"ik ga nooit akkoord", SAYS_ACCEPT, 0, 0, 0, 0},
	    {"ik ga. Niet akkoord", SAYS_ACCEPT, 0, 0, 0, 0},
	};
	g_autoptr(Phrases) phrases = sample();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) words = words_split(rows[i].text, 1000);
		unsigned negations = 0;

		phrases_look_up(phrases, words);
		assert_int_equal(
		    phrases_at(phrases, rows[i].says, words, rows[i].at), rows[i].length);
		assert_int_equal(
		    phrases_around(phrases, rows[i].says, words, rows[i].at, &negations),
		    rows[i].around);
		assert_int_equal(negations, rows[i].negations);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
