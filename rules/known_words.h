/* SPDX-License-Identifier: Apache-2.0 */
/* The words that the lists are made of, each kept once, so that two of them are compared by address; and which of them a
 * misspelt one means. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct KnownWords KnownWords;
KnownWords *known_words_new(void);
void known_words_free(KnownWords *known);

/* The list's own copy of a folded word (rules/words.h). turns: answers turn on it, so that what differs from it by one
 * letter is taken for it. Borrowed. */
const char *known_words_add(KnownWords *known, const char *word, bool turns);
/* This one of them denies: what is short of a letter of it, or has two changed, is taken for it. */
void known_words_add_negation(KnownWords *known, const char *own);
/* The one that this word is, or is meant to be; or NULL. elided: bytes of it in front of an apostrophe, or 0:
 * "l'imprimante" is what stands behind it. Borrowed. */
const char *known_words_find(const KnownWords *known, const char *word, size_t elided);
