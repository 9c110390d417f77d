/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pages/<lang>/words.yaml: what stands on the pages in a language, in sections. A template says {{w.SECTION.NAME}}; a word
 * that is filled in by a view has {{names}} in it.
 */
#pragma once

#include <glib.h>
#include <jansson.h>

/* {section: {name: text}}, NULL after a mistake. diagnostics: of Diagnostic. Caller owns. */
json_t *page_words_load(const char *path, GPtrArray *diagnostics);
/* Those names, as "section.name", that one language has and the other lacks, are mistakes of the other. */
void page_words_compare(
    const json_t *words, const json_t *other, const char *other_path, GPtrArray *diagnostics);
