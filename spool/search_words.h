/* SPDX-License-Identifier: Apache-2.0 */
/* The words of the search index that begin alike. */
#pragma once

#include "spool/database.h"

#define SEARCH_WORDS_MAX 200 /* that one beginning stands for */

/* Puts the words of the index in the place of each beginning of a word among the terms (spool/search.h), "prin*": each word
 * is found where one looks, but of a beginning FTS5 first gathers all places there are, as it still does of one that is
 * not in Latin letters. ret_vague: a term that more words begin with, and nothing is changed; or NULL. Borrowed from
 * terms. */
bool search_words_put(Spool *spool, char **terms, const char **ret_vague, GError **error);
