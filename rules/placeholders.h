/* SPDX-License-Identifier: Apache-2.0 */
/* `Printer {{room}}: {{subject}}`: values of an intent, filled from what a mail says. */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* The value of a name, or NULL when there is none. Borrowed. */
typedef const char *(*FillValue)(const char *name, void *data);

/* The filled text on one line of at most 250 characters: whatever could end a line becomes a blank, so that no
 * mail writes headers through it. Caller owns. */
char *fill_text(const char *text, FillValue value, void *data);

/* Whether there is anything to fill. */
bool fill_is_needed(const char *text);

/* The names in it, in order; NULL when a `{{` has no end. Caller owns the array of char *. */
GPtrArray *fill_names(const char *text);
