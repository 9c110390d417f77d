/* SPDX-License-Identifier: Apache-2.0 */
/* Each path that doc/hacking.md and CONTRIBUTING.md name is there. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define LEAST_PATHS 60

static const char *const ROOMS[] = {"gateway/", "parsers/", "rules/", "spool/", "data/", "doc/",
    "tests/", "Makefile.am", "SECURITY.md", "COPYING", "autogen.sh", "quickstart"};

static bool
is_path(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ROOMS); i++)
		if (g_str_has_prefix(word, ROOMS[i]))
			return true;
	return false;
}

/* A file or folder of the sources; of a program, its source; of one that the reader is to name, its folder. */
static bool
is_there(const char *word)
{
	g_autofree char *path = g_build_filename(SRCDIR, word, NULL);
	g_autofree char *source = g_strconcat(path, ".c", NULL);
	g_autofree char *folder = g_path_get_dirname(path);

	if (strstr(word, "NAME") != NULL)
		return g_file_test(folder, G_FILE_TEST_IS_DIR);
	return g_file_test(path, G_FILE_TEST_EXISTS) || g_file_test(source, G_FILE_TEST_EXISTS);
}

static int
check(const char *file)
{
	g_autofree char *path = g_build_filename(SRCDIR, file, NULL);
	g_autofree char *text = NULL;
	g_auto(GStrv) words = NULL;
	int count = 0;

	assert_true(g_file_get_contents(path, &text, NULL, NULL));
	words = g_strsplit_set(text, " \n`(),:;", -1);
	for (char **word = words; *word != NULL; word++) {
		size_t length = strlen(*word);

		if (length > 0 && (*word)[length - 1] == '.')
			(*word)[length - 1] = '\0';
		if (!is_path(*word))
			continue;
		if (!is_there(*word))
			fail_msg("%s names %s, which is not there", file, *word);
		count++;
	}
	return count;
}

static void
every_path_is_there(void **state)
{
	(void)state;
	assert_true(check("doc/hacking.md") >= LEAST_PATHS);
	assert_true(check("CONTRIBUTING.md") > 0);
}

static void
what_is_not_there_is_seen(void **state)
{
	(void)state;
	assert_true(is_path("gateway/daemon/loop.c") && is_there("gateway/daemon/loop.c"));
	assert_true(
	    is_there("tests/unit/doc/test_hacking") && is_there("rules/condition_NAME.c"));
	assert_false(
	    is_there("gateway/daemon/nobody.c") || is_there("nowhere/condition_NAME.c"));
	assert_false(is_path("wings"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_path_is_there),
	    cmocka_unit_test(what_is_not_there_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
