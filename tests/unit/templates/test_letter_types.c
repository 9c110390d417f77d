/* SPDX-License-Identifier: Apache-2.0 */
/* The table of letters, and that texts, manual, packing list and code agree with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/templates/letter_types.h"

/* Caller owns. */
static char *
read_file(const char *name)
{
	g_autofree char *path = g_build_filename(SRCDIR, name, NULL);
	char *text = NULL;

	if (!g_file_get_contents(path, &text, NULL, NULL))
		fail_msg("%s cannot be read", path);
	return text;
}

/* The names in a folder, sorted. Caller owns. */
static GPtrArray *
list(const char *folder)
{
	g_autofree char *path = g_build_filename(SRCDIR, folder, NULL);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	const char *name = NULL;

	assert_non_null(dir);
	while ((name = g_dir_read_name(dir)) != NULL)
		g_ptr_array_add(names, g_strdup(name));
	assert_true(names->len > 1);
	return names;
}

static bool
has(const GPtrArray *names, const char *stem, const char *suffix)
{
	g_autofree char *name = g_strconcat(stem, suffix, NULL);

	return g_ptr_array_find_with_equal_func((GPtrArray *)names, name, g_str_equal, NULL);
}

static void
a_letter_is_found_by_its_name(void **state)
{
	(void)state;
	for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++) {
		if (type > LETTER_TYPES)
			assert_true(strcmp(type[-1].name, type->name) < 0);
		assert_ptr_equal(letter_types_find(type->name), type);
		assert_ptr_equal(letter_types_of(type->name), type);
		assert_true(type->occasion[0] != '\0');
	}
	assert_string_equal(LETTER_ANSWER, "answer");
	assert_null(letter_types_find("welcome"));
	assert_string_equal(letter_types_of("welcome")->name, "acknowledgement");
}

static void
a_letter_gets_what_its_row_says(void **state)
{
	(void)state;
	assert_true(letter_types_gets(LETTER_APPROVAL, "reporter"));
	assert_false(letter_types_gets(LETTER_REQUEST_WAITS, "reporter"));
	assert_false(letter_types_gets(LETTER_APPROVAL, "report"));
	assert_false(letter_types_gets(LETTER_STATE, ""));
	assert_true(letter_types_gets("welcome", "faq"));
}

/* Where nothing is proven, a letter's token may not be good for more than its ticket or an answer that is asked for. */
static void
the_token_of_constant_words_is_good_for_little(void **state)
{
	(void)state;
	for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++)
		if (type->is_constant)
			assert_true(g_str_equal(type->purpose, PURPOSE_TICKET) ||
				    g_str_equal(type->purpose, PURPOSE_CONFIRM) ||
				    g_str_equal(type->purpose, PURPOSE_CONFIRM_APPROVAL) ||
				    g_str_equal(type->purpose, PURPOSE_REGISTER) ||
				    g_str_equal(type->purpose, PURPOSE_ADDRESS));
}

/* The security table (doc/security.md) rests on it: no other letter's token decides on a request. */
static void
only_letters_to_approvers_decide(void **state)
{
	static const char *const DECIDE[] = {LETTER_APPROVAL, LETTER_APPROVAL_DESK,
	    LETTER_APPROVAL_LATE, LETTER_APPROVAL_NOTED, LETTER_APPROVAL_REMINDER, NULL};

	(void)state;
	for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++)
		assert_int_equal(g_str_equal(type->purpose, PURPOSE_APPROVAL),
		    g_strv_contains(DECIDE, type->name));
}

/* Its text in every language, its HTML in all or none; and no text of a letter that is not in the table. */
static void
assert_texts(const char *language, const GPtrArray *first)
{
	g_autofree char *folder = g_build_filename("data/letters", language, NULL);
	g_autoptr(GPtrArray) files = list(folder);

	for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++) {
		if (!has(files, type->name, ".txt"))
			fail_msg("%s has no %s.txt", folder, type->name);
		if (has(files, type->name, ".html") != has(first, type->name, ".html"))
			fail_msg("%s.html is not in all languages", type->name);
	}
	for (unsigned i = 0; i < files->len; i++) {
		const char *name = files->pdata[i];
		g_autofree char *path = g_build_filename(folder, name, NULL);
		g_autofree char *stem = g_strndup(name, strcspn(name, "."));
		g_autofree char *text = read_file(path);

		if (g_str_has_prefix(text, "Subject:") != (letter_types_find(stem) != NULL) &&
		    g_str_has_suffix(name, ".txt"))
			fail_msg("%s: has it a Subject, and is it in the table?", path);
	}
}

static void
each_letter_has_its_texts_in_each_language(void **state)
{
	g_autoptr(GPtrArray) languages = list("data/letters");
	g_autofree char *folder = g_build_filename("data/letters", languages->pdata[0], NULL);
	g_autoptr(GPtrArray) first = list(folder);

	(void)state;
	for (unsigned i = 0; i < languages->len; i++)
		assert_texts(languages->pdata[i], first);
}

