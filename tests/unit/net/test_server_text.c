/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "gateway/net/server_text.h"

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
		g_autofree char *words = server_text(CASES[i].input);

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
	words = server_text(text->str);
	assert_int_equal(strlen(words), 199);
	assert_true(g_utf8_validate(words, -1, NULL));
}

static void
our_secret_is_not_among_them(void **state)
{
	static const struct {
		const char *said;
		const char *secret;
		bool kept;
	} ROWS[] = {
	    {"no such folder", "geheim7", true},
	    {"no such folder", NULL, true},
	    {"not for geheim7", "geheim7", false},
	    {"xgeheim7x", "geheim7", false},
	    {"Z2VoZWltNw==", "geheim7", false}, /* alone */
	    {"AGVscwBnZWhlaW03", "geheim7",
		false}, /* as AUTH PLAIN sends it: NUL els NUL geheim7 */
	    {"AGVAbABnZWhlaW03", "geheim7", false},
	    {"AGFiYwBnZWhlaW03", "geheim7", false},
	    {"AGphbgBiZXRlcg==", "geheim7", true},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *words = server_text_without(ROWS[i].said, ROWS[i].secret);

		if ((strcmp(words, ROWS[i].said) == 0) != ROWS[i].kept)
			fail_msg("%s: \"%s\"", ROWS[i].said, words);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(words_are_one_clean_line),
	    cmocka_unit_test(our_secret_is_not_among_them),
	    cmocka_unit_test(long_words_are_cut_between_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
