/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages/<lang>/words.yaml: what stands on the pages in a language, in sections. A template says {{w.SECTION.NAME}}; a word
 * that is filled in by a view has {{names}} in it, and how the reader is addressed stands there as in letters (locale.h).
 */
#pragma once

#include <glib.h>
#include <jansson.h>
#include <stdbool.h>

#include "gateway/templates/address_words.h"

/* {section: {name: text}}, NULL after a mistake. diagnostics: of Diagnostic. Caller owns. */
json_t *page_words_load(const char *path, GPtrArray *diagnostics);
/* Says in them how the reader is addressed, {{u}}; address: or NULL. */
void page_words_address(json_t *words, const AddressWords *address, bool formal);
/* Those names, as "section.name", that one language has and the other lacks, are mistakes of the other. */
void page_words_compare(
    const json_t *words, const json_t *other, const char *other_path, GPtrArray *diagnostics);
