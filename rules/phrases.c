/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's words, by what they say. Phrases are found by their first word, the longest wins, and none
 * reaches over the end of a clause: "niet, akkoord" is not "niet akkoord".
 */
#include "rules/phrases.h"

#include <string.h>

#define PHRASE_SOURCE_MOST 200

struct Phrases {
	GHashTable *by_first; /* own; first word -> PhrasesFrom */
};

/* All phrases that begin with one word. */
struct PhrasesFrom {
	GPtrArray *said[SAYS_COUNT]; /* own; of char **: the words of a phrase; or NULL */
};

static void
free_from(void *data)
{
	PhrasesFrom *from = data;

	for (size_t i = 0; i < SAYS_COUNT; i++)
		g_clear_pointer(&from->said[i], g_ptr_array_unref);
	g_free(from);
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

	phrases->by_first = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_from);
	return phrases;
}

void
phrases_free(Phrases *phrases)
{
	if (phrases == NULL)
		return;
	g_hash_table_unref(phrases->by_first);
	g_free(phrases);
}

static GPtrArray *
list_of(Phrases *phrases, Says says, const char *first)
{
	PhrasesFrom *from = g_hash_table_lookup(phrases->by_first, first);

	if (from == NULL) {
		from = g_new0(PhrasesFrom, 1);
		g_hash_table_insert(phrases->by_first, g_strdup(first), from);
	}
	if (from->said[says] == NULL)
		from->said[says] = g_ptr_array_new_with_free_func(free_phrase);
	return from->said[says];
}

void
phrases_look_up(const Phrases *phrases, GArray *words)
{
	for (size_t i = 0; i < words->len; i++) {
		Word *word = &g_array_index(words, Word, i);

		word->begins = g_hash_table_lookup(phrases->by_first, word->word);
	}
}

bool
phrases_add(Phrases *phrases, Says says, const char *phrase)
{
	g_autoptr(GArray) words = words_split(phrase, PHRASE_SOURCE_MOST);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();

	if (words->len == 0)
		return false;
	for (size_t i = 0; i < words->len; i++)
		g_strv_builder_add(builder, g_array_index(words, Word, i).word);
	g_ptr_array_add(list_of(phrases, says, g_array_index(words, Word, 0).word),
	    g_strv_builder_end(builder));
	return true;
}

static const Word *
word_of_clause(const GArray *words, size_t at, unsigned clause)
{
	if (at >= words->len || g_array_index(words, Word, at).clause != clause)
		return NULL;
	return &g_array_index(words, Word, at);
}

/* How many words of what may stand inside a phrase stand here, a negation being counted: "ik ga *hiermee niet*
 * akkoord". Only a word that the phrase itself does not want is one of them. */
static size_t
inside_length(const Phrases *phrases, const GArray *words, size_t at, unsigned *negations)
{
	size_t length = phrases_at(phrases, SAYS_NEGATE, words, at);

	*negations += length > 0;
	if (length == 0)
		length = phrases_at(phrases, SAYS_POLITE, words, at);
	return length > 0 ? length : phrases_at(phrases, SAYS_LEAD, words, at);
}

static bool
is_word(const Word *word, const char *text)
{
	return word != NULL && strcmp(word->word, text) == 0;
}

/* How many words the phrase takes from `at` on; loose, where given, knows what may stand between its words. */
static size_t
phrase_length(char *const *phrase, const GArray *words, size_t at, const Phrases *loose,
    unsigned *negations)
{
	unsigned clause = g_array_index(words, Word, at).clause;
	size_t next = at;

	for (; *phrase != NULL; phrase++, next++) {
		size_t skip = 1;

		while (loose != NULL && next > at && skip > 0 &&
		       word_of_clause(words, next, clause) != NULL &&
		       !is_word(word_of_clause(words, next, clause), *phrase)) {
			skip = inside_length(loose, words, next, negations);
			next += skip;
		}
		if (!is_word(word_of_clause(words, next, clause), *phrase))
			return 0;
	}
	return next - at;
}

static size_t
longest(const Phrases *phrases, Says says, const GArray *words, size_t at, unsigned *negations)
{
	const PhrasesFrom *from;
	const GPtrArray *list;
	size_t best = 0;

	if (at >= words->len || (from = g_array_index(words, Word, at).begins) == NULL)
		return 0;
	list = from->said[says];
	for (size_t i = 0; list != NULL && i < list->len; i++) {
		unsigned inside = 0;
		size_t length = phrase_length(
		    list->pdata[i], words, at, negations == NULL ? NULL : phrases, &inside);

		if (inside == 0 && length > g_strv_length(list->pdata[i]))
			continue;
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
