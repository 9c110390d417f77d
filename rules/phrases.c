/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The operator's words, by what they say. Phrases are found by their first word, the longest wins, and none
 * reaches over the end of a clause: "niet, akkoord" is not "niet akkoord".
 */
#include "rules/phrases.h"

#include <string.h>

#define PHRASE_SOURCE_MOST 200
/* Letters of a word from which on one that differs by one is a misspelling of it, and where both begin alike. */
#define NEAR_LEAST 6
#define NEAR_LEAST_ALIKE 5
#define GAP ""      /* in a phrase, where other words may stand */
#define GAP_MOST 12 /* words that may stand there */

struct Phrases {
	GHashTable *by_first; /* own; first word -> PhrasesFrom */
	GHashTable *known;    /* own; a set: every word of every phrase */
	GPtrArray *turning;   /* foreign, of `known`: the words that answers turn on */
};

/* All phrases that begin with one word. */
struct PhrasesFrom {
	GPtrArray *said[SAYS_COUNT]; /* own; of char **: the words of a phrase; or NULL */
};

/* One search for phrases at one place. */
typedef struct {
	const Phrases *phrases;
	const GArray *words;
	size_t at;
	Says says;
	bool around; /* negations may stand inside */
	bool inside; /* in a gap of another phrase: what has gaps itself does not count */
} Search;

/* What stands inside a phrase that was found. */
typedef struct {
	unsigned negations;
	unsigned others; /* words where the phrase has no gap */
} Inside;

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
	phrases->known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	phrases->turning = g_ptr_array_new();
	return phrases;
}

