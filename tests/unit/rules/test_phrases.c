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
		assert_int_equal(phrases_at(rows[i].says, words, rows[i].at), rows[i].length);
		assert_int_equal(phrases_around(rows[i].says, words, rows[i].at, &negations),
		    rows[i].around);
		assert_int_equal(negations, rows[i].negations);
	}
}

static size_t
found(const Phrases *phrases, Says says, const char *text, unsigned *negations)
{
	g_autoptr(GArray) words = words_split(text, 200);

	*negations = 0;
	phrases_look_up(phrases, words);
	return phrases_around(says, words, 0, negations);
}

/* Of words with bars between them each may stand, and no other. */
static void
test_alternatives(void **state)
{
	static const struct {
		const char *text;
		size_t length;
	} rows[] = {{"mag dicht", 2}, {"mogen deze dicht", 3}, {"mogen toe nu", 2},
	    {"dicht toe", 0}, {"kan dicht", 0}, {"fijne avond nog", 3},
	    {"beste week-end hoor", 3}, {"beste middag hoor", 2}, {"beste week middag", 0}};
	g_autoptr(Phrases) phrases = phrases_new();

	(void)state;
	assert_true(phrases_add(phrases, SAYS_WISH, "mag|mogen ... dicht|toe"));
	assert_true(phrases_add(phrases, SAYS_WISH, "fijne|goede avond nog"));
	assert_true(phrases_add(phrases, SAYS_WISH, "goede|beste middag|week-end|avond"));
	assert_true(phrases_add(phrases, SAYS_POLITE, "deze"));
	assert_false(phrases_add(phrases, SAYS_WISH, "mag| dicht"));
	assert_false(phrases_add(phrases, SAYS_WISH, "mag dicht|"));
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) words = words_split(rows[i].text, 1000);

		phrases_look_up(phrases, words);
		assert_int_equal(phrases_at(SAYS_WISH, words, 0), rows[i].length);
	}
}

/* Where "..." stands, and only there, may stand words that say nothing; no thing in what is wished closed. */
static void
test_gaps(void **state)
{
	static const struct {
		const char *text;
		Says says;
		size_t length;
		unsigned negations;
	} rows[] = {
	    {"keur goed", SAYS_ACCEPT, 2, 0},
	    {"keur dit goed", SAYS_ACCEPT, 3, 0},
	    {"keur dit niet goed", SAYS_ACCEPT, 4, 1},
	    {"keur de printer goed", SAYS_ACCEPT, 4, 0},
	    {"keur Piet goed", SAYS_ACCEPT, 0, 0},
	    {"keur dit. goed", SAYS_ACCEPT, 0, 0},
	    {"ga dit akkoord", SAYS_ACCEPT, 0, 0},
	    {"ga dit niet akkoord", SAYS_ACCEPT, 4, 1},
	    {"mag de dicht", SAYS_WISH, 3, 0},
	    {"mag de printer dicht", SAYS_WISH, 0, 0},
	    {"keur de de de de de de de de de de de de de goed", SAYS_ACCEPT, 0, 0},
	    {"bent dinsdag weg", SAYS_LATER, 3, 0},
	};
	g_autoptr(Phrases) phrases = phrases_new();

	(void)state;
	phrases_add(phrases, SAYS_ACCEPT, "keur ... goed");
	phrases_add(phrases, SAYS_ACCEPT, "ga akkoord");
	phrases_add(phrases, SAYS_WISH, "mag ... dicht");
	phrases_add(phrases, SAYS_LATER, "bent ... weg");
	phrases_add(phrases, SAYS_PERHAPS, "dinsdag");
	phrases_add(phrases, SAYS_NEGATE, "niet");
	phrases_add(phrases, SAYS_POLITE, "dit");
	phrases_add(phrases, SAYS_POLITE, "de");
	phrases_add(phrases, SAYS_BESIDE, "printer");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		unsigned negations = 0;

		if (found(phrases, rows[i].says, rows[i].text, &negations) != rows[i].length ||
		    negations != rows[i].negations)
			fail_msg("'%s', %u", rows[i].text, negations);
	}
}

/* A word that is on no list and differs by one letter from one that answers turn on is that one. */
static void
test_misspelt(void **state)
{
	static const struct {
		const char *text;
		Says says;
		size_t length;
	} rows[] = {{"akkord", SAYS_ACCEPT, 1}, {"akkkkoooord", SAYS_ACCEPT, 1},
	    {"akordd", SAYS_ACCEPT, 1}, {"akkkkoordddd", SAYS_ACCEPT, 1},
	    {"akordt", SAYS_ACCEPT, 0}, {"akkoorden", SAYS_ACCEPT, 0},
	    {"akkoorde", SAYS_POLITE, 1}, {"akkoorde", SAYS_ACCEPT, 0}, {"nit", SAYS_NEGATE, 1},
	    {"neit", SAYS_NEGATE, 1}, {"noet", SAYS_NEGATE, 0}, {"niett", SAYS_NEGATE, 0},
	    {"ni", SAYS_NEGATE, 0},

	    {"akkoords", SAYS_ACCEPT, 0}, {"jaaaa", SAYS_LEAD, 1}, {"jaa", SAYS_LEAD, 1},
	    {"l'akkoorde", SAYS_POLITE, 1}, {"qu'akkoorde", SAYS_POLITE, 1},
	    {"lakkoorde", SAYS_POLITE, 0}, {"dat'akkoorde", SAYS_POLITE, 0}};
	g_autoptr(Phrases) phrases = phrases_new();

	(void)state;
	phrases_add(phrases, SAYS_ACCEPT, "akkoord");
	phrases_add(phrases, SAYS_POLITE, "akkoorde");
	phrases_add(phrases, SAYS_NEGATE, "niet");
	phrases_add(phrases, SAYS_LEAD, "ja");
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		unsigned negations = 0;

		if (found(phrases, rows[i].says, rows[i].text, &negations) != rows[i].length)
			fail_msg("'%s'", rows[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_alternatives),
	    cmocka_unit_test(test_gaps),
	    cmocka_unit_test(test_misspelt),
	    cmocka_unit_test(test_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
