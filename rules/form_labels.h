/* SPDX-License-Identifier: Apache-2.0 */
/* The questions of a form and the words of their labels. For rules/form*.c only. */
#pragma once

#include <stdint.h>

#include "rules/form.h"

enum { FORM_LABEL_WORDS = 12 /* at most, in one */ };

/* A label as it was added. */
typedef struct {
	unsigned question;
	char *folded;      /* own */
	char *squeezed;    /* own; its words without blanks */
	size_t size;       /* of that */
	uint64_t letters;  /* that it has, a bit for each */
	GPtrArray *words;  /* own; of char * */
	const char *first; /* foreign; the first of them that tells which label it is */
} FormKnown;

/* A word of labels. */
typedef struct {
	const char *word; /* foreign */
	size_t size;      /* of it */
	uint64_t letters; /* that it has, a bit for each */
} FormWord;

struct Form {
	GArray *shapes;      /* own; of FormShape, by question */
	GPtrArray *labels;   /* own; of FormKnown */
	size_t longest;      /* of them: bytes without blanks */
	GArray *parts;       /* own; of FormWord: each that counts in a label */
	GPtrArray *hints;    /* own; of GPtrArray of char *, folded, by question */
	GHashTable *choices; /* own; folded */
	GHashTable *words;   /* own; that may stand in and around labels, folded */
};

FormShape form_shape(const Form *form, unsigned question);
/* Whether that text only says what may be filled in. */
bool form_is_hint(const Form *form, unsigned question, const char *text);

/* The words of a text that count; all of them where none does (char *; caller owns the array). */
GPtrArray *form_labels_telling(const char *text);
/* These as one word. Caller owns. */
char *form_labels_join(const GPtrArray *words);
/* Whether a folded word says nothing of which label it is. */
bool form_labels_is_little(const char *word);
/* Which letters it has, a bit for each. */
uint64_t form_labels_letters(const char *word);
