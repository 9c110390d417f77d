/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forgetting, in steps of some milliseconds each, which go on wherever the last process that did them died: people who are
 * to be forgotten, what has been kept for its time (`retention:`), and then what SQLite leaves behind of both.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/forget.h"

typedef enum {
	FORGET_NOTHING, /* nothing is to be done now */
	FORGET_MORE,    /* there is more */
	FORGET_WAITS, /* for a letter or an operation that is on its way, or a backup: try again soon */
} ForgetResult;

/* What one process knows of how far it is. */
typedef struct {
	int64_t pass_ms; /* when the look at what is kept for its time began, or 0 */
	KeptKind kind;   /* where that is */
	int64_t after;
	bool
	    renews; /* the file is being tidied: the index of the search was begun anew, or is */
	bool drops;     /* the old one is being dropped */
	int64_t page;   /* then so many pages have been looked through */
	int64_t tidies; /* the erasure after which that is done, or 0 */
	int64_t
	    tidy; /* the erasure behind which that came to its end, and nothing was found since; or 0 */
} Forgetting;

/* Does some of it until end_us (monotonic), in transactions of its own. */
bool forget_step(Context *context, Forgetting *forgetting, int64_t end_us,
    ForgetResult *ret_result, GError **error);
/* Where no gateway runs: all of the people who are to be forgotten. Does nothing where there are none. */
bool forget_people(Context *context, GError **error);
