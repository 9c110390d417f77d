/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first four bytes of a word say in which bucket its patterns are; what has a star there may begin with anything
 * and is in a bucket of its own.
 */
#include "parsers/word_index.h"

#include <glib.h>
#include <string.h>

enum {
	BUCKETS = 4096,
	ANYTHING = BUCKETS, /* the bucket of what begins with a star, or has one soon */
	BEGINNING = 4,      /* bytes of a word */
};

typedef struct {
	const char *text; /* foreign */
	uint64_t class;
	bool is_first;
	char last; /* byte, where a word has to have it; or 0 */
} Pattern;

struct WordIndex {
	Pattern *patterns;          /* own; bucket by bucket */
	size_t starts[BUCKETS + 2]; /* where each begins; the last is where all end */
};

static unsigned
bucket_of(const char *word)
{
	unsigned bucket = 0;

	for (unsigned i = 0; i < BEGINNING && *word != ' ' && *word != '\0' && *word != '$';
	     i++) {
		if (*word == '*')
			return ANYTHING;
		bucket = bucket * 31 + (unsigned char)*word++;
	}
	return bucket % BUCKETS;
}

static Pattern
pattern_of(const char *text, const WordRow *row)
{
	char last = *text == '*' ? text[strlen(text) - 1] : '\0';

	return (Pattern){text, row->class, row->is_first, last == '*' ? '\0' : last};
}

const WordIndex *
word_index_new(const WordRow *rows, size_t count)
{
	WordIndex *index = g_new0(WordIndex, 1);
	size_t next[BUCKETS + 1];

	for (size_t i = 0; i < count; i++)
		for (const char *const *word = rows[i].words; *word != NULL; word++)
			index->starts[bucket_of(*word) + 1]++;
	for (unsigned i = 0; i <= BUCKETS; i++)
		index->starts[i + 1] += index->starts[i];
	memcpy(next, index->starts, sizeof(next));
	index->patterns = g_new(Pattern, index->starts[BUCKETS + 1]);
	for (size_t i = 0; i < count; i++)
		for (const char *const *word = rows[i].words; *word != NULL; word++)
			index->patterns[next[bucket_of(*word)]++] = pattern_of(*word, &rows[i]);
	return index;
}

/* Whether the pattern is how this text begins, in whole words. */
static bool
covers(const char *text, const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern == '*')
			text += strcspn(text, " ");
		else if (*pattern == '$')
			return text[0] == '\0' || (text[0] == ' ' && text[1] == '\0');
		else if (*text++ != *pattern)
			return false;
	}
	return *text == ' ' || *text == '\0';
}

/* Whether a word of that size ends so. */
static bool
ends_with(const char *word, size_t size, const char *end)
{
	size_t length = strlen(end);

	return size > length && memcmp(word + size - length, end, length) == 0;
}

uint64_t
word_index_find(const WordIndex *index, const char *word, bool is_first)
{
	const Pattern *one = index->patterns + index->starts[bucket_of(word)];
	const Pattern *end = index->patterns + index->starts[bucket_of(word) + 1];
	size_t size = (size_t)(strchrnul(word, ' ') - word);
	char last = size == 0 ? '\0' : word[size - 1];
	uint64_t found = 0;

	for (; one < end; one++)
		if ((is_first || !one->is_first) && covers(word, one->text))
			found |= one->class;
	end = index->patterns + index->starts[ANYTHING + 1];
	for (one = index->patterns + index->starts[ANYTHING]; one < end; one++) {
		if (one->last != '\0' && one->last != last)
			continue;
		if (*one->text == '*' ? ends_with(word, size, one->text + 1)
				      : covers(word, one->text))
			found |= one->class;
	}
	return found;
}
