/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parts that hold further parts in forms other than MIME's: winmail.dat, signed S/MIME, uuencoded text,
 * encoded mails. After this the tree has them as parts: "2/tnef:1", "1/smime", "3/uu:1".
 */
#pragma once

#include "parsers/part.h"

/* A file that was inside another. */
typedef struct {
	char *name;    /* own; not yet safe */
	char *type;    /* own */
	GBytes *bytes; /* own */
	bool is_text;  /* not a file but the text that was written */
} Unwrapped;

Unwrapped *unwrapped_new(const char *name, const char *type, GBytes *take_bytes);
void unwrapped_free(Unwrapped *unwrapped);

/* Decodes what it unwraps; a part that cannot be unwrapped stays as it is. */
void embedded_take(Part *top, GPtrArray *limits);
