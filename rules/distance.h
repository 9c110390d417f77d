/* SPDX-License-Identifier: Apache-2.0 */
/* How far two words are from each other: letters inserted, dropped, changed or swapped (optimal string alignment). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { DISTANCE_MOST = 2 /* typos that a word may have */ };

/* In bytes, of words as words_fold() has them. A word of more than 40 bytes is far from all others. */
unsigned distance_between(const char *a, const char *b);

/* Whether one is the other with a typo: one in words of at least so many letters, two in those of three more. In
 * shorter ones a typo makes another word. Equal words are near. */
bool distance_is_near(const char *a, const char *b, size_t from);
