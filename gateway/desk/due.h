/* SPDX-License-Identifier: Apache-2.0 */
/*
 * When time does something to a ticket: what its state waits for (gateway/model/lifecycle.h), and an answer that was promised
 * to whose word stands unanswered. Of an answer the desk is told in steps: before it is due, when it is, and each escalation
 * after; `told` says how many of them were. All is worked out before a ticket is written, and stands in its row.
 */
#pragma once

#include "gateway/model/context.h"
#include "gateway/model/lifecycle.h"
#include "spool/ticket.h"

enum {
	DUE_SOON,
	DUE_NOW,
	DUE_ESCALATES, /* the first of them */
};

/* Sets answer_due_ms, told and next_ms: what lies ahead is told (again) when it comes. ret_event: what its state brings now; may
 * be NULL. Of a ticket that is put off nothing is told before it is back, which is then what comes next. */
bool due_set(Context *context, Ticket *ticket, TimeEvent *ret_event, GError **error);
/* Of steps that came while it was put off only the last is to be told; sets told. */
bool due_skip(Context *context, Ticket *ticket, GError **error);

/* Hours and times may be others than those by which what stands in the spool was worked out: works it out anew, a few
 * tickets each time, from when the context was opened or took another configuration. What has become overdue by that
 * alone is not told. */
bool due_renew(Context *context, GError **error);
bool due_is_renewed(const Context *context);

/* The clock shows context->now_ms where seen_ms was expected, which is before: nobody could answer meanwhile, so that each
 * state lasts by as much working time longer as went by. What was promised to a customer is due when it is. */
bool due_move(Context *context, int64_t seen_ms, GError **error);
