/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Bytes in any charset to UTF-8. What is declared is tried first, then what the bytes themselves say; no byte is dropped
 * silently: what fits nowhere becomes U+FFFD.
 */
#pragma once

#include <stddef.h>

/* Opens the converters of all charsets that are known; any other charset is repaired as unknown. */
void charset_init(void);
void charset_shutdown(void);

/* Valid UTF-8, perhaps still with control characters (text.h). `charset` may be NULL or nonsense. Caller owns. */
char *charset_to_utf8(const char *bytes, size_t size, const char *charset);
