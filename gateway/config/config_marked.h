/* SPDX-License-Identifier: Apache-2.0 */
/* Which attachments are marked: `attachments: {marked: [...]}`. */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	unsigned marks;     /* of FileMark */
	GPtrArray *endings; /* own; of char *: ".dwg", in lower case; or NULL: none */
} ConfigMarked;
void config_marked_clear(ConfigMarked *marked);

/* What a scanner says counts, whatever is chosen. What a file with these marks, of FileMark, and this name is marked with: "executable, disguised"; "" where it is not.
 * Caller owns. */
char *config_marked_words(const ConfigMarked *marked, unsigned marks, const char *name);
/* The next of those words, *words being moved on behind it, or NULL. Caller owns. */
char *config_marked_next(const char **words);
/* Whether one of these words makes its name and its type harmful: all but those of data. */
bool config_marked_is_active(const char *words);
