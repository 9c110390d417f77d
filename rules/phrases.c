/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's words, by what they say. Phrases are found by their first word, the longest wins, and none
 * reaches over the end of a clause: "niet, akkoord" is not "niet akkoord".
 */
#include "rules/phrases.h"

#include <string.h>

#define PHRASE_SOURCE_MOST 200

struct Phrases {
	GHashTable *by_first
	    [SAYS_COUNT]; /* first word -> GPtrArray of char **: the words of a phrase */
};

static void
free_list(void *list)
{
	g_ptr_array_unref(list);
}

static void
free_phrase(void *phrase)
{
	g_strfreev(phrase);
}

Phrases *
phrases_new(void)
{
	Phrases *phrases = g_new0(Phrases, 1);

	for (size_t i = 0; i < SAYS_COUNT; i++)
		phrases->by_first[i] =
		    g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_list);
	return phrases;
}

void
phrases_free(Phrases *phrases)
{
	if (phrases == NULL)
		return;
	for (size_t i = 0; i < SAYS_COUNT; i++)
		g_hash_table_unref(phrases->by_first[i]);
	g_free(phrases);
}

bool
phrases_add(Phrases *phrases, Says says, const char *phrase)
{
	g_autoptr(GArray) words = words_split(phrase, PHRASE_SOURCE_MOST);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	GPtrArray *list;

	if (words->len == 0)
		return false;
	for (size_t i = 0; i < words->len; i++)
		g_strv_builder_add(builder, g_array_index(words, Word, i).word);
	list = g_hash_table_lookup(phrases->by_first[says], g_array_index(words, Word, 0).word);
	if (list == NULL) {
		list = g_ptr_array_new_with_free_func(free_phrase);
		g_hash_table_insert(phrases->by_first[says],
		    g_strdup(g_array_index(words, Word, 0).word), list);
	}
	g_ptr_array_add(list, g_strv_builder_end(builder));
	return true;
}

static const Word *
word_of_clause(const GArray *words, size_t at, unsigned clause)
{
	if (at >= words->len || g_array_index(words, Word, at).clause != clause)
		return NULL;
	return &g_array_index(words, Word, at);
}

/* How many words the phrase takes from `at` on; negator, where given, tells the negations that may stand between. */
static size_t
phrase_length(char *const *phrase, const GArray *words, size_t at, const Phrases *negator,
    unsigned *negations)
{
	unsigned clause = g_array_index(words, Word, at).clause;
	size_t next = at;

	for (; *phrase != NULL; phrase++) {
		const Word *word = word_of_clause(words, next, clause);
		size_t skip = 0;

		if (word != NULL && negator != NULL && next > at &&
		    strcmp(word->word, *phrase) != 0)
			skip = phrases_at(negator, SAYS_NEGATE, words, next);
		if (skip > 0) {
			++*negations;
			next += skip;
			word = word_of_clause(words, next, clause);
		}
		if (word == NULL || strcmp(word->word, *phrase) != 0)
			return 0;
		next++;
	}
	return next - at;
}

static size_t
longest(const Phrases *phrases, Says says, const GArray *words, size_t at, unsigned *negations)
{
	GPtrArray *list;
	size_t best = 0;

	if (at >= words->len)
		return 0;
	list =
	    g_hash_table_lookup(phrases->by_first[says], g_array_index(words, Word, at).word);
	for (size_t i = 0; list != NULL && i < list->len; i++) {
		unsigned inside = 0;
		size_t length = phrase_length(
		    list->pdata[i], words, at, negations == NULL ? NULL : phrases, &inside);

		if (length > best) {
			best = length;
			if (negations != NULL)
				*negations = inside;
		}
	}
	return best;
}

size_t
phrases_at(const Phrases *phrases, Says says, const GArray *words, size_t at)
{
	return longest(phrases, says, words, at, NULL);
}

size_t
phrases_around(
    const Phrases *phrases, Says says, const GArray *words, size_t at, unsigned *negations)
{
	unsigned inside = 0;
	size_t length = longest(phrases, says, words, at, &inside);

	*negations += inside;
	return length;
}
