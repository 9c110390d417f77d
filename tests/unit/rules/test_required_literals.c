/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/pattern.h"
#include "rules/required_literals.h"

static void
test_extract(void **state)
{
	static const struct {
		const char *pattern;
		const char *literals; /* joined by a blank; NULL: none */
	} rows[] = {
	    {"printer", "printer"},
	    {"PrInTeR", "printer"},
	    {"ab", NULL},
	    {"", NULL},
	    {"abc|defg", "abc defg"},
	    {"abc|de", NULL},
	    {"abc|", NULL},
	    {"abc.*defgh", "defgh"},
	    {"abcd?ef", "abc"},
	    {"abcd*", "abc"},
	    {"abcd+ef", "abcd"},
	    {"abcd{0,3}", "abc"},
	    {"abcd{2}", "abcd"},
	    {"abcd{2,}", "abcd"},
	    {"abcd{0}", "abc"},
	    {"abcd{2}{0}", "abc"},
	    {"abcd+?", "abcd"},
	    {"abcd??", "abc"},
	    {"abcd{,3}", NULL},
	    {"a\\.b\\-c", "a.b-c"},
	    {"^abc$", "abc"},
	    {"\\babc\\b", "abc"},
	    {"abc\\d+def", "abc"},
	    {"abc[xyz]defg", "defg"},
	    {"abc[]x]defg", "defg"},
	    {"abc[^]x]defg", "defg"},
	    {"abc[\\]x]defg", "defg"},
	    {"abc[[:alpha:]]defg", NULL},
	    {"(abc)", "abc"},
	    {"(abc)?", NULL},
	    {"(abc)?defg", "defg"},
	    {"(abc)*", NULL},
	    {"(abc)+", "abc"},
	    {"(abc){0}", NULL},
	    {"(?:abc|def)ghi", "ghi"},
	    {"(?:abcd|efgh)ij", "abcd efgh"},
	    {"(?<name>abcd)", "abcd"},
	    {"(?P<name>abcd)", "abcd"},
	    {"(?'name'abcd)", "abcd"},
	    {"(?>abcd)", "abcd"},
	    {"(?|abcd|efgh)", "abcd efgh"},
	    {"(?=abcd)x", NULL},
	    {"(?!abcd)xyz", "xyz"},
	    {"(?<=abcd)xyz", "xyz"},
	    {"(?<!abcd)xyz", "xyz"},
	    {"(?i)abcd", "abcd"},
	    {"(?i)kapot", "apot"},
	    {"(?i)storing", "toring"},
	    {"(?i)scherm", "cherm"},
	    {"(?i:kkk)", NULL},
	    {"kapot", "kapot"},
	    {"caf\xc3\xa9", "caf\xc3\xa9"},
	    {"(?i)caf\xc3\xa9", "caf"},
	    {"(?-i)kapot", "apot"},
	    {"a(?i)b|kapot", NULL},
	    {"(?s)abc.def", "abc"},
	    {"(?m)^abc", "abc"},
	    {"(?x)a b c d", NULL},
	    {"(?ix)abcd", NULL},
	    {"(?#comment)abcd", NULL},
	    {"abc(?#x)*defg", NULL},
	    {"(a)bcd\\1", NULL},
	    {"\\Qabcd\\E", NULL},
	    {"[\\Q]abcd\\E]", NULL},
	    {"\\x61bcd", NULL},
	    {"abcd\\N{U+61}", NULL},
	    {"abcd\\tefghi", "efghi"},
	    {"\\p{Lu}abc", "abc"},
	    {"\\pLabc", "abc"},
	    {"abc\\Kdefg", "defg"},
	    {"(*UTF)abcd", NULL},
	    {"(?(?=a)abcd|efgh)", NULL},
	    {"(?<n>abcd)(?&n)", NULL},
	    {"(?R)?abcd", NULL},
	    {"a{bcd", NULL},
	    {"ab}cd", "ab}cd"},
	    {"12345678901234567890123456789012345", "12345678901234567890123456789012"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) set = required_literals_extract(rows[i].pattern);
		g_autofree char *joined = NULL;

		if (set != NULL) {
			g_ptr_array_add(set, NULL);
			joined = g_strjoinv(" ", (char **)set->pdata);
		}
		if (g_strcmp0(joined, rows[i].literals) != 0)
			fail_msg("'%s' needs '%s'", rows[i].pattern, joined);
	}
}

/* The two letters that the extractor knows about are all: PCRE2 takes nothing else outside ASCII for one of A to Z. */
static void
test_only_k_and_s_fold_outside_ascii(void **state)
{
	unsigned found = 0;

	(void)state;
	for (gunichar first = 0x80; first < 0x110000; first += 0x1000) {
		g_autoptr(GString) text = g_string_new(NULL);

		for (gunichar c = first; c < MIN(first + 0x1000, 0x110000); c++)
			if (g_unichar_validate(c))
				g_string_append_unichar(text, c);
		for (char c = 'a'; c <= 'z'; c++) {
			const char source[] = {'(', '?', 'i', ')', c, '\0'};
			g_autoptr(Pattern) pattern = pattern_new(source, NULL);
			bool matches = pattern_is_in(pattern, text->str);

			assert_true(!matches || c == 'k' || c == 's');
			found += matches;
		}
	}
	assert_int_equal(found, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_extract),
	    cmocka_unit_test(test_only_k_and_s_fold_outside_ascii),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
