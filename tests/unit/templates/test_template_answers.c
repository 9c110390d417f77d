/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/templates/template_answers.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

/* What is told where the operator has this file, the path to it cut; NULL: nothing. Caller owns. */
static char *
told_of(const char *name, const char *text)
{
	g_autofree char *folder = g_dir_make_tmp("answers-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_autofree char *own_letters = g_build_filename(folder, "letters", NULL);
	g_autofree char *own_answers = g_build_filename(folder, "answers", NULL);
	const char *const letters[] = {SRCDIR "/data/letters", own_letters, NULL};
	const char *const words[] = {SRCDIR "/data/answers", own_answers, NULL};
	g_autoptr(GPtrArray) mistakes = diagnostics_new();
	g_autoptr(Answers) answers = NULL;
	g_autoptr(TemplateFiles) files = NULL;
	GString *told = g_string_new(NULL);

	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	answers = answers_load(words, mistakes);
	files = template_files_load(letters, &(TemplateStyle){.language = "nl"}, mistakes);
	assert_int_equal(mistakes->len, 0);
	template_answers_check(files, answers, mistakes);
	remove_tree(folder);
	for (guint i = 0; i < mistakes->len; i++) {
		g_autofree char *one = diagnostic_text(mistakes->pdata[i]);

		g_string_append_printf(told, "%s\n", one);
	}
	g_string_replace(told, folder, "", 0);
	g_string_replace(told, SRCDIR "/data", "", 0);
	return g_string_free(told, FALSE);
}

#define ASKED "', which customers are asked to answer and which is read as "

static void
test_each(void **state)
{
	static const struct {
		const char *name, *text;
		const char *told; /* a part; "": nothing at all */
	} ROWS[] = {
	    {"answers/nl.yaml", "accept: [prima zo]\n", ""},
	    /* the shipped words are gone: the prepared answer, and each letter that names them */
	    {"answers/nl.yaml", "replace: yes\naccept: [prima zo]\n",
		"/letters/nl/words.yaml: found 'Akkoord" ASKED
		"no answer, expected words that answers/*.yaml has under 'accept'\n"},
	    {"answers/nl.yaml", "replace: yes\naccept: [prima zo]\n",
		"/letters/nl/choice.txt:1: found 'akkoord" ASKED
		"no answer, expected words that answers/*.yaml has under 'accept' or "
		"'reject'\n"},
	    {"answers/nl.yaml", "replace: yes\naccept: [prima zo]\n",
		"/letters/nl/choice.html:8: found 'afwijzen" ASKED
		"no answer, expected words that answers/*.yaml has under 'accept' or "
		"'reject'\n"},
	    /* an own letter asks for what is not known, or the wrong way round */
	    {"letters/nl/choice.txt",
		"Dank!\n\nKlaar? Antwoord \"klaar is kees\":\n{{accept.mailto}}\n\n"
		"Niet? Schrijf “afwijzen”:\n{{reject.mailto}}\n",
		"/letters/nl/choice.txt:3: found 'klaar is kees" ASKED},
	    {"letters/nl/choice.txt",
		"Klaar? \"afwijzen\": {{accept.mailto}}\n\nNiet? \"akkoord\": "
		"{{reject.mailto}}\n",
		"choice.txt:1: found 'afwijzen" ASKED "'reject', expected"},
	    {"letters/nl/choice.html",
		"<a class=\"x\" href=\"{{accept.mailto}}\">Top</a> <a "
		"href=\"{{reject.mailto}}\">Nee, nee"
		"</a>\n<p>Of schrijf “joehoe”, of bij “nee” waarom</p>",
		"/letters/nl/choice.html:2: found 'joehoe" ASKED
		"no answer, expected words that answers/*.yaml has under 'accept' or "
		"'reject'\n"},
	    /* what is in quotes elsewhere is no answer */
	    {"letters/nl/choice.txt",
		"Over \"je melding\", en \"{{title}}\".\n\nKlaar? \"akkoord\": "
		"{{accept.mailto}}\n\n"
		"Niet? „afwijzen“: {{reject.mailto}}\n\nGroet van \"de balie\"\n",
		""},
	    {"letters/nl/answer.txt", "Subject: x\n\nOver \"je melding\".\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *told = told_of(ROWS[i].name, ROWS[i].text);

		if (ROWS[i].told[0] == '\0' ? told[0] != '\0'
					    : strstr(told, ROWS[i].told) == NULL)
			fail_msg("%s, row %zu: %s", ROWS[i].name, i, told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
