/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An operation met its ticket in a state that it is not for (DESK_CONFLICT): somebody there was first. The mirror takes
 * what is true there; a mail is then decided again on that, and an agent is told that what they did was not done.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "gateway/model/desk_operation.h"

/* All borrowed. */
typedef struct {
	int64_t ticket;
	DeskOperation operation;
	int64_t mail;         /* whose doing it was, or 0 */
	const char *agent;    /* who did it, by name, where that is an agent; or NULL */
	const char *text;     /* what it said, or NULL */
	const char *why;      /* in the desk's words */
	const json_t *change; /* how the ticket stands there */
} DeskConflict;

/* In the caller's transaction, which has recorded the outcome and dropped what else of the same mail, or of the same
 * deed, still waited for that ticket, with the letters that waited for any of it. */
bool desk_conflict_take(Context *context, const DeskConflict *conflict, GError **error);
