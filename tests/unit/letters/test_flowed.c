/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <glib.h>
#include <string.h>

#include "gateway/letters/flowed.h"

#define TEN "abcd efgh "
#define SEVENTY TEN TEN TEN TEN TEN TEN TEN

static const struct {
	const char *text;
	const char *flowed;
} CASES[] = {
    {"", ""},
    {"short", "short\n"},
    {"two\nlines\n", "two\nlines\n"},
    {"hard ends  \nnext", "hard ends\nnext\n"},
    {"one \r\ntwo\rthree\r\n\r\n", "one\ntwo\nthree\n\n"},
    {"\xc3", "\xef\xbf\xbd\n"},
    {SEVENTY "ten and more", SEVENTY "\nten and more\n"},
    {SEVENTY "eighteen", SEVENTY "eighteen\n"},
    {"-- \nSanne", "-- \nSanne\n"},
    {"  code\nFrom here", "   code\n From here\n"},
    {"> " SEVENTY "ten and more", "> " SEVENTY "\n> ten and more\n"},
    {">> twice\n>\nnone", ">> twice\n>\nnone\n"},
    {SEVENTY "From then on", SEVENTY "\n From then on\n"},
};

static void
test_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *flowed = flowed_text(CASES[i].text);

		assert_string_equal(flowed, CASES[i].flowed);
	}
}

/* What has no blank is not broken, and what follows it is. */
static void
test_long_words(void **state)
{
	g_autofree char *word = g_strnfill(200, 'x');
	g_autofree char *text = g_strdup_printf("%s %s", word, SEVENTY "ten and more");
	g_autofree char *wanted = g_strdup_printf("%s \n%s", word, SEVENTY "\nten and more\n");
	g_autofree char *flowed = flowed_text(text);

	(void)state;
	assert_string_equal(flowed, wanted);
}

/* Characters count, not bytes, and none is cut. */
static void
test_characters(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *flowed = NULL;

	(void)state;
	for (unsigned i = 0; i < 39; i++)
		g_string_append(text, "é ");
	flowed = flowed_text(text->str);
	assert_int_equal(strcspn(flowed, "\n"), strlen(flowed) - 1);
	g_string_append(text, "é é");
	g_free(flowed);
	flowed = flowed_text(text->str);
	assert_int_equal(g_utf8_strlen(flowed, (gssize)strcspn(flowed, "\n")), 72);
	assert_true(g_utf8_validate(flowed, -1, NULL));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_lines),
	    cmocka_unit_test(test_long_words),
	    cmocka_unit_test(test_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
