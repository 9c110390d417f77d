/* SPDX-License-Identifier: Apache-2.0 */
/* Where keywords stand in a text, and what is found beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/answer_scan.h"
#include "rules/answers.h"
#include "rules/diagnostic.h"

static Answers *
load(void)
{
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	return answers_load(directories, diagnostics);
}

static void
test_keyword(void **state)
{
	static const struct {
		const char *text;
		AnswerKind kind;
		size_t first;
		size_t end;
		unsigned negations;
		bool refused;
		bool doubted;
	} rows[] = {
	    {"Akkoord", ANSWER_ACCEPT, 0, 1, 0, false, false},
	    {"Beste Sanne, akkoord", ANSWER_ACCEPT, 2, 3, 0, false, false},
	    {"Bedankt Sanne de Wit, akkoord", ANSWER_ACCEPT, 4, 5, 0, false, false},
	    {"Ja, ik ga akkoord met alles", ANSWER_ACCEPT, 1, 4, 0, false, false},
	    {"Nee, akkoord", ANSWER_ACCEPT, 1, 2, 0, true, false},
	    {"Helaas, akkoord", ANSWER_ACCEPT, 1, 2, 0, false, true},
	    {"niet akkoord", ANSWER_ACCEPT, 0, 2, 1, false, false},
	    {"niet helemaal akkoord", ANSWER_ACCEPT, 0, 3, 1, false, false},
	    {"ik ga hiermee niet akkoord", ANSWER_ACCEPT, 0, 5, 1, false, false},
	    {"ik accepteer de oplossing niet", ANSWER_ACCEPT, 0, 5, 1, false, false},
	    {"niet opgelost", ANSWER_REJECT, 0, 2, 0, false, false},
	    {"niet afgewezen", ANSWER_REJECT, 0, 2, 1, false, false},
	    {"niet, akkoord", ANSWER_NONE, 0, 0, 0, false, false},
	    {"scherm akkoord", ANSWER_NONE, 0, 0, 0, false, false},
	    {"Met vriendelijke groet\nakkoord", ANSWER_NONE, 0, 0, 0, false, false},
	    {"", ANSWER_NONE, 0, 0, 0, false, false},
	};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(AnswerScan) reading = {0};
		AnswerScanKeyword keyword;

		answer_scan_init(&reading, answers_phrases(answers), rows[i].text, 1000);
		keyword = answer_scan_keyword(&reading);
		if (keyword.kind != rows[i].kind || keyword.first != rows[i].first ||
		    keyword.end != rows[i].end || keyword.negations != rows[i].negations ||
		    keyword.refused != rows[i].refused || keyword.doubted != rows[i].doubted)
			fail_msg("'%s': %s, %zu to %zu, %u", rows[i].text,
			    answer_kind_name(keyword.kind), keyword.first, keyword.end,
			    keyword.negations);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_keyword),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
