/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters that wait for what a desk elsewhere does: "prepared" until then. Row, id and token are there from the first
 * moment; what is not composed yet is kept as what it will be composed of.
 */
#pragma once

#include "spool/letter.h"

typedef struct {
	int64_t letter;
	int64_t operation; /* of the outbox */
	char *draft;       /* own; JSON, or NULL: it is composed already */
	int64_t early_ms;  /* when it goes as one that needs nothing of the desk; 0: never */
} LetterHold;
void letter_hold_free(LetterHold *hold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(LetterHold, letter_hold_free)

/* A letter that waits is prepared from now on. */
bool letter_hold_add(Spool *spool, const LetterHold *hold, GError **error);
/* It waits for its turn to be sent, due now; name: what it became, or NULL. One that has no text yet gets it before. */
bool letter_hold_release(
    Spool *spool, int64_t letter, const char *name, int64_t now_ms, GError **error);
/* Never to be sent, whether it was prepared or waits. */
bool letter_hold_drop(Spool *spool, int64_t letter, const char *result, GError **error);

/* It waits for another operation from now on. */
bool letter_hold_move(Spool *spool, int64_t letter, int64_t operation, GError **error);

/* It is not to go early before that. */
bool letter_hold_postpone(Spool *spool, int64_t letter, int64_t early_ms, GError **error);

/* Those that wait for this operation, by id. */
bool letter_hold_of(Spool *spool, int64_t operation, GPtrArray **ret_holds, GError **error);
/* Those whose early_ms has come, the longest first. */
bool letter_hold_early(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_holds, GError **error);
/* The earliest early_ms after now_ms, or 0. */
bool letter_hold_next_early(
    Spool *spool, int64_t now_ms, int64_t *ret_early_ms, GError **error);
