/* SPDX-License-Identifier: Apache-2.0 */
/* What clauses say, by the words that we ship. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/answer_sense.h"
#include "rules/answers.h"
#include "rules/diagnostic.h"

static Answers *
load(void)
{
	const char *const directories[] = {SRCDIR "/data/answers", NULL};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();

	return answers_load(directories, diagnostics);
}

static char *
words_of(const AnswerSense *sense)
{
	const struct {
		const char *name;
		unsigned count;
	} parts[] = {{"accept", sense->accepts}, {"wish", sense->wishes},
	    {"reject", sense->rejects}, {"negation", sense->negations}, {"but", sense->buts},
	    {"trouble", sense->troubles}, {"later", sense->laters}, {"perhaps", sense->perhaps},
	    {"asks", sense->asks}, {"yes", sense->yes}, {"thanks", sense->thanks},
	    {"success", sense->success}, {"below", sense->below}, {"unknown", sense->unknown},
	    {"name", sense->names}};
	GString *words = g_string_new(NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(parts); i++)
		if (parts[i].count > 0)
			g_string_append_printf(
			    words, "%s%s", words->len > 0 ? " " : "", parts[i].name);
	return g_string_free(words, false);
}

static void
test_clauses(void **state)
{
	static const struct {
		const char *text, *words;
	} rows[] = {
	    {"", ""},
	    {"akkoord", "accept"},
	    {"niet akkoord", "reject"},
	    {"afgewezen", "reject"},
	    {"bedankt voor de hulp", "thanks"},
	    /* trouble that is denied or over, and success that is denied */
	    {"geen problemen meer", "success"},
	    {"geen enkele foutmelding", "success"},
	    {"de storing is verholpen", "success"},
	    {"de storing is er", "trouble"},
	    {"verholpen, de storing is er", "trouble success"},
	    {"het werkt", "success"},
	    {"het werkt niet", "trouble success"},
	    {"niets werkt", "trouble success"},
	    {"het werkt traag", "trouble success"},
	    {"de storing werkt", "trouble success"},
	    {"niet vandaag", "negation"},
	    {"nee", "negation"},
	    {"maar", "but"},
	    /* who has yet to try */
	    {"nog niet getest", "later"},
	    {"ik laat het jullie weten", "later"},
	    {"lijkt te werken", "perhaps"},
	    /* questions, with and without their mark */
	    {"werkt het?", "asks success"},
	    {"wanneer is hij er", "asks"},
	    {"dan ga ik akkoord", "accept"},
	    {"kan ik dat", "asks"},
	    /* a wish, and what may be wished closed */
	    {"de melding mag dicht", "wish"},
	    {"kunnen jullie de melding sluiten?", "wish"},
	    {"mag hij dicht?", "wish asks"},
	    {"mag nog niet dicht", "negation but unknown"},
	    {"de hefboom kan dicht", "wish unknown"},
	    {"hij wiebelt, de melding mag dicht", "wish unknown"},
	    /* words that nobody knows, and where they may stand */
	    {"bedankt toppertjes", "thanks"},
	    {"bedankt voor het vlugge meedenken vanochtend", "thanks"},
	    {"de hefboom werkt weer", "success"},
	    {"hij werkt weer bij de poort", "success"},
	    {"de hefboom klepelt", "unknown"},
	    {"de hefboom klepelt het werkt", "success unknown"},
	    {"akkoord namens de vrienden van de poort", "accept"},
	    {"jan is akkoord", "accept unknown"},
	    {"Nu is Jan akkoord", "accept unknown name"},
	    /* below a closing, a name, and a postscript */
	    {"Bedankt\nGroeten\nEls Bos, Inkoop", "thanks"},
	    {"Bedankt\nGroeten\nEls\n\nNiet aanwezig", "thanks below"},
	    {"Bedankt\nGroeten\nEls\n\nPS hij hapert", "but trouble thanks"},
	    {"Bedankt\nEls\nhij hapert", "trouble thanks below"},
	    {"Bedankt\nEls\nStoring? Bel 030", "thanks below"},
	};
	g_autoptr(Answers) answers = load();
	unsigned wrong = 0;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(AnswerScan) reading = {0};
		g_autofree char *words = NULL;
		AnswerSense sense;

		answer_scan_init(&reading, answers_phrases(answers), rows[i].text, 1000);
		sense = answer_sense(&reading, 0);
		words = words_of(&sense);
		if (strcmp(words, rows[i].words) != 0) {
			print_error(
			    "'%s': '%s', not '%s'\n", rows[i].text, words, rows[i].words);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* What is left beside a keyword counts as its reason, pleasantries do not. */
static void
test_leftover(void **state)
{
	static const struct {
		const char *text;
		unsigned leftover;
	} rows[] = {
	    {"bedankt voor de hulp", 0},
	    {"Groeten\nEls Bos, Inkoop", 0},
	    {"het scherm draait", 1},
	    {"het scherm is zwart", 2},
	};
	g_autoptr(Answers) answers = load();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_auto(AnswerScan) reading = {0};

		answer_scan_init(&reading, answers_phrases(answers), rows[i].text, 1000);
		assert_int_equal(answer_sense(&reading, 0).leftover, rows[i].leftover);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_clauses),
	    cmocka_unit_test(test_leftover),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
