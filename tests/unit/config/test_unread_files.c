/* SPDX-License-Identifier: Apache-2.0 */
#include <glib/gstdio.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/config/unread_files.h"
#include "rules/diagnostic.h"
#include "tests/unit/remove_tree.h"

/* What is told of one file or folder ("x/") beside casegate.yaml, the path to that cut; NULL: nothing. Caller owns. */
static char *
told_of(const char *name, const char *text)
{
	g_autofree char *folder = g_dir_make_tmp("unread-XXXXXX", NULL);
	g_autofree char *file = g_build_filename(folder, "casegate.yaml", NULL);
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_autofree char *parent = g_path_get_dirname(path);
	g_autoptr(GPtrArray) warnings = diagnostics_new();
	g_autofree char *told = NULL;

	assert_true(g_file_set_contents(file, "mailboxes: []\n", -1, NULL));
	assert_int_equal(g_mkdir_with_parents(parent, 0700), 0);
	if (!g_str_has_suffix(name, "/"))
		assert_true(g_file_set_contents(path, text, -1, NULL));
	unread_files_check(file, warnings);
	remove_tree(folder);
	assert_true(warnings->len <= 1);
	told = warnings->len == 0 ? NULL : diagnostic_text(warnings->pdata[0]);
	return told == NULL ? NULL : g_strdup(told + strlen(folder) + 1);
}

static void
test_each(void **state)
{
	static const struct {
		const char *name, *text;
		const char *told; /* NULL: nothing */
	} ROWS[] = {
	    {"rules/", "",
		"rules: found a folder that is not read, expected a folder that belongs to the "
		"configuration; did you mean 'rules.d'?"},
	    {"rules.trial/10.yaml", "", NULL},
	    {"rules.trial/10.yml", "",
		"rules.trial/10.yml: found a file that is not read, expected a file whose name "
		"ends in "
		".yaml"},
	    {"Rule.d/50-printers.yaml", "",
		"Rule.d: found a folder that is not read, expected a folder that belongs to "
		"the "
		"configuration; did you mean 'rules.d'?"},
	    {"answer/nl.yaml", "",
		"answer: found a folder that is not read, expected a folder that belongs to "
		"the "
		"configuration; did you mean 'answers'?"},
	    {"letter/", "",
		"letter: found a folder that is not read, expected a folder that belongs to "
		"the "
		"configuration; did you mean 'letters'?"},
	    {"rules.yaml", "[]",
		"rules.yaml: found a file that is not read, expected it in the folder for "
		"that; did "
		"you mean 'rules.d/rules.yaml'?"},
	    {"faq.yml", "[]",
		"faq.yml: found a file that is not read, expected it in the folder for that; "
		"did you "
		"mean 'faq.d/faq.yaml'?"},
	    {"printers.yaml", "[]",
		"printers.yaml: found a file that is not read, expected it in the folder for "
		"what it "
		"holds, such as 'rules.d'"},
	    {"casegate.yml", "mailboxes: []",
		"casegate.yml: found a file that is not read, expected 'casegate.yaml', which "
		"is"},
	    {"casegate.yaml~", "",
		"casegate.yaml~: found a file that is not read: a copy that an editor kept, "
		"expected "
		"what is wanted of it in 'casegate.yaml', and it gone"},
	    {"casegate.yaml.dpkg-dist", "",
		"casegate.yaml.dpkg-dist: found a file that is not read: what a package "
		"brought and "
		"did not put in its place, expected what is wanted of it in 'casegate.yaml', "
		"and it "
		"gone"},
	    {"rules.d/50-printers.yaml.dpkg-new", "",
		"rules.d/50-printers.yaml.dpkg-new: found a file that is not read: what a "
		"package "
		"brought and did not put in its place, expected what is wanted of it in "
		"'50-printers.yaml', and it gone"},
	    {"rules.d/50-printers", "",
		"rules.d/50-printers: found a file that is not read, expected a file whose "
		"name ends in .yaml"},
	    {"answers/old/nl.yaml", "",
		"answers/old: found a folder that is not read, expected a file whose name ends "
		"in .yaml"},
	    {"catalog.d/teams.json", "",
		"catalog.d/teams.json: found a file that is not read, expected a file whose "
		"name ends in .yaml"},
	    /* what is read, or meant for others */
	    {"rules.d/50-printers.yaml", "", NULL},
	    {"rules.d/README", "", NULL},
	    {"rules.d/.git/", "", NULL},
	    {"letters/nl/anser.html", "", NULL},
	    {"casegate-test.yaml", "mailboxes: []", NULL},
	    {"1-case.expect.yaml", "rule: x", NULL},
	    {"imap-password", "secret", NULL},
	    {"imap-password~", "secret", NULL},
	    {"ca.pem", "", NULL},
	    {"state/spool.db", "", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *told = told_of(ROWS[i].name, ROWS[i].text);

		if (g_strcmp0(told, ROWS[i].told) != 0)
			fail_msg("%s: %s", ROWS[i].name, told);
	}
}

static void
test_shipped(void **state)
{
	g_autoptr(GPtrArray) warnings = diagnostics_new();

	(void)state;
	unread_files_check(SRCDIR "/data/casegate.yaml.example", warnings);
	unread_files_check(SRCDIR "/data/quickstart/casegate.yaml", warnings);
	for (guint i = 0; i < warnings->len; i++) {
		g_autofree char *told = diagnostic_text(warnings->pdata[i]);

		fail_msg("%s", told);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_each),
	    cmocka_unit_test(test_shipped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
