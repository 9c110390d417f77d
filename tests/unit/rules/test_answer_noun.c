/* SPDX-License-Identifier: Apache-2.0 */
/* Where a word that is on no list can be a noun only. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/answer_noun.h"
#include "rules/answers.h"
#include "rules/diagnostic.h"

typedef bool (*Asked)(const AnswerScan *reading, size_t at);

typedef struct {
	const char *text;
	size_t at;
	bool yes;
} Row;

static void
check(const Row *rows, size_t count, Asked asked)
{
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = answers_load(directories, diagnostics);

	for (size_t i = 0; i < count; i++) {
		g_auto(AnswerScan) reading = {0};

		answer_scan_init(&reading, answers_phrases(answers), rows[i].text, 1000);
		if (asked(&reading, rows[i].at) != rows[i].yes)
			fail_msg("%s, at %zu", rows[i].text, rows[i].at);
	}
}

static void
test_place(void **state)
{
	static const Row rows[] = {
	    {"op de blorp", 2, true},
	    {"op de nieuwe blorp", 3, true},
	    {"with the blorp", 2, true},
	    {"op de blorp werkt het", 2, true},
	    {"op blorp", 1, false},
	    {"de blorp", 1, false},
	    {"blorp", 0, false},
	    {"op de, blorp", 2, false},
	    {"op, de blorp", 2, false},
	    {"op de blorpende blorp", 2, false},
	    {"op nieuwe blorp", 2, false},
	};

	(void)state;
	check(rows, G_N_ELEMENTS(rows), answer_noun_of_place);
}

static void
test_number(void **state)
{
	static const Row rows[] = {
	    {"van 12 maart", 1, true},
	    {"in kamer 3", 2, true},
	    {"in zaal B12", 2, true},
	    {"code 3", 1, false},
	    {"12 maart", 0, false},
	    {"met 2 van de 3", 1, false},
	    {"met 2 van de 3", 4, false},
	    {"van 12", 1, false},
	    {"van blorp maart", 1, false},
	};

	(void)state;
	check(rows, G_N_ELEMENTS(rows), answer_noun_is_number);
}

static void
test_verb(void **state)
{
	static const Row rows[] = {
	    {"printer blorpt en werkt", 1, true},
	    {"printer blorpt en", 1, true},
	    {"de blorp en de printer werken", 1, false},
	    {"printer blorpt en de printer werkt", 1, true},
	    {"de blorp blorpt en de printer werkt", 2, true},
	    {"de blorp en printer werken", 1, true},
	    {"blorpt de hele dag", 0, true},
	    {"de blorp werkt", 1, false},
	    {"de blorp", 1, false},
	    {"de blorp, en werkt", 1, false},
	};

	(void)state;
	check(rows, G_N_ELEMENTS(rows), answer_noun_is_verb);
}

static void
test_has_place(void **state)
{
	static const Row rows[] = {
	    {"op kantoor", 1, true},
	    {"op mijn kantoor", 2, true},
	    {"op 1 maart", 2, true},
	    {"mijn kantoor", 1, false},
	    {"kantoor", 0, false},
	    {"op, kantoor", 1, false},
	};

	(void)state;
	check(rows, G_N_ELEMENTS(rows), answer_noun_has_place);
}

static void
test_participle(void **state)
{
	static const Row rows[] = {
	    {"geplozen", 0, true},
	    {"nageplozen", 0, true},
	    {"durchgeklickt", 0, true},
	    {"clicked", 0, true},
	    {"gele", 0, false},
	    {"plozen", 0, false},
	    {"geplooide", 0, false},
	};

	(void)state;
	check(rows, G_N_ELEMENTS(rows), answer_noun_is_participle);
}

static void
test_past(void **state)
{
	static const Row rows[] = {
	    {"we clicked", 1, true},
	    {"ik regelde", 1, true},
	    {"ik testte", 1, true},
	    {"de geregelde", 1, false},
	    {"wij beraden", 1, false},
	    {"ik regel", 1, false},
	};

	(void)state;
	check(rows, G_N_ELEMENTS(rows), answer_noun_is_past);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_place),
	    cmocka_unit_test(test_number),
	    cmocka_unit_test(test_verb),
	    cmocka_unit_test(test_has_place),
	    cmocka_unit_test(test_participle),
	    cmocka_unit_test(test_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
