/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Patterns of words by how they begin: of the thousands in a table of words only those few are looked at that can match.
 * Texts are folded: words with one blank between them.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Words of one class. Each is a pattern of one word or more; a star ends in any letters of a word, or stands for one word
 * where it is one itself, or, in front, for how a word begins; a dollar is the end of the text.
 */
typedef struct {
	uint64_t class;
	const char *const *words; /* foreign; ends in NULL */
	bool is_first;            /* they count at the beginning of the text alone */
} WordRow;

typedef struct WordIndex WordIndex;

/* Of a table that lasts, as the index does: as long as the process. */
const WordIndex *word_index_new(const WordRow *rows, size_t count);

/* All classes of what begins with this word; is_first: of its text. */
uint64_t word_index_find(const WordIndex *index, const char *word, bool is_first);
