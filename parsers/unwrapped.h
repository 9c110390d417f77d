/* SPDX-License-Identifier: Apache-2.0 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* A file that was inside another. */
typedef struct {
	char *name;    /* own; not yet safe */
	char *type;    /* own */
	GBytes *bytes; /* own */
	bool is_text;  /* not a file but the text that was written */
} Unwrapped;

/* name, type: copied. */
Unwrapped *unwrapped_new(const char *name, const char *type, GBytes *take_bytes);
void unwrapped_free(Unwrapped *unwrapped);
