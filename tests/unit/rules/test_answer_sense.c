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
	    {"reject", sense->rejects}, {"no", sense->noes}, {"aside", sense->asides},
	    {"negation", sense->negations}, {"but", sense->buts}, {"trouble", sense->troubles},
	    {"later", sense->laters}, {"away", sense->aways}, {"perhaps", sense->perhaps},
	    {"asks", sense->asks}, {"yes", sense->yes}, {"thanks", sense->thanks},
	    {"success", sense->success}, {"below", sense->below}, {"unknown", sense->unknown},
	    {"name", sense->names}, {"statement", sense->statements}, {"if", sense->ifs},
	    {"complaint", sense->complaints}};
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
	    {"nee", "no"},
	    {"maar", "but"},
	    /* a fault that is gone, and what is gone that was none */
	    {"het euvel is verdwenen", "success"},
	    {"de storing is weg", "success"},
	    {"de storing is niet weg", "trouble success"},
	    {"de storing is niet teruggekomen", "success"},
	    {"mijn bestanden zijn weg", "trouble statement complaint"},
	    {"door de storing zijn mijn bestanden weg", "trouble statement complaint"},
	    {"het probleem is dat ik niet meer kan printen", "trouble statement complaint"},
	    {"the glitch has disappeared", "success"},
	    /* what is done again works again */
	    {"ik kan mijn hefbomen weer openen", "success"},
	    {"i can open my levers again", "success"},
	    {"ik kan mijn hefbomen weer niet openen", "negation trouble unknown"},
	    {"hij opent", "unknown"},
	    {"de hefboom piept weer", "trouble unknown"},
	    /* who has yet to try */
	    {"nog niet getest", "later"},
	    {"ik laat het jullie weten", "later"},
	    {"graag de hefboom nakijken", "but later asks unknown"},
	    {"ik zal de hefboom graag nakijken", "but later perhaps unknown"},
	    {"het werkt, maar bedankt", "thanks success"},
	    {"groen, maar bedankt", "thanks unknown"},
	    {"lijkt te werken", "success"},
	    /* who is not at work, and until when; beside an answer that is when */
	    {"ik ben met verlof", "away"},
	    {"ben tot dinsdag in het buitenland", "away"},
	    {"ik zit nu in de trein naar Hefboomdorp", "away"},
	    {"akkoord na mijn verlof", "accept later"},
	    {"de muis ligt in de trein", "unknown statement complaint"},
	    {"akkoord tot maandag", "accept but perhaps"},
	    {"akkoord, tot maandag", "accept yes"},
	    {"akkoord met verlof", "accept later"},
	    /* an apology is for what follows, and for nothing known where nothing does */
	    {"sorry, ik was met verlof", "yes"},
	    {"sorry, hij hapert", "but trouble"},
	    {"sorry, de hefboom", "but unknown"},
	    {"sorry", ""},
	    /* a closing speaks no more than a name */
	    {"Bedankt\n\nWarm regards,\nEls\nhefboom.example", "thanks"},
	    {"wil jullie bedanken voor de hefboom", "yes"},
	    {"kan het nu niet testen", "later"},
	    {"kan het nu testen", "later asks"},
	    {"waarom kan ik niet testen", "later asks"},
	    {"mijn bestanden zijn er niet", "negation statement complaint"},
	    /* a misspelt negation, and a phrase that only begins with one */
	    {"het werkt neit", "trouble success"},
	    {"its nto working", "trouble success"},
	    {"never mind, it works", "yes success"},
	    {"never mind that it works", "trouble success unknown"},
	    {"it no longer opens", "negation unknown"},
	    {"no longer needed", "success"},
	    /* what is to be closed is the ticket */
	    {"please close the door", "but"},
	    {"please close the printer ticket", "wish"},
	    /* again, in words that nobody knows, and what somebody can do */
	    {"flurp resoneert weer", "unknown"},
	    {"de flurpen kunnen het rooster inzien", "unknown"},
	    {"de flurp zwabbert alweer", "trouble unknown complaint"},
	    /* how a thing runs, in words that nobody knows */
	    {"hij print alles flurpig", "success unknown complaint"},
	    {"hij print weer alles flurpig", "success unknown"},
	    {"de flurp is uitstekend", "yes"},
	    {"de flurp is uitstekend flets", "yes unknown"},
	    {"de bel rinkelt weer", "success"},
	    {"sorry sorry, hij werkt", "success"},
	    /* a thing, and not what about it */
	    {"o ja, de usb poort", "statement"},
	    /* a nod, a closing at the end of a line, pictures */
	    {"ik test het, oké?", "aside later yes"},
	    {"akkoord 💅", "accept"},
	    {"niet 😔", "negation trouble"},
	    {"jullie hebben de verkeerde kabel geleverd", "trouble"},
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
	    {"hij zwabbert, de melding mag dicht", "wish unknown complaint"},
	    /* words that nobody knows, and where they may stand */
	    {"bedankt lekkerbekjes", "thanks"},
	    {"bedankt voor het vlugge meedenken vanochtend", "thanks"},
	    {"de hefboom werkt weer", "success"},
	    {"hij werkt weer bij de poort", "success"},
	    {"de hefboom klepelt", "unknown complaint"},
	    {"de hefboom klepelt het werkt", "success unknown"},
	    {"akkoord namens de ridders van de poort", "accept"},
	    {"jan is akkoord", "accept unknown"},
	    {"Nu is Jan akkoord", "accept unknown name"},
	    {"de hefboom klepelt en werkt", "success unknown"},
	    {"hij werkt op de hefboom", "success"},
	    {"hij staat op de hefboom", "unknown complaint"},
	    {"mijn baas is akkoord", "accept unknown"},
	    /* something more, and what it takes away */
	    {"akkoord en een nieuwe muis", "accept but"},
	    {"akkoord, en de muis werkt", "accept success"},
	    {"akkoord, maar het werkt", "accept but success"},
	    {"'t is iets", "statement"},
	    {"akkoord, maar werkt het", "accept but success"},
	    {"de lamp is aan", "statement complaint"},
	    {"de lamp is vervangen", ""},
	    {"het werkt ook", "success"},
	    {"de lamp ook", "perhaps"},
	    {"alles werkt op de lamp na", "but success"},
	    /* what was so, and what works since */
	    {"ik had geen beeld, nu werkt het", "success"},
	    {"ik had geen beeld maar nu werkt het", "success"},
	    {"de stekker was kapot en nu werkt alles weer", "success"},
	    {"het werkt, ik had geen beeld", "negation success statement"},
	    {"hij was weer kapot, nu werkt het", "trouble success"},
	    {"ik had geen beeld, de muis werkt", "negation success statement"},
	    {"gisteren werkte het, vandaag niet", "negation perhaps"},
	    /* what may come, and who says what he does then */
	    {"mocht hij uitvallen dan laat ik het weten", "later if"},
	    {"als hij uitvalt", "trouble if"},
	    /* a condition of what works takes something away, any other only of an accept */
	    {"het werkt als ik herstart", "but success"},
	    {"taart als je er bent", "thanks if"},
	    /* what a thing does now, in words that nobody knows, and what was done */
	    {"de sjabloon zwabbert", "unknown complaint"},
	    {"hij zwabbert", "unknown complaint"},
	    {"alles staat in blokjes", "unknown complaint"},
	    {"ik hoor geknars", "unknown complaint"},
	    {"ik heb vlokken", "unknown complaint"},
	    {"ik heb het nageplozen", "unknown"},
	    {"ik heb het nagelezen", ""},
	    {"ik regelde het", "unknown"},
	    {"we flurped them", "unknown"},
	    {"mijn collega zwabbert", "unknown"},
	    {"de hulp is formidabel", "unknown"},
	    /* what others are to do, and what is wanted */
	    {"verwijder de map", "but"},
	    {"ik verwijder de map", "aside statement"},
	    {"ik verwacht een vergoeding", "but unknown"},
	    {"ik kom graag", "unknown"},
	    /* what it was in the end */
	    {"het bleek de verkeerde knop", "trouble unknown"},
	    {"ik had de verkeerde knop", "yes"},
	    {"hij print maar alles staat scheef", "but trouble success"},
	    {"hij valt uit zodra ik start", "trouble later"},
	    {"alles werkt zonder storing", "success"},
	    {"hij opent nu", ""},
	    /* below a closing, a name, and a postscript */
	    {"Bedankt\nGroeten\nEls Bos, Inkoop", "thanks"},
	    {"Bedankt\nGroeten\nEls\n\nNiet aanwezig", "thanks below"},
	    {"Bedankt\nGroeten\nEls\n\nPS hij hapert", "trouble thanks"},
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
