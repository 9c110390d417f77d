/* SPDX-License-Identifier: Apache-2.0 */
/* `Printer {{room}}: {{subject}}`: values of a result, filled from what a mail says. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The value of a name, or NULL when there is none. Borrowed. */
typedef const char *(*PlaceholderValue)(const char *name, void *data);

/* The filled text on one line of at most 250 characters: whatever could end a line becomes a blank, so that no
 * mail writes headers through it. Caller owns. */
char *placeholders_text(const char *text, PlaceholderValue value, void *data);

/* Whether there is anything to fill. */
bool placeholders_is_needed(const char *text);

/* The names in it, in order; NULL when a `{{` has no end. Caller owns the array of char *. */
GPtrArray *placeholders_names(const char *text);
