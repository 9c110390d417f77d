/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/words.h"

static void
test_fold(void **state)
{
	static const struct {
		const char *text;
		const char *folded;
	} rows[] = {
	    {"", ""},
	    {" , . ", ""},
	    {"Één CAFÉ", "een cafe"},
	    {"e\xcc\x81\xc3\xa9n", "een"},
	    {"d'accord", "daccord"},
	    {"d\xe2\x80\x99"
	     "accord",
		"daccord"},
	    {"'akkoord'", "akkoord"},
	    {"Team/Kanaal:", "team kanaal"},
	    {"e-mail", "e mail"},
	    {"m.v.g.", "m v g"},
	    {"ak\xc2\xadkoord", "akkoord"},
	    {"\xef\xbb\xbf\xe2\x80\x8b"
	     "ok",
		"ok"},
	    {"\xe2\x84\xaaopie", "kopie"},
	    {"\xef\xac\x81jn", "fijn"},
	    {"top \xf0\x9f\x91\x8d\xf0\x9f\x8f\xbb", "top \xf0\x9f\x91\x8d"},
	    {"CS0001234", "cs0001234"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *folded = words_fold(rows[i].text);

		assert_string_equal(folded, rows[i].folded);
	}
}

/* Each word as WORD:LINE:CLAUSE, with ! for a capital and ? for a question. */
static void
test_split(void **state)
{
	static const struct {
		const char *text;
		const char *words;
	} rows[] = {
	    {"Akkoord, bedankt", "akkoord:1:0! bedankt:1:1"},
	    {"a\n\nb", "a:1:0 b:3:2"},
	    {"m.v.g. Els", "m:1:0 v:1:0 g:1:0 els:1:1!"},
	    {"m. vr. gr. Els", "m:1:0 vr:1:0 gr:1:0 els:1:1!"},
	    {"ok. ik ga", "ok:1:0 ik:1:1 ga:1:1"},
	    {"ja/nee", "ja:1:0 nee:1:0"},
	    {"ja - nee", "ja:1:0 nee:1:1"},
	    {"op- of aanmerking", "op:1:0 of:1:0 aanmerking:1:0"},
	    {"klaar? ja", "klaar:1:0? ja:1:1"},
	    {"ja, klaar ?", "ja:1:0 klaar:1:1?"},
	    {"klaar...?", "klaar:1:0?"},
	    {"klaar\n?", "klaar:1:0?"},
	    {"?", ""},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) words = words_split(rows[i].text, 1000);
		g_autoptr(GString) joined = g_string_new(NULL);

		for (size_t j = 0; j < words->len; j++) {
			const Word *word = &g_array_index(words, Word, j);

			g_string_append_printf(joined, "%s%s:%u:%u%s%s", j > 0 ? " " : "",
			    word->word, word->line, word->clause, word->capital ? "!" : "",
			    word->question ? "?" : "");
		}
		assert_string_equal(joined->str, rows[i].words);
	}
}

static void
test_bounds(void **state)
{
	g_autoptr(GArray) words = words_split("een twee drie", 6);

	(void)state;
	assert_int_equal(words->len, 2);
	assert_string_equal(g_array_index(words, Word, 1).word, "tw");
	assert_int_equal(g_array_index(words, Word, 1).start, 4);
	assert_true(words_is_number("cs0001234"));
	assert_false(words_is_number("case"));
	assert_true(words_is_picture("💅"));
	assert_false(words_is_picture("é"));
	assert_false(words_is_picture("ja"));
}

/* The first words are those that the whole text begins with. */
static void
test_first(void **state)
{
	const char *text = "Dank :-) l'écran, 24:00 m.v.g. Jan? ";
	g_autoptr(GArray) all = words_split(text, strlen(text));

	(void)state;
	for (unsigned count = 0; count <= all->len + 1; count++) {
		g_autoptr(GArray) first = words_first(text, strlen(text), count);

		assert_int_equal(first->len, MIN(count, all->len));
		for (unsigned i = 0; i < first->len; i++) {
			assert_string_equal(g_array_index(first, Word, i).word,
			    g_array_index(all, Word, i).word);
			assert_int_equal(g_array_index(first, Word, i).start,
			    g_array_index(all, Word, i).start);
		}
	}
}

static void
test_near(void **state)
{
	static const struct {
		const char *one, *other;
		bool near;
	} rows[] = {{"akkoord", "akkord", true}, {"akkoord", "akkkoord", true},
	    {"akkoord", "akkoort", true}, {"akkoord", "akkoodr", true},
	    {"akkoord", "kakoord", true}, {"akkoord", "kakkoord", true},
	    {"akkoord", "akkoor", true}, {"akkoord", "akkoord", false},
	    {"akkoord", "akoort", false}, {"akkoord", "akkooddr", false}, {"ab", "ba", true},
	    {"a", "", true}, {"", "", false}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		if (words_are_near(rows[i].one, rows[i].other) != rows[i].near ||
		    words_are_near(rows[i].other, rows[i].one) != rows[i].near)
			fail_msg("'%s' and '%s'", rows[i].one, rows[i].other);
	}
}

static void
test_sentences(void **state)
{
	static const struct {
		const char *text;
		unsigned sentences; /* that the last word stands in, from 0 */
	} rows[] = {{"een twee", 0}, {"een, twee", 0}, {"een. twee", 1}, {"een! Twee", 1},
	    {"een\ntwee", 0}, {"een\nTwee", 1}, {"een\n\ntwee", 1}, {"een 'twee", 0}};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GArray) words = words_split(rows[i].text, 100);
		const Word *first = &g_array_index(words, Word, 0);
		const Word *last = &g_array_index(words, Word, words->len - 1);

		if (last->sentence - first->sentence != rows[i].sentences)
			fail_msg("'%s': %u", rows[i].text, last->sentence - first->sentence);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_first),
	    cmocka_unit_test(test_near),
	    cmocka_unit_test(test_sentences),
	    cmocka_unit_test(test_fold),
	    cmocka_unit_test(test_split),
	    cmocka_unit_test(test_bounds),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
