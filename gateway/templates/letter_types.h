/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What each letter is for and which values it gets, by example: the contract between the templates, which are proven
 * against it, and who fills them. Pure.
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

/* As it stands in a `Ref:` line and in addresses. */
#define SAMPLE_TOKEN "c1aaaaaaaaaaaaaaaaaaaaaaaa"

typedef struct {
	const char *name;
	const char *purpose; /* half a sentence, for `casegate letter list` */
	const char *values; /* those it gets beside what all letters get; separated by blanks */
} LetterType;

/* Every letter that casegate sends, by name; ended by a NULL name. */
extern const LetterType SAMPLE_LETTERS[];
/* NULL for a letter of an operator's own. */
const LetterType *letter_types_letter(const char *name);

/* Every value that any letter gets, in Dutch or else in English; each list has an element. Caller owns. */
json_t *letter_types_all(const char *language);
/* The values of this letter; those of an acknowledgement for one of an operator's own. Caller owns. */
json_t *letter_types_values(const char *letter, const char *language);
