/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/server_words.h"

static void
words_are_one_clean_line(void **state)
{
	static const struct {
		const char *name, *input, *expected;
	} CASES[] = {
	    {"nothing", NULL, ""},
	    {"plain", "5.1.1 unknown user", "5.1.1 unknown user"},
	    {"lines", "go away\r\n for\tnow \n", "go away for now"},
	    {"escape", "\x1b[31mred\x1b[0m\x07", "[31mred [0m"},
	    {"utf-8", "caf\xc3\xa9", "caf\xc3\xa9"},
	    {"latin-1", "caf\xe9!", "caf\xef\xbf\xbd!"},
	    {"blank only", " \r\n\t ", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *words = server_words(CASES[i].input);

		if (strcmp(words, CASES[i].expected) != 0)
			fail_msg("%s: \"%s\"", CASES[i].name, words);
	}
}

static void
long_words_are_cut_between_characters(void **state)
{
	g_autoptr(GString) text = g_string_new("x");
	g_autofree char *words = NULL;

	(void)state;
	for (int i = 0; i < 500; i++)
		g_string_append(text, "\xe2\x82\xac");
	words = server_words(text->str);
	assert_int_equal(strlen(words), 199);
	assert_true(g_utf8_validate(words, -1, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_one_clean_line),
	    cmocka_unit_test(long_words_are_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
