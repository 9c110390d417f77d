/* SPDX-License-Identifier: Apache-2.0 */
/* What is seen in a clause, one after another, and what that is at its end. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/answer_clause.h"
#include "rules/answers.h"
#include "rules/diagnostic.h"

/* What stands at each word of a text, as who reads it tells the clause; SAYS_COUNT: nobody knows. */
typedef struct {
	const char *text;
	Says seen[6];
	AnswerSense wanted;
} Row;

#define UNKNOWN SAYS_COUNT

static bool
is_doubt(Says says)
{
	return says >= SAYS_NO && says <= SAYS_GONE;
}

static void
see(AnswerClause *clause, Says says, size_t at)
{
	answer_clause_see_word(clause, at);
	if (says == UNKNOWN)
		answer_clause_see_unknown(clause, at);
	else if (is_doubt(says))
		answer_clause_see_doubt(clause, says, at, 1);
	else
		answer_clause_see_pleasant(clause, says, at, 1);
}

static void
test_seen(void **state)
{
	static const Row rows[] = {
	    {"blorp werkt", {UNKNOWN, SAYS_SUCCESS}, {.success = true}},
	    {"blorp knarst", {UNKNOWN, UNKNOWN}, {.unknown = 2}},
	    {"printer knarst en werkt", {SAYS_BESIDE, UNKNOWN, SAYS_AND, SAYS_SUCCESS},
		{.unknown = 1, .success = true}},
	    {"werkt niet", {SAYS_SUCCESS, SAYS_NEGATE}, {.troubles = 1, .success = true}},
	    {"storing verholpen", {SAYS_FAULT, SAYS_OVER}, {.success = true}},
	    /* of a thing, with and without a good word */
	    {"printer is aan", {SAYS_BESIDE, SAYS_POLITE, SAYS_POLITE}, {.statements = 1}},
	    {"printer is vervangen", {SAYS_BESIDE, SAYS_POLITE, SAYS_DONE}, {.statements = 0}},
	    /* a contrast, and what follows it */
	    {"maar het werkt", {SAYS_BUT, SAYS_POLITE, SAYS_SUCCESS}, {.success = true}},
	    {"maar werkt het", {SAYS_BUT, SAYS_SUCCESS, SAYS_POLITE},
		{.buts = 1, .success = true}},
	    {"maar het werkt niet", {SAYS_BUT, SAYS_POLITE, SAYS_SUCCESS, SAYS_NEGATE},
		{.buts = 0, .troubles = 1, .success = true}},
	    {"maar", {SAYS_BUT}, {.buts = 1}},
	    /* something more */
	    {"en printer", {SAYS_AND, SAYS_BESIDE}, {.buts = 1}},
	    {"en printer werkt", {SAYS_AND, SAYS_BESIDE, SAYS_SUCCESS}, {.success = true}},
	    {"ook", {SAYS_ALSO}, {.perhaps = 1}},
	    {"werkt ook", {SAYS_SUCCESS, SAYS_ALSO}, {.success = true}},
	    {"nog", {SAYS_BUT}, {.buts = 1}},
	    {"bedankt nog", {SAYS_THANKS, SAYS_BUT}, {.thanks = true}},
	};
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = answers_load(directories, diagnostics);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		const AnswerSense *wanted = &rows[i].wanted;
		g_auto(AnswerScan) reading = {0};
		AnswerSense sense = {0};
		AnswerClause clause = {.reading = &reading, .sense = &sense, .opening = true};

		answer_scan_init(&reading, answers_phrases(answers), rows[i].text, 1000);
		for (size_t at = 0; at < reading.words->len; at++)
			see(&clause, rows[i].seen[at], at);
		answer_clause_end(&clause);
		if (sense.unknown != wanted->unknown || sense.troubles != wanted->troubles ||
		    sense.buts != wanted->buts || sense.statements != wanted->statements ||
		    sense.perhaps != wanted->perhaps || sense.success != wanted->success ||
		    sense.thanks != wanted->thanks)
			fail_msg("%s", rows[i].text);
		assert_int_equal(clause.words, 0);
		assert_true(clause.opening);
	}
}

/* Whose accept it is stands in front of it. */
static void
test_whose(void **state)
{
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(Answers) answers = answers_load(directories, diagnostics);

	(void)state;
	for (unsigned before = 0; before < 2; before++) {
		g_auto(AnswerScan) reading = {0};
		AnswerSense sense = {0};
		AnswerClause clause = {.reading = &reading, .sense = &sense, .opening = true};

		answer_scan_init(&reading, answers_phrases(answers), "baas akkoord baas", 1000);
		if (before > 0)
			answer_clause_see_pleasant(&clause, SAYS_PERSON, 0, 1);
		answer_clause_see_accept(&clause, 1);
		answer_clause_see_pleasant(&clause, SAYS_PERSON, 2, 1);
		answer_clause_end(&clause);
		assert_int_equal(sense.unknown, before);
		assert_int_equal(sense.first, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_seen),
	    cmocka_unit_test(test_whose),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