void
phrases_free(Phrases *phrases)
{
	if (phrases == NULL)
		return;
	g_hash_table_unref(phrases->by_first);
	g_hash_table_unref(phrases->known);
	g_ptr_array_unref(phrases->turning);
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

/* "akkkoord", "jaaa": a letter that stands more often than that, once. Caller owns. */
static char *
squeeze(const char *word, size_t most)
{
	GString *squeezed = g_string_new(NULL);

	for (const char *p = word; *p != '\0';) {
		size_t count = 1;

		while (p[count] == *p)
			count++;
		g_string_append_len(squeezed, p, count > most ? 1 : (gssize)count);
		p += count;
	}
	return g_string_free(squeezed, false);
}

/* Which letter is doubled is what people forget first: "aceppt". */
static bool
is_misspelt(const char *word, const char *meant)
{
	size_t length = strlen(word) + 1, other = strlen(meant);
	g_autofree char *single = NULL;
	g_autofree char *meant_single = NULL;

	if (*word != *meant ? MIN(length, other) < NEAR_LEAST
			    : MIN(length, other) < NEAR_LEAST_ALIKE)
		return false;
	if (words_are_near(word, meant))
		return true;
	if (*word != *meant)
		return false;
	single = squeeze(word, 1);
	meant_single = squeeze(meant, 1);
	return strcmp(single, meant_single) == 0;
}

/* The word of the lists that is meant by one that is on none, or NULL. */
static const char *
find_meant(const Phrases *phrases, const char *word)
{
	g_autofree char *squeezed = squeeze(word, 2);
	void *same = NULL;

	if (g_hash_table_contains(phrases->known, word))
		return NULL;
	if (g_hash_table_lookup_extended(phrases->known, squeezed, &same, NULL))
		return same;
	for (unsigned i = 0; i < phrases->turning->len; i++)
		if (is_misspelt(squeezed, phrases->turning->pdata[i]))
			return phrases->turning->pdata[i];
	return NULL;
}

void
phrases_look_up(const Phrases *phrases, GArray *words)
{
	for (size_t i = 0; i < words->len; i++) {
		Word *word = &g_array_index(words, Word, i);

		word->meant = find_meant(phrases, word->word);
		word->begins = g_hash_table_lookup(
		    phrases->by_first, word->meant == NULL ? word->word : word->meant);
	}
}

static void
know(Phrases *phrases, Says says, const char *word)
{
	static const bool TURNING[SAYS_COUNT] = {
	    [SAYS_ACCEPT] = true,
	    [SAYS_REJECT] = true,
	    [SAYS_WISH] = true,
	    [SAYS_THANKS] = true,
	};
	char *own = NULL;

	if (g_hash_table_contains(phrases->known, word))
		return;
	own = g_strdup(word);
	g_hash_table_add(phrases->known, own);
	if (TURNING[says] && strlen(word) >= NEAR_LEAST_ALIKE)
		g_ptr_array_add(phrases->turning, own);
}

bool
phrases_add(Phrases *phrases, Says says, const char *phrase)
{
	g_auto(GStrv) parts = g_strsplit(phrase, "...", -1);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	char **said = NULL;
	bool gap = false;

	for (size_t k = 0; parts[k] != NULL; k++) {
		g_autoptr(GArray) words = words_split(parts[k], PHRASE_SOURCE_MOST);

		for (size_t i = 0; i < words->len; i++) {
			const char *word = g_array_index(words, Word, i).word;

			if (gap && i == 0)
				g_strv_builder_add(builder, GAP);
			g_strv_builder_add(builder, word);
			know(phrases, says, word);
			gap = true;
		}
	}
	said = g_strv_builder_end(builder);
	if (said[0] == NULL) {
		g_strfreev(said);
		return false;
	}
	g_ptr_array_add(list_of(phrases, says, said[0]), said);
	return true;
}

static bool
is_word(const Search *search, size_t at, const char *text)
{
	const Word *first = &g_array_index(search->words, Word, search->at);
	const Word *word = NULL;

	if (at >= search->words->len)
		return false;
	word = &g_array_index(search->words, Word, at);
	return word->clause == first->clause &&
	       strcmp(word->meant == NULL ? word->word : word->meant, text) == 0;
}

static size_t longest(const Search *search, unsigned *negations);

static size_t
length_inside(const Search *search, Says says, size_t at)
{
	unsigned none = 0;

	return longest(&(Search){search->phrases, search->words, at, says, false, true}, &none);
}

/* How many words of what may stand inside a phrase stand here, a negation being counted: "ik ga *hiermee niet*
 * akkoord". What is wished closed is the ticket: no printer stands in a wish. */
static size_t
inside_length(const Search *search, size_t at, unsigned *negations)
{
	static const Says inside[] = {SAYS_POLITE, SAYS_LEAD, SAYS_THANKS, SAYS_BESIDE};
	bool wish = search->says == SAYS_WISH || search->says == SAYS_REQUEST;
	size_t count = G_N_ELEMENTS(inside) - (wish ? 1 : 0);
	size_t length = 0;

	if (search->around)
		length = length_inside(search, SAYS_NEGATE, at);
	*negations += length > 0;
	for (size_t i = 0; length == 0 && i < count; i++)
		length = length_inside(search, inside[i], at);
	if (length == 0 && search->says == SAYS_LATER) /* "ben *tot donderdag* weg" */
		length = length_inside(search, SAYS_PERHAPS, at);
	return length;
}

/* Where the next word of a phrase stands, behind what may stand inside; or where neither is. */
static size_t
skip_inside(const Search *search, size_t at, const char *text, Inside *inside)
{
	const Word *first = &g_array_index(search->words, Word, search->at);
	size_t most = MIN(at + GAP_MOST, search->words->len), length = 1;

	while (!is_word(search, at, text) && length > 0) {
		if (at >= most ||
		    g_array_index(search->words, Word, at).clause != first->clause)
			return at;
		length = inside_length(search, at, &inside->negations);
		at += length;
		inside->others += length > 0;
	}
	return at;
}

/* How many words the phrase takes. */
static size_t
phrase_length(const Search *search, char *const *phrase, unsigned *negations)
{
	Inside inside = {0};
	size_t next = search->at;

	for (; *phrase != NULL; phrase++, next++) {
		unsigned others = inside.others;
		bool gap = **phrase == '\0';

		if (gap && search->inside)
			return 0;
		if (gap)
			phrase++;
		if (gap || (search->around && next > search->at))
			next = skip_inside(search, next, *phrase, &inside);
		if (gap)
			inside.others = others;
		if (!is_word(search, next, *phrase))
			return 0;
	}
	*negations = inside.negations;
	return inside.others > 0 && inside.negations == 0 ? 0 : next - search->at;
}

static size_t
longest(const Search *search, unsigned *negations)
{
	const PhrasesFrom *from;
	const GPtrArray *list;
	size_t best = 0;

	if (search->at >= search->words->len ||
	    (from = g_array_index(search->words, Word, search->at).begins) == NULL)
		return 0;
	list = from->said[search->says];
	for (size_t i = 0; list != NULL && i < list->len; i++) {
		unsigned inside = 0;
		size_t length = phrase_length(search, list->pdata[i], &inside);

		if (length > best) {
			best = length;
			*negations = inside;
		}
	}
	return best;
}

size_t
phrases_at(const Phrases *phrases, Says says, const GArray *words, size_t at)
{
	unsigned none = 0;

	return longest(&(Search){phrases, words, at, says, false, false}, &none);
}

size_t
phrases_around(
    const Phrases *phrases, Says says, const GArray *words, size_t at, unsigned *negations)
{
	unsigned inside = 0;
	size_t length = longest(&(Search){phrases, words, at, says, true, false}, &inside);

	*negations += inside;
	return length;
}
