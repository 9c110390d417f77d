/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/pattern.h"
#include "rules/pattern_risk.h"

static const struct {
	const char *pattern;
	bool flagged;
	const char *hostile; /* repeated, then "!": a text that shows it; NULL: none */
} rows[] = {
    {"^(a+)+$", true, "a"},
    {"^(a*)*$", true, "a"},
    {"^(?:a|a)*$", true, "a"},
    {"^(?:a|aa)+$", true, "a"},
    {"^(?:\\w+\\s?)*$", true, "a"},
    {"^(.*,)*$", true, ","},
    {"^([a-z]+)*$", true, "a"},
    {"^(?:(?:a+))+$", true, "a"},
    {"^(?:a{1,50})+$", true, "a"},
    {"^(?:\\w|\\d)+$", true, "1"},
    {"^(?:a?){60}a{60}$", true, NULL},
    {"^(?:(x+)y?)*$", true, "x"},
    {"(?i)^(?:k+K*)+$", true, "k"},
    {"^(\\d+\\.)+$", false, "1"},
    {"^(?:[^,]*,)*$", false, ","},
    {"^(?:\\w+\\s)+$", false, "a "},
    {"(?:foo|bar)+", false, "foo"},
    {"^(?:a|ab)*$", false, "ab"},
    {"^(?>a+)+$", false, "a"},
    {"^(a++)+$", false, "a"},
    {"\\bprinter\\s+(?<room>[A-Z]\\d+)", false, "printer B12"},
    {"a+b+c+", false, "a"},
    {"(a+)?", false, "a"},
    {"(?:a+){2,3}", false, "a"},
    {"^[(a+)+]+$", false, "a"},
    {"^(?:ja|nee)(?:,\\s*(?:ja|nee))*$", false, "ja,"},
};

static void
test_table(void **state)
{
	unsigned wrong = 0;

	(void)state;
	assert_true(G_N_ELEMENTS(rows) >= 20);
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Pattern) pattern = pattern_new(rows[i].pattern, NULL);

		assert_non_null(pattern);
		if (pattern_risk_is_likely(rows[i].pattern) != rows[i].flagged) {
			print_error("'%s'\n", rows[i].pattern);
			wrong++;
		}
	}
	assert_int_equal(wrong, 0);
}

/* The table is true: what it flags does meet the limit on its text, what it lets pass does not. */
static void
test_table_is_true(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(Pattern) pattern = pattern_new(rows[i].pattern, NULL);
		g_autoptr(PatternScratch) scratch = pattern_scratch_new(NULL);
		g_autoptr(GString) text = g_string_new(NULL);
		PatternResult result;

		for (int j = 0; rows[i].hostile != NULL && j < 40; j++)
			g_string_append(text, rows[i].hostile);
		g_string_append_c(text, '!');
		result = pattern_search(pattern, scratch, text->str, text->len);
		if (rows[i].hostile != NULL && (result == PATTERN_LIMIT) != rows[i].flagged)
			fail_msg("'%s' on '%s': %d", rows[i].pattern, text->str, result);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_table_is_true),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
