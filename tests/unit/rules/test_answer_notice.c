/* SPDX-License-Identifier: Apache-2.0 */
/* What devices and offices add is left out; what only begins so is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/answer_notice.h"
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
joined(const GArray *words)
{
	GString *text = g_string_new(NULL);

	for (size_t i = 0; i < words->len; i++)
		g_string_append_printf(
		    text, "%s%s", i > 0 ? " " : "", g_array_index(words, Word, i).word);
	return g_string_free(text, false);
}

static void
test_drop(void **state)
{
	static const struct {
		const char *text, *left;
	} rows[] = {
	    {"Akkoord", "akkoord"},
	    {"Akkoord\nVerzonden vanaf mijn iPhone", "akkoord"},
	    {"Akkoord\n\nOutlook voor iOS<https://aka.ms/o0ukef> downloaden", "akkoord"},
	    {"Akkoord\nVerzonden vanaf mijn iPhone\nHij hapert", "akkoord hij hapert"},
	    {"Akkoord\nVerzonden vanaf mijn tablet lukt het niet",
		"akkoord verzonden vanaf mijn tablet lukt het niet"},
	    {"Accepted\nSent from my phone it still fails",
		"accepted sent from my phone it still fails"},
	    {"Accepted\n\nSent from my phone, please excuse brevity and typos.", "accepted"},
	    {"Akkoord\n\nDeze e-mail en bijlagen zijn vertrouwelijk\nen niet voor anderen "
	     "bestemd.",
		"akkoord"},
	    {"Akkoord\n\nThis message may contain privileged information. If you are not the\n"
	     "intended recipient, do not copy it and notify the sender. We accept no "
	     "liability.",
		"akkoord"},
	    {"Akkoord\n\nDe informatie in dit bericht klopt niet",
		"akkoord de informatie in dit bericht klopt niet"},
	    /* the first paragraph is the writer's */
	    {"De bijlage is vertrouwelijk en niet voor mij bestemd",
		"de bijlage is vertrouwelijk en niet voor mij bestemd"},
	    /* days are named by who speaks of trouble, too */
	    {"Akkoord\n\nOp maandag en op dinsdag werkt hij niet",
		"akkoord op maandag en op dinsdag werkt hij niet"},
	    {"Zie <https://niet.example/maar> en niet@maar.example",
		"zie 0000000000000000000000000 en 00000000000000000"},
	};
	g_autoptr(Answers) answers = load();
	const Phrases *phrases = answers_phrases(answers);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) words = answer_notice_words(phrases, rows[i].text, 1000);
		g_autofree char *left = NULL;

		answer_notice_drop(words, false);
		left = joined(words);
		if (strcmp(left, rows[i].left) != 0)
			fail_msg("'%s': '%s'", rows[i].text, left);
	}
}

static void
test_speaks(void **state)
{
	static const struct {
		const char *text;
		bool speaks;
	} rows[] = {
	    {"Els Bos", false},
	    {"Els Bos\nTest Engineer | Problem Management\nT 030 123 45 67", false},
	    {"hoofd inkoop, Jansen BV", false},
	    {"Hij hapert", true},
	    {"niet sluiten", true},
	    {"Kom maar langs", true},
	    {"Het scherm is zwart", true},
	    {"Nieuw adres?", true},
	    {"except that it hums", true},
	    {"Do Not Close", true},
	    {"www.niet.example els@maar.example", false},
	    {"", false},
	    /* days, of which one is a verb elsewhere, and a name that is a contrast */
	    {"HR-adviseur (ma t/m do)", false},
	    {"Werkdagen: ma, di, do", false},
	    {"I do", true},
	    {"Ander Ltd | hoofdkantoor 12, Leeds", false},
	    {"ander scherm | hoofdkantoor", true},
	};
	g_autoptr(Answers) answers = load();
	const Phrases *phrases = answers_phrases(answers);

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) words = answer_notice_words(phrases, rows[i].text, 1000);

		if (answer_notice_speaks(words, 0, words->len) != rows[i].speaks)
			fail_msg("'%s'", rows[i].text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_drop),
	    cmocka_unit_test(test_speaks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
