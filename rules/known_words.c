/* SPDX-License-Identifier: Apache-2.0 */
#include "rules/known_words.h"

#include <string.h>

#include "rules/words.h"

/* Letters of a word from which on one that differs by one is a misspelling of it, and where both begin alike. */
#define NEAR_LEAST 6
#define NEAR_LEAST_ALIKE 5
#define NEGATION_LEAST 3  /* letters of a word that may be a negation misspelt */
#define CHUNK_BYTES 65536 /* of texts at a time */

struct KnownWords {
	GStringChunk *texts;  /* own; what all below point into */
	GHashTable *own;      /* own; of word, to whether answers turn on it */
	GArray *turning;      /* own; of Turning: those on which they do */
	GPtrArray *negations; /* own; those that deny */
};

typedef struct {
	const char *word;
	const char *single; /* with each doubled letter once */
	size_t length;      /* of the word, and of the other: most are told apart by these */
	size_t single_length;
} Turning;

KnownWords *
known_words_new(void)
{
	KnownWords *known = g_new0(KnownWords, 1);

	known->texts = g_string_chunk_new(CHUNK_BYTES);
	known->own = g_hash_table_new(g_str_hash, g_str_equal);
	known->turning = g_array_new(FALSE, FALSE, sizeof(Turning));
	known->negations = g_ptr_array_new();
	return known;
}

void
known_words_free(KnownWords *known)
{
	if (known == NULL)
		return;
	g_hash_table_unref(known->own);
	g_array_unref(known->turning);
	g_ptr_array_unref(known->negations);
	g_string_chunk_free(known->texts);
	g_free(known);
}

/* "akkkoord", "neee": a letter that stands more often than that, so often. Caller owns. */
static char *
squeeze(const char *word, size_t most, size_t to)
{
	GString *squeezed = g_string_new(NULL);

	for (const char *p = word; *p != '\0';) {
		size_t count = 1;

		while (p[count] == *p)
			count++;
		g_string_append_len(squeezed, p, (gssize)(count > most ? to : count));
		p += count;
	}
	return g_string_free(squeezed, false);
}

/* Which letter is doubled is what people forget first: "aceppt". */
static bool
is_misspelt(const Turning *word, const Turning *meant)
{
	const char *one = word->word, *other = meant->word;
	bool alike = *one == *other;
	bool is_near = word->length + 1 >= meant->length && meant->length + 1 >= word->length;
	bool is_doubled = alike && word->single_length == meant->single_length;

	/* two that begin with other letters are near only by what these and the next are */
	if ((!is_near && !is_doubled) ||
	    (!alike && one[1] != other[1] && *one != other[1] && one[1] != *other))
		return false;
	if (MIN(word->length + 1, meant->length) < (alike ? NEAR_LEAST_ALIKE : NEAR_LEAST))
		return false;
	return (is_near && words_are_near(one, other)) ||
	       (is_doubled && strcmp(word->single, meant->single) == 0);
}

static bool
has_letters_of(const char *word, const char *other)
{
	for (const char *p = word; *p != '\0'; p++)
		if (strchr(other, *p) == NULL)
			return false;
	return true;
}

/* "nto", "neit", "nit": letters of a short word that changed places, or one that is gone. */
static bool
is_misspelt_negation(const char *word, size_t length, const char *meant)
{
	size_t other = strlen(meant);

	return length <= other && (length < other || has_letters_of(word, meant)) &&
	       words_are_near(word, meant);
}

static const char *
find_negation(const KnownWords *known, const char *word, size_t length)
{
	for (unsigned i = 0; length >= NEGATION_LEAST && i < known->negations->len; i++) {
		const char *meant = known->negations->pdata[i];

		if (*word == *meant && is_misspelt_negation(word, length, meant))
			return meant;
	}
	return NULL;
}

/* "closes" is no misspelt "close", nor "closed". */
static bool
is_inflected(const KnownWords *known, const char *word, size_t length)
{
	g_autofree char *stem = word[length - 1] == 's' ? g_strndup(word, length - 1) : NULL;

	return stem != NULL && g_hash_table_contains(known->own, stem);
}

static const char *
find_misspelt(const KnownWords *known, const char *text)
{
	g_autofree char *single = squeeze(text, 1, 1);
	Turning word = {text, single, strlen(text), strlen(single)};
	const char *meant = find_negation(known, text, word.length);

	if (meant != NULL)
		return meant;
	if (is_inflected(known, text, word.length))
		return NULL;
	for (unsigned i = 0; i < known->turning->len; i++)
		if (is_misspelt(&word, &g_array_index(known->turning, Turning, i)))
			return g_array_index(known->turning, Turning, i).word;
	return NULL;
}

/* "jaa", "joo": without the last of its letters, if that is a vowel said longer; or NULL. */
static const char *
find_shorter(const KnownWords *known, const char *word)
{
	size_t length = strlen(word);
	g_autofree char *shorter = g_strndup(word, length - 1);
	void *same = NULL;

	if (length < 3 || word[length - 1] != word[length - 2] ||
	    strchr("aiouy", word[length - 1]) == NULL)
		return NULL;
	g_hash_table_lookup_extended(known->own, shorter, &same, NULL);
	return same;
}

const char *
known_words_find(const KnownWords *known, const char *word, size_t elided)
{
	g_autofree char *squeezed = NULL;
	const char *shorter;
	void *same = NULL;

	if (g_hash_table_lookup_extended(known->own, word, &same, NULL))
		return same;
	for (size_t to = 2; to > 0; to--) {
		g_free(squeezed);
		squeezed = squeeze(word, 2, to);
		if (g_hash_table_lookup_extended(known->own, squeezed, &same, NULL))
			return same;
	}
	if (elided > 0 && g_hash_table_lookup_extended(known->own, word + elided, &same, NULL))
		return same;
	shorter = find_shorter(known, squeezed);
	return shorter != NULL ? shorter : find_misspelt(known, squeezed);
}

static void
add_turning(KnownWords *known, const char *own)
{
	g_autofree char *single = squeeze(own, 1, 1);
	const Turning turning = {
	    own, g_string_chunk_insert(known->texts, single), strlen(own), strlen(single)};

	g_array_append_val(known->turning, turning);
}

const char *
known_words_add(KnownWords *known, const char *word, bool turns)
{
	void *own = NULL, *turned = NULL;

	if (!g_hash_table_lookup_extended(known->own, word, &own, &turned))
		own = g_string_chunk_insert(known->texts, word);
	if (turns && turned == NULL && strlen(own) >= NEAR_LEAST_ALIKE) {
		turned = GINT_TO_POINTER(true);
		add_turning(known, own);
	}
	g_hash_table_insert(known->own, own, turned);
	return own;
}

void
known_words_add_negation(KnownWords *known, const char *own)
{
	if (strlen(own) >= NEGATION_LEAST)
		g_ptr_array_add(known->negations, (void *)own);
}
