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

#include "gateway/templates/template_names.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

#define SHIPPED SRCDIR "/data/letters"

static bool
is_named(const char *name, const void *data)
{
	(void)data;
	return strcmp(name, "vip") == 0 || strcmp(name, "answer2") == 0;
}

/* What is told of one file of the operator's, its folder cut; NULL: nothing. Caller owns. */
static char *
told_of(const char *name, const char *text)
{
	g_autofree char *folder = g_dir_make_tmp("names-XXXXXX", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_autoptr(GPtrArray) warnings = diagnostics_new();
	const char *const directories[] = {SHIPPED, folder, NULL};
	const TemplateNames names = {directories, "nl", is_named, NULL};
	g_autofree char *told = NULL;

	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	assert_true(g_file_set_contents(path, text, -1, NULL));
	template_names_check(&names, warnings);
	remove_tree(folder);
	assert_true(warnings->len <= 1);
	told = warnings->len == 0 ? NULL : diagnostic_text(warnings->pdata[0]);
	return told == NULL ? NULL : g_strdup(told + strlen(folder) + 1);
}

static void
misnamed_files_are_told(void **state)
{
	static const struct {
		const char *name, *text;
		const char *told; /* NULL: nothing */
	} ROWS[] = {
	    {"nl/anser.html", "<p>x</p>",
		"nl/anser.html: found a file that nothing uses, "
		"expected a partial that a letter uses; did you mean 'answer.html'?"},
	    {"nl/acknowledgment.txt", "Subject: x\n\nx",
		"nl/acknowledgment.txt: found a letter that is never written, expected a "
		"letter that "
		"casegate writes, or a rule that names it; did you mean "
		"'acknowledgement.txt'?"},
	    {"nl/kerstgroet.txt", "Subject: x\n\nx",
		"nl/kerstgroet.txt: found a letter that is never written, "
		"expected a letter that casegate writes, or a rule that names it"},
	    {"nl/sinature.txt", "x",
		"nl/sinature.txt: found a file that nothing uses, "
		"expected a partial that a letter uses; did you mean 'signature.txt'?"},
	    {"de/answer.txt", "x",
		"de/answer.txt: found a letter without one, which is never written, "
		"expected 'Subject: ...' as the first line of its text, NAME.txt"},
	    {"nl/answer.HTML", "x",
		"nl/answer.HTML: found a file that is not read, expected 'answer.html'"},
	    {"nl/answer.htm", "x",
		"nl/answer.htm: found a file that is not read, expected 'answer.html'"},
	    {"nl/answer.text", "x",
		"nl/answer.text: found a file that is not read, expected 'answer.txt'"},
	    {"nl/answer.mustache", "x",
		"nl/answer.mustache: found a file that is not read, "
		"expected 'answer.txt' or 'answer.html'"},
	    {"nl/words.yml", "x",
		"nl/words.yml: found a file that is not read, expected 'words.yaml'"},
	    {"NL/answer.txt", "Subject: x\n\nx",
		"NL: found a folder of letters in no language, expected 'nl'"},
	    {"answer.txt", "Subject: x\n\nx",
		"answer.txt: found a file that is not read, "
		"expected it in the folder of a language: 'nl/answer.txt'"},
	    {"anwser.txt", "x",
		"anwser.txt: found a file that is not read, "
		"expected it in the folder of a language: 'nl/anwser.txt'"},
	    {"nl/answer.txt~", "x",
		"nl/answer.txt~: found a file that is not read: a copy that an editor kept, "
		"expected what is wanted of it in 'answer.txt', and it gone"},
	    {"nl/answer.txt.dpkg-new", "x",
		"nl/answer.txt.dpkg-new: found a file that is not read: what a package brought "
		"and did not put in its place, "
		"expected what is wanted of it in 'answer.txt', and it gone"},
	    {"nl/logo.png", "x",
		"nl/logo.png: found a file that is not read, "
		"expected a letter or partial, NAME.txt or NAME.html"},
	    {"nl/old/answer.txt", "x",
		"nl/old: found a folder that is not read, "
		"expected a letter or partial, NAME.txt or NAME.html"},
	    {"nl/answer.txt", "Subject: x\n\nx",
		"nl/answer.txt: found a letter that goes out without HTML: the shipped HTML "
		"belongs to the shipped text, expected 'answer.html' beside it, which may be "
		"empty where plain text is meant"},
	    /* what is used, and what is meant to be there */
	    {"nl/answer.html", "<p>x</p>", NULL},
	    {"nl/alarm.txt", "Subject: x\n\nx", NULL}, /* shipped without HTML */
	    {"de/answer.txt", "Subject: x\n\nx", NULL},
	    {"nl/vip.txt", "Subject: x\n\nx", NULL},
	    {"nl/answer2.txt", "Subject: x\n\nx", NULL},
	    {"nl/signature.txt", "x", NULL},
	    {"nl/README.md", "x", NULL},
	    {"nl/.answer.htm", "x", NULL},
	    {"README.txt", "x", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *told = told_of(ROWS[i].name, ROWS[i].text);

		if (g_strcmp0(told, ROWS[i].told) != 0)
			fail_msg("%s: %s", ROWS[i].name, told);
	}
}

static void
own_html_beside_the_text_is_right(void **state)
{
	static const char *const HTML[] = {"<p>x</p>", ""};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(HTML); i++) {
		g_autofree char *folder = g_dir_make_tmp("names-XXXXXX", NULL);
		g_autofree char *language = g_build_filename(folder, "nl", NULL);
		g_autofree char *text = g_build_filename(language, "answer.txt", NULL);
		g_autofree char *html = g_build_filename(language, "answer.html", NULL);
		g_autoptr(GPtrArray) warnings = diagnostics_new();
		const char *const directories[] = {SHIPPED, folder, NULL};
		const TemplateNames names = {directories, "nl", is_named, NULL};

		assert_int_equal(g_mkdir(language, 0700), 0);
		assert_true(g_file_set_contents(text, "Subject: x\n\nx", -1, NULL));
		assert_true(g_file_set_contents(html, HTML[i], -1, NULL));
		template_names_check(&names, warnings);
		remove_tree(folder);
		assert_int_equal(warnings->len, 0);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(misnamed_files_are_told),
	    cmocka_unit_test(own_html_beside_the_text_is_right),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
