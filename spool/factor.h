/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Authenticator apps, at most one per contact. Nothing here knows a secret: it is sealed before it comes and opened by
 * who takes it out.
 */
#pragma once

#include "spool/database.h"

typedef enum {
	FACTOR_PENDING, /* no code of it was seen yet: it counts for nothing */
	FACTOR_ACTIVE,
	FACTOR_LOCKED, /* too many wrong codes: none is compared any more, until it is removed */
	FACTOR_STATES, /* how many there are */
} FactorState;
const char *factor_state_name(FactorState state); /* "pending" */

typedef struct {
	int64_t contact;
	FactorState state;
	GBytes *secret; /* own; sealed */
	int64_t
	    last_step; /* of the last code that was taken (RFC 6238: 30 s since 1970), or 0 */
	int64_t wrong; /* wrong codes since the last right one */
	int64_t since_ms; /* of its state */
} Factor;
void factor_free(Factor *factor);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Factor, factor_free)

/* ret_factor is NULL where the contact has none (that is no error). */
bool factor_get(Spool *spool, int64_t contact, Factor **ret_factor, GError **error);
/* All, by contact. */
bool factor_list(Spool *spool, GPtrArray **ret_factors, GError **error);

/* A pending one, in the place of a pending one that there may be. SPOOL_ERROR_EXISTS where there is another. */
bool factor_add(Spool *spool, int64_t contact, GBytes *secret, int64_t now_ms, GError **error);
/* The same secret, sealed anew. */
bool factor_set_secret(Spool *spool, int64_t contact, GBytes *secret, GError **error);
/* Its state from now on. */
bool factor_set_state(
    Spool *spool, int64_t contact, FactorState state, int64_t now_ms, GError **error);
/* A right code, of this step: what was wrong before it is forgotten. */
bool factor_take_step(Spool *spool, int64_t contact, int64_t step, GError **error);
bool factor_count_wrong(Spool *spool, int64_t contact, GError **error);
/* A step up died now; ret_count: how many did since since_ms, and since the last right code. */
bool factor_add_dead(Spool *spool, int64_t contact, int64_t now_ms, int64_t since_ms,
    int64_t *ret_count, GError **error);
/* Nothing happens where there is none. */
bool factor_remove(Spool *spool, int64_t contact, GError **error);
