/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands in single header fields: text, addresses, ids, dates. Everything that comes
 * out is valid UTF-8 on one line without control characters.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Opens what GMime needs; once, before any other. */
void header_init(void);
void header_shutdown(void);

/* One line of what is still raw bytes: no line ends, no NUL, surrounding white space gone. */
char *header_unfold(const char *value, size_t size);

/* Unstructured text: encoded words, and 8-bit bytes, which may be of `charset` (NULL: unknown). */
char *header_text(const char *unfolded, const char *charset);

/* The mailboxes of an address header, groups opened; of MessageAddress. */
GPtrArray *header_addresses(const char *unfolded, const char *charset, GPtrArray *limits);

/* Appends message ids, without angle brackets, each once, as they stand. */
void header_ids(const char *unfolded, GPtrArray *ids);
