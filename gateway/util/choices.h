/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a word that somebody typed means among all that is possible. Case and accents do not count, and a beginning will
 * do where it is the beginning of just one. Pure.
 */
#pragma once

#include <glib.h>

typedef struct Choices Choices;

Choices *choices_new(void);
void choices_free(Choices *choices);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Choices, choices_free)

/* One that is possible, and is told by this name. What it stands for is the caller's, never NULL. Name borrowed. */
void choices_add(Choices *choices, const char *name, const void *meant);
/* Another word for the one that was added last; NULL: there is none. Copied. */
void choices_also(Choices *choices, const char *word);

/*
 * The one that is meant: by its name, else by another word for it, else by the beginning of either. NULL where it may be
 * several, whose names ret_possible then has, or is none, and it is empty. ret_possible: of char *, borrowed; caller owns
 * the array.
 */
const void *choices_find(const Choices *choices, const char *typed, GPtrArray **ret_possible);
/* The one that it would be but for a typo, or NULL. */
const void *choices_near(const Choices *choices, const char *typed);
/* Of all, NULL-terminated; borrowed. Caller owns the array. */
const char **choices_names(const Choices *choices);
