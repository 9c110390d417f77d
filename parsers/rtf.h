/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The packed RTF in which Outlook keeps a text.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

/* MS-OXRTFCP. NULL where this is none, or would be larger than LIMIT_TEXT. */
GBytes *rtf_decompress(const unsigned char *packed, size_t size);
