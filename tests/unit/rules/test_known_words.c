/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/known_words.h"

static KnownWords *
some_words(void)
{
	KnownWords *known = known_words_new();

	known_words_add(known, "accepteren", true);
	known_words_add(known, "akkoord", true);
	known_words_add(known, "accept", true);
	known_words_add(known, "dank", false);
	known_words_add(known, "printer", false);
	known_words_add(known, "close", true);
	known_words_add(known, "ja", true);
	known_words_add_negation(known, known_words_add(known, "niet", false));
	known_words_add_negation(known, known_words_add(known, "no", false));
	return known;
}

static void
a_word_is_kept_once(void **state)
{
	KnownWords *known = some_words();
	const char *own = known_words_add(known, "dank", false);

	(void)state;
	assert_ptr_equal(own, known_words_add(known, "dank", true));
	assert_ptr_equal(own, known_words_find(known, "dank", 0));
	assert_ptr_equal(own, known_words_find(known, "ldank", 1));
	known_words_free(known);
}

static void
what_a_misspelt_word_means(void **state)
{
	static const struct {
		const char *word, *means;
	} CASES[] = {
	    {"akoord", "akkoord"},
	    {"akkkoord", "akkoord"},
	    {"accepteern", "accepteren"},
	    {"aceppt", "accept"},
	    {"nit", "niet"},
	    {"neit", "niet"},
	    {"jaaa", "ja"},
	    {"jaa", "ja"},
	    {"printre", NULL}, /* nothing turns on it */
	    {"closes", NULL},  /* is inflected */
	    {"nu", NULL},      /* is too short to be a negation */
	    {"fiets", NULL},
	};
	KnownWords *known = some_words();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		const char *found = known_words_find(known, CASES[i].word, 0);

		if (g_strcmp0(found, CASES[i].means) != 0)
			fail_msg(
			    "%s: found %s, expected %s", CASES[i].word, found, CASES[i].means);
	}
	known_words_free(known);
}

/* What a word is worth may be said later than it. */
static void
a_word_turns_once_it_is_said_to(void **state)
{
	KnownWords *known = some_words();

	(void)state;
	known_words_add(known, "printer", true);
	known_words_add(known, "printer", false);
	assert_string_equal(known_words_find(known, "printre", 0), "printer");
	known_words_free(known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_word_is_kept_once),
	    cmocka_unit_test(what_a_misspelt_word_means),
	    cmocka_unit_test(a_word_turns_once_it_is_said_to),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
