/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/letters/marked_words.h"
#include "parsers/file_marks.h"

static void
a_mark_is_said_in_the_readers_language(void **state)
{
	const Desk *desk = *state;
	static const struct {
		const char *language, *words, *said;
	} CASES[] = {
	    {"nl", "executable, disguised", "programma, niet wat de naam zegt"},
	    {"en", "executable, disguised", "program, not what its name says"},
	    {"nl", ".dwg", ".dwg"},
	    {"nl", "", ""},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *said = marked_words_said(
		    desk->context->templates, CASES[i].language, CASES[i].words);

		assert_string_equal(said, CASES[i].said);
	}
}

/* What is shipped has a word of its own for each. */
static void
every_mark_has_its_word(void **state)
{
	const Desk *desk = *state;

	for (unsigned i = 0; FILE_MARK_NAMES[i] != NULL; i++) {
		g_autofree char *said =
		    marked_words_said(desk->context->templates, "nl", FILE_MARK_NAMES[i]);

		if (strcmp(FILE_MARK_NAMES[i], "script") != 0 &&
		    strcmp(said, FILE_MARK_NAMES[i]) == 0)
			fail_msg("%s", said);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_mark_is_said_in_the_readers_language),
	    desk_test(every_mark_has_its_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
