/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as words that can be compared: without case, diacritics, apostrophes and invisible characters. What people
 * type into mails, and what operators write into lists, meet in this form.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct PhrasesFound PhrasesFound;

typedef struct {
	char *word;    /* own; folded */
	size_t elided; /* bytes of it in front of an apostrophe, if few: "l'imprimante"; or 0 */
	/* Once looked up (phrases.h): the word of the lists that it is or misspells, foreign; and what begins here, own.
	 * NULL: none. */
	const char *known;
	PhrasesFound *found;
	size_t start;      /* where it stands in the text, in bytes */
	unsigned line;     /* from 1 */
	unsigned clause;   /* counts up at punctuation and at line ends */
	unsigned sentence; /* at full stops, empty lines, and lines that begin with a capital */
	bool capital;      /* was written with one */
	bool question;     /* a question mark ends its clause */
} Word;

/* The words of the first `most` bytes of a text. Caller owns the array of Word. */
GArray *words_split(const char *text, size_t most);
/* The same up to so many words; what stands behind them marks none as a question. */
GArray *words_first(const char *text, size_t most, size_t count);

/* The words of a text joined by single blanks: two texts that differ loosely are equal in it. Caller owns. */
char *words_fold(const char *text);

/* Whether one letter is added, left out, wrong, or two are swapped. Letters are bytes. */
bool words_are_near(const char *one, const char *other);

/* Whether there is a digit in it: the number of a ticket, a date. */
bool words_is_number(const char *word);

/* Whether it is a pictograph. */
bool words_is_picture(const char *word);
