/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The words of titles, descriptions and timelines, by ticket. The index lags behind: what is new in
 * the timeline is added in pieces, by whoever has the time, never by what writes the timeline.
 */
#pragma once

#include "spool/database.h"

/* Adds what is new, a piece that takes some milliseconds; ret_more: there is more to add. Changes
 * rows. */
bool search_add(Spool *spool, bool *ret_more, GError **error);
/* What the ticket gave to another one (spool/ticket_merge.h) is found with that one from now on, too. It stays so when
 * it is given back: the index only grows. */
bool search_moved(Spool *spool, int64_t ticket, GError **error);
/* How much of the timeline is in the index, in percent, and how many entries are not. */
bool search_progress(Spool *spool, int *ret_percent, int64_t *ret_missing, GError **error);

/* Whether the index has words that stand nowhere else any more, and when it was last made anew (0: never). */
bool search_age(Spool *spool, bool *ret_stale, int64_t *ret_renewed_ms, GError **error);
/* It begins anew, empty, and search_add() fills it; what it was is set aside for search_drop_old(), which deletes a piece
 * of it and must have found nothing more before. Without `anew`, only the time is noted. All of it changes rows. */
bool search_renew(Spool *spool, bool anew, int64_t now_ms, GError **error);
bool search_drop_old(Spool *spool, bool *ret_more, GError **error);

#define SEARCH_TERMS_MAX 16
#define SEARCH_BEGINS " *" /* how a term ends that is the beginning of a word */

/* What to look for, of what a person typed: words, each whole, or its beginning where it ends in
 * '*'; "words in quotes" stand together. All must be there, case and accents do not count;
 * more than SEARCH_TERMS_MAX are not looked for. NULL-terminated, empty where nothing is left; caller
 * owns. */
char **search_terms(const char *text);

/* Ids of tickets from low up to but not including high, whose texts have the term; ascending. */
bool search_find(Spool *spool, const char *term, int64_t low, int64_t high, GArray **ret_ids,
    GError **error);
bool search_has(Spool *spool, const char *term, int64_t ticket, bool *ret_has, GError **error);
