/* SPDX-License-Identifier: Apache-2.0 */
/* Which question of a form a label means: as it is, with a typo, or in some of its words. For rules/form*.c only. */
#pragma once

#include "rules/form_labels.h"

typedef enum {
	FIT_NONE,
	FIT_SEVERAL, /* more than one question can be meant */
	FIT_AROUND,  /* the label with other words of the form around it */
	FIT_PART,    /* some words of one label only */
	FIT_NEAR,    /* with a typo */
	FIT_SAME,
} Fit;

typedef struct {
	Fit fit;
	unsigned question;
	uint64_t questions; /* FIT_SEVERAL: a bit for each */
} FormLabel;

/* What stands there as the label of a question: blanks, punctuation, articles and what is in brackets do not count. */
FormLabel form_label(const Form *form, const char *text, size_t size);

/* The same of what has no sign behind it: an answer is no label. */
FormLabel form_label_alone(const Form *form, const char *text, size_t size);

/* Whether a label may begin this text, by its first word: for sure none does where it is not so. */
bool form_label_may_begin(const Form *form, const char *text, size_t size);
/* How many of the words, from the first on, are a label by themselves; 0: none. */
unsigned form_label_words(
    const Form *form, const GArray *words, size_t at, FormLabel *ret_label);
