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

#include "gateway/templates/template_files.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

/* Two folders, the shipped one and the operator's. */
static const char *const files[][2] = {
    {"shipped/en/answer.txt", "Subject: a\n\nshipped"},
    {"shipped/en/answer.html", "shipped"},
    {"shipped/en/question.txt", "Subject: q\n\nshipped"},
    {"shipped/en/question.html", "shipped"},
    {"shipped/nl/answer.txt", "Subject: a\n\nshipped"},
    {"shipped/nl/signature.txt", "shipped"},
    {"shipped/nl/signature.html", "shipped"},
    {"own/en/answer.txt", "Subject: a\n\nown"},
    {"own/en/question.html", "own"},
    {"own/fr/reminder.txt", "Subject: r\n\nown"},
    {"own/nl/signature.txt", "own"},
    {"own/nl/.hidden.txt", "{{"},
    {"own/nl/note.md", "{{"},
    {"own/README.txt", "{{"},
};

static int
make_folders(void **state)
{
	char *root = g_dir_make_tmp("files-XXXXXX", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(files); i++) {
		g_autofree char *path = g_build_filename(root, files[i][0], NULL);
		g_autofree char *parent = g_path_get_dirname(path);

		if (g_mkdir_with_parents(parent, 0700) != 0 ||
		    !g_file_set_contents(path, files[i][1], -1, NULL))
			return -1;
	}
	*state = root;
	return 0;
}

static int
remove_folders(void **state)
{
	remove_tree(*state);
	g_free(*state);
	return 0;
}

static TemplateFiles *
load(const char *root, GPtrArray *diagnostics)
{
	g_autofree char *shipped = g_build_filename(root, "shipped", NULL);
	g_autofree char *own = g_build_filename(root, "own", NULL);
	const char *const directories[] = {shipped, own, NULL};

	return template_files_load(
	    directories, &(TemplateStyle){.language = "nl"}, diagnostics);
}

/* "own/en/answer.txt" of a part, or "none". */
static const char *
place(const char *root, const TemplateEntry *entry, TemplatePart part)
{
	if (entry == NULL || entry->parts[part] == NULL)
		return "none";
	return entry->parts[part]->file + strlen(root) + 1;
}

static void
test_letters(void **state)
{
	static const struct {
		const char *language;
		const char *name;
		const char *text;
		const char *html;
	} cases[] = {
	    {"en", "answer", "own/en/answer.txt", "none"},
	    {"nl", "answer", "shipped/nl/answer.txt", "none"},
	    {"en", "question", "shipped/en/question.txt", "own/en/question.html"},
	    {"de", "answer", "shipped/nl/answer.txt", "none"},
	    {"nl", "question", "shipped/en/question.txt", "own/en/question.html"},
	    {"nl", "reminder", "own/fr/reminder.txt", "none"},
	    {"nl", "signature", "none", "none"},
	    {"nl", "no such letter", "none", "none"},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(TemplateFiles) template_files = load(*state, diagnostics);

	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		const TemplateEntry *entry =
		    template_files_letter(template_files, cases[i].language, cases[i].name);

		assert_string_equal(place(*state, entry, TEMPLATE_TEXT), cases[i].text);
		assert_string_equal(place(*state, entry, TEMPLATE_HTML), cases[i].html);
	}
}

static void
test_partials(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(TemplateFiles) template_files = load(*state, diagnostics);
	const TemplateEntry *text =
	    template_files_partial(template_files, "en", "signature", TEMPLATE_TEXT);
	const TemplateEntry *html =
	    template_files_partial(template_files, "en", "signature", TEMPLATE_HTML);

	assert_string_equal(place(*state, text, TEMPLATE_TEXT), "own/nl/signature.txt");
	assert_string_equal(place(*state, html, TEMPLATE_HTML), "shipped/nl/signature.html");
	assert_null(template_files_partial(template_files, "en", "answer", TEMPLATE_TEXT));
}

static void
test_languages_without_words(void **state)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(TemplateFiles) template_files = load(*state, diagnostics);

	assert_int_equal(template_files->languages->len, 3);
	assert_int_equal(diagnostics->len, 3);
	assert_null(template_files_locale(template_files, "nl"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(test_letters, make_folders, remove_folders),
	    cmocka_unit_test_setup_teardown(test_partials, make_folders, remove_folders),
	    cmocka_unit_test_setup_teardown(
		test_languages_without_words, make_folders, remove_folders),
	};

	return cmocka_run_group_tests_name("template_files", tests, NULL, NULL);
}
