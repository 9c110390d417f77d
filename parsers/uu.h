/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Files that stand uuencoded in a text.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

#include "parsers/unwrapped.h"

/*
 * Appends an Unwrapped for each "begin 644 name" block with an end, and returns the text without them; or NULL
 * where there is none.
 */
GBytes *uu_split(const char *text, size_t size, GPtrArray *files);
