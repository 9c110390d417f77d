/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>

#include "parsers/word_class.h"

static uint64_t
classes_of(const char *text)
{
	g_autofree char *folded = word_class_fold(text, -1);

	return word_class_find(folded);
}

static void
case_accents_and_marks_do_not_count(void **state)
{
	static const char *const ROWS[][2] = {
	    {"Ik ben er niet!", " ik ben er niet "},
	    {"  t/m 7-12  ", " t m 7 12 "},
	    {"BÜRO geschlossen, Straße", " buro geschlossen strasse "},
	    {"Øl, æble og Łódź", " ol aeble og lodz "},
	    {"Réponse d’absence", " reponse d absence "},
	    {"", " "},
	    {"👍", " "},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *folded = word_class_fold(ROWS[i][0], -1);

		assert_string_equal(folded, ROWS[i][1]);
	}
}

static void
a_pattern_covers_whole_words(void **state)
{
	(void)state;
	assert_true((classes_of("mijn vakantie begint") & WORD_ABSENT) != 0);
	assert_true((classes_of("een vakantiekracht") & WORD_ABSENT) == 0);
	/* the beginning of a word, and its end */
	assert_true((classes_of("met zwangerschapsverlof") & WORD_ABSENT) != 0);
	assert_true((classes_of("automatische melding") & WORD_ROBOT) != 0);
	/* a word in between, and the end of the clause */
	assert_true((classes_of("piet neemt alles waar") & WORD_DEPUTY) != 0);
	assert_true((classes_of("ik ben er niet") & WORD_ABSENT) != 0);
	assert_true((classes_of("ik ben er niet blij mee") & WORD_ABSENT) == 0);
	/* a greeting begins a clause */
	assert_true((classes_of("beste els") & WORD_POLITE) != 0);
	assert_true((classes_of("het beste") & WORD_POLITE) == 0);
	assert_true(classes_of("") == 0);
}

static void
a_not_belongs_to_what_is_near(void **state)
{
	static const struct {
		const char *text;
		bool follows;
	} ROWS[] = {
	    {"ik ben niet op kantoor", true},
	    {"ik ben niet meer bereikbaar", true},
	    {"i will not be available", true},
	    {"ik heb op kantoor geen beeld", false},
	    {"niet getest omdat ik pas morgen op kantoor ben", false},
	    {"op kantoor", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *folded = word_class_fold(ROWS[i].text, -1);

		if (word_class_follows(folded, WORD_NOT, WORD_HERE) != ROWS[i].follows)
			fail_msg("%s", ROWS[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(case_accents_and_marks_do_not_count),
	    cmocka_unit_test(a_pattern_covers_whole_words),
	    cmocka_unit_test(a_not_belongs_to_what_is_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
