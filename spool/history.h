/* SPDX-License-Identifier: Apache-2.0 */
/* Old mail that is kept as closed history: how its threads are put together, and what became of it. */
#pragma once

#include "spool/database.h"

/* The ticket of history whose mails have one of these ids or answer it, the first id first; 0: none. */
bool history_find(
    Spool *spool, const char *const *ids, size_t n_ids, int64_t *ret_ticket, GError **error);
/* What a mail that is kept on this ticket of history is, and what it answers. */
bool history_remember(
    Spool *spool, int64_t ticket, const char *const *ids, size_t n_ids, GError **error);

/* Of the mails of history with first <= id <= last that no mailbox brought: those that were imported. */
typedef struct {
	int64_t first;
	int64_t last;
} HistoryRange;
typedef struct {
	int64_t waiting;
	int64_t opened;     /* became a ticket */
	int64_t added;      /* belong to a ticket */
	int64_t ignored;    /* by a rule, or a machine's that belong to none */
	int64_t duplicates; /* were there before */
	int64_t refused;    /* could not be read or decided */
} HistoryCount;
bool history_count(
    Spool *spool, const HistoryRange *range, HistoryCount *ret_count, GError **error);
/* How much of all history is still to be read. */
bool history_waiting(Spool *spool, int64_t *ret_waiting, GError **error);
/* Those that were refused (Mail), oldest first. */
bool history_refused(
    Spool *spool, const HistoryRange *range, int limit, GPtrArray **ret_mails, GError **error);
