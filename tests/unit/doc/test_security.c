/* SPDX-License-Identifier: Apache-2.0 */
/* Each test that doc/security.md names is there and runs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define LEAST_ROWS 60

/* Which words name a function in its file: where it begins, and what has it run. */
typedef struct {
	const char *suffix;
	const char *folder;
	const char *definition;
	const char *prefix;  /* of what runs by its name alone, */
	const char *uses[4]; /* else one of these stands in a list of tests */
} Language;

static const Language LANGUAGES[] = {
    {".c", "tests/unit", "\nstatic void\n%s(void **state)\n{", "",
	{"(%s)", "(%s, ", "\t%s, ", ", %s)"}},
    {".py", "tests/e2e", "\ndef %s(", "test_", {NULL}},
};

static bool
has(const char *text, const char *form, const char *name)
{
	g_auto(GStrv) parts = g_strsplit(form, "%s", 2);
	g_autofree char *words = g_strjoinv(name, parts);

	return strstr(text, words) != NULL;
}

static bool
runs(const Language *language, const char *text, const char *name)
{
	bool used = language->uses[0] == NULL;

	for (size_t i = 0; !used && i < G_N_ELEMENTS(language->uses); i++)
		used = has(text, language->uses[i], name);
	return used && g_str_has_prefix(name, language->prefix) &&
	       has(text, language->definition, name);
}

/* "FILE::FUNCTION" names a test that runs. */
static bool
is_test(const char *name)
{
	g_auto(GStrv) words = g_strsplit(name, "::", -1);

	for (size_t i = 0; g_strv_length(words) == 2 && i < G_N_ELEMENTS(LANGUAGES); i++) {
		const Language *language = &LANGUAGES[i];
		g_autofree char *path =
		    g_build_filename(SRCDIR, language->folder, words[0], NULL);
		g_autofree char *file = g_path_get_basename(words[0]);
		g_autofree char *text = NULL;

		if (g_str_has_suffix(file, language->suffix) &&
		    g_str_has_prefix(file, "test_") &&
		    g_file_get_contents(path, &text, NULL, NULL))
			return runs(language, text, words[1]);
	}
	return false;
}

/* What stands in backquotes in a cell, each a test. */
static void
assert_tests(const char *row, const char *cell)
{
	g_auto(GStrv) parts = g_strsplit(cell, "`", -1);
	unsigned count = g_strv_length(parts);

	if (count < 3)
		fail_msg("no test is named in: %s", row);
	for (unsigned i = 1; i < count; i += 2)
		if (!is_test(parts[i]))
			fail_msg("there is no %s, named in: %s", parts[i], row);
}

#define CHAPTER "\n## Attack, defence, test\n"

static void
every_named_test_is_there(void **state)
{
	g_autofree char *text = NULL;
	char *chapter = NULL, *end = NULL;
	g_auto(GStrv) lines = NULL;
	int rows = 0;

	(void)state;
	assert_true(g_file_get_contents(SRCDIR "/doc/security.md", &text, NULL, NULL));
	chapter = strstr(text, CHAPTER);
	assert_non_null(chapter);
	end = strstr(chapter + strlen(CHAPTER), "\n## ");
	assert_non_null(end);
	*end = '\0';
	lines = g_strsplit(chapter, "\n", -1);
	for (char **line = lines; *line != NULL; line++) {
		g_auto(GStrv) cells = g_strsplit(*line, " | ", -1);

		if (!g_str_has_prefix(*line, "| ") || g_str_has_prefix(*line, "| attack |"))
			continue;
		if (g_strv_length(cells) != 3)
			fail_msg("not an attack, a defence and its tests: %s", *line);
		assert_tests(*line, cells[2]);
		rows++;
	}
	assert_true(rows >= LEAST_ROWS);
}

static void
what_is_no_test_is_seen(void **state)
{
	static const char *const NONE[] = {"doc/test_security.c",
	    "test_security.c::what_is_no_test_is_seen",
	    "doc/test_security.c::", "doc/test_security.c::has",
	    "doc/test_security.c::nobody_wrote_it",
	    "doc/test_nothing.c::every_named_test_is_there", "security.c::main",
	    "test_security.py::every_named_test_is_there", "test_story.py::solved",
	    "test_story.py::test_reply", "people.py::test_x", ""};

	(void)state;
	assert_true(is_test("doc/test_security.c::what_is_no_test_is_seen"));
	assert_true(is_test("test_story.py::test_reply_to_is_never_written_to"));
	for (size_t i = 0; i < G_N_ELEMENTS(NONE); i++)
		if (is_test(NONE[i]))
			fail_msg("%s", NONE[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_named_test_is_there),
	    cmocka_unit_test(what_is_no_test_is_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
