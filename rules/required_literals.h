/* SPDX-License-Identifier: Apache-2.0 */
/* What a text must contain for a pattern to match it at all. */
#pragma once

#include <glib.h>
#include <stdbool.h>

#define REQUIRED_LITERAL_LEAST 3 /* bytes; what is shorter stands everywhere */
#define REQUIRED_LITERAL_MOST 32 /* bytes kept of a longer one */

/* Strings of which every text that matches has at least one, when its letters A to Z are written small. NULL: there
 * are none, or it is not sure. Caller owns the array of char *. The pattern is one that PCRE2 compiles. */
GPtrArray *required_literals_extract(const char *pattern);

/* The better of two such sets for telling texts apart: the longer its shortest string, then the fewer. Takes both;
 * NULL is the worst. */
GPtrArray *required_literals_better(GPtrArray *take_a, GPtrArray *take_b);
/* Either of two sets: their union; NULL when one of them is, or when it is too large. Takes both. */
GPtrArray *required_literals_either(GPtrArray *take_a, GPtrArray *take_b);
