/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/sanitize.h"

static const struct {
	const char *name, *text, *line, *lines;
} CLEANED[] = {
    {"plain", "caf\303\251", "caf\303\251", "caf\303\251"},
    {"line ends and tabs", "a\nb\tc", "a b c", "a\nb\tc"},
    {"an escape sequence", "\033]0;x\007", "?]0;x?", "?]0;x?"},
    {"carriage return", "a\rb", "a?b", "a?b"},
    {"C1 control", "a\302\233b", "a?b", "a?b"},
    {"turned direction", "\342\200\256gnp.exe", "?gnp.exe", "?gnp.exe"},
    {"no UTF-8", "a\377b", "a\357\277\275b", "a\357\277\275b"},
};

static void
test_clean(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CLEANED); i++) {
		g_autofree char *line = sanitize_line(CLEANED[i].text);
		g_autofree char *lines = sanitize_text(CLEANED[i].text);

		print_message("%s\n", CLEANED[i].name);
		assert_string_equal(line, CLEANED[i].line);
		assert_string_equal(lines, CLEANED[i].lines);
	}
}

static const struct {
	const char *text;
	int width;
} WIDTHS[] = {
    {"", 0},
    {"abc", 3},
    {"caf\303\251", 4},
    {"e\314\201", 1},
    {"\346\274\242\345\255\227", 4},
    {"\360\237\230\200", 2},
};

static void
test_width(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(WIDTHS); i++)
		assert_int_equal(sanitize_width(WIDTHS[i].text), WIDTHS[i].width);
}

static const struct {
	int64_t bytes;
	const char *expected;
} SIZES[] = {
    {0, "0 B"},
    {999, "999 B"},
    {1000, "1 KB"},
    {212400, "212 KB"},
    {999499, "999 KB"},
    {1000000, "1.0 MB"},
    {20971520, "21.0 MB"},
};

static void
test_size(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(SIZES); i++) {
		g_autofree char *text = sanitize_size(SIZES[i].bytes);

		assert_string_equal(text, SIZES[i].expected);
	}
}

static void
test_addresses(void **state)
{
	static const struct {
		const char *text;
		const char *expected;
	} ROWS[] = {
	    {"", ""},
	    {"550 5.1.1 <els@klant.example>: user unknown",
		"550 5.1.1 <...@klant.example>: user unknown"},
	    {"els.bos+x@klant.example and \"b\"@c", "...@klant.example and \"b\"...@c"},
	    {"no address @ all, a@", "no address ...@ all, ...@"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *text = sanitize_addresses(ROWS[i].text);

		assert_string_equal(text, ROWS[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_clean),
	    cmocka_unit_test(test_width),
	    cmocka_unit_test(test_size),
	    cmocka_unit_test(test_addresses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