static void
each_text_is_packed(void **state)
{
	g_autoptr(GPtrArray) languages = list("data/letters");
	g_autofree char *makefile = read_file("Makefile.am");
	g_auto(GStrv) words = g_strsplit_set(makefile, " \n\t\\", -1);
	unsigned packed = 0;
	unsigned there = 0;

	(void)state;
	for (char **word = words; *word != NULL; word++)
		packed += g_str_has_prefix(*word, "data/letters/");
	for (unsigned i = 0; i < languages->len; i++) {
		g_autofree char *folder =
		    g_build_filename("data/letters", languages->pdata[i], NULL);
		g_autoptr(GPtrArray) files = list(folder);

		for (unsigned j = 0; j < files->len; j++, there++) {
			g_autofree char *path = g_build_filename(folder, files->pdata[j], NULL);

			if (!g_strv_contains((const char *const *)words, path))
				fail_msg("%s is not in Makefile.am", path);
		}
	}
	assert_int_equal(packed, there);
}

/* The entries of the manual's section on letters, each from its name on. Caller owns. */
static char **
manual_entries(void)
{
	g_autofree char *text = read_file("doc/casegate-letters.5");
	char *start = strstr(text, "\n.Sh LETTERS\n");
	char *end = strstr(start, "\n.El\n");

	end[1] = '\0';
	return g_strsplit(strstr(start, "\n.It Cm "), "\n.It Cm ", -1);
}

static void
the_manual_says_of_each_letter_what_it_gets(void **state)
{
	g_auto(GStrv) entries = manual_entries();
	size_t count = g_strv_length(entries) - 1; /* the first is what stands before */
	const LetterType *type = LETTER_TYPES;
	size_t letters = 0;

	(void)state;
	for (; type->name != NULL; type++, letters++) {
		g_autofree char *name = g_strdup_printf("%s\n", type->name);
		g_auto(GStrv) values = g_strsplit(type->values, " ", -1);
		g_autofree char *joined = g_strjoinv(" , ", values);
		g_autofree char *gets = g_strdup_printf("\nGets\n.Cm %s .", joined);
		char **entry = entries + 1;

		while (*entry != NULL && !g_str_has_prefix(*entry, name))
			entry++;
		if (*entry == NULL)
			fail_msg("casegate-letters(5) does not have %s", type->name);
		if (type->values[0] != '\0' ? strstr(*entry, gets) == NULL
					    : strstr(*entry, "\nGets\n") != NULL)
			fail_msg("casegate-letters(5): %s gets '%s'", type->name, type->values);
	}
	assert_int_equal(letters, count);
}

static void
the_manual_says_which_letters_are_constant(void **state)
{
	g_auto(GStrv) entries = manual_entries();
	char **entry = entries + 1;
	g_auto(GStrv) words = NULL;

	(void)state;
	while (!g_str_has_prefix(*entry, "acknowledgement-unverified\n"))
		entry++;
	words = g_strsplit_set(*entry, " \n", -1);
	for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++)
		if (g_strv_contains((const char *const *)words, type->name) !=
		    type->is_constant)
			fail_msg("casegate-letters(5): is %s constant?", type->name);
}

/* A name of two words means nothing but the letter: code says it by its constant. */
static void
assert_no_names(const char *folder)
{
	g_autoptr(GPtrArray) files = list(folder);

	for (unsigned i = 0; i < files->len; i++) {
		g_autofree char *path = g_build_filename(folder, files->pdata[i], NULL);
		g_autofree char *text = NULL;

		if (!g_str_has_suffix(path, ".c") && !g_str_has_suffix(path, ".h"))
			continue;
		text = read_file(path);
		for (const LetterType *type = LETTER_TYPES; type->name != NULL; type++) {
			g_autofree char *quoted = g_strdup_printf("\"%s\"", type->name);

			if (strchr(type->name, '-') != NULL && strstr(text, quoted) != NULL &&
			    !g_str_has_suffix(path, "letter_table.h"))
				fail_msg("%s says %s", path, quoted);
		}
	}
}

static void
code_names_letters_by_their_constants(void **state)
{
	g_autoptr(GPtrArray) wings = list("gateway");

	(void)state;
	for (unsigned i = 0; i < wings->len; i++) {
		g_autofree char *folder = g_build_filename("gateway", wings->pdata[i], NULL);
		g_autofree char *path = g_build_filename(SRCDIR, folder, NULL);

		if (g_file_test(path, G_FILE_TEST_IS_DIR))
			assert_no_names(folder);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_letter_is_found_by_its_name),
	    cmocka_unit_test(a_letter_gets_what_its_row_says),
	    cmocka_unit_test(the_token_of_constant_words_is_good_for_little),
	    cmocka_unit_test(only_letters_to_approvers_decide),
	    cmocka_unit_test(each_letter_has_its_texts_in_each_language),
	    cmocka_unit_test(each_text_is_packed),
	    cmocka_unit_test(the_manual_says_of_each_letter_what_it_gets),
	    cmocka_unit_test(the_manual_says_which_letters_are_constant),
	    cmocka_unit_test(code_names_letters_by_their_constants),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
