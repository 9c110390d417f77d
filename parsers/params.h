/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Header values with parameters, as Content-Type has them: RFC 2045, RFC 2231 continuations and charsets,
 * and the encoded words that many put in their place.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *value;        /* own; "text/plain"; lower case, "" where unreadable */
	GHashTable *params; /* own; lower-case name to its value, clean UTF-8 on one line */
} Params;

/* Reads an unfolded value, whose 8-bit bytes may be of `charset`. Never NULL. */
Params *params_parse(const char *unfolded, const char *charset, GPtrArray *limits);
void params_free(Params *params);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Params, params_free)

/* A parameter's value, or NULL. */
const char *params_get(const Params *params, const char *name);
