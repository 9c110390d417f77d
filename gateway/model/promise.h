/* SPDX-License-Identifier: Apache-2.0 */
/* What is promised to who wrote a ticket: as its account has it, else as its group, else as the desk. */
#pragma once

#include "gateway/model/context.h"
#include "spool/ticket.h"

typedef struct {
	const WorkingHours *hours; /* foreign; or NULL: time is plain time */
	int64_t first_answer;      /* ms, as casegate.yaml has it */
} Promise;

/* account, group: names, or NULL. */
Promise promise_find(
    const Config *config, const char *account, const char *group, const char *priority);
/* The same with the ticket's account. */
bool promise_of(Context *context, const Ticket *ticket, Promise *ret_promise, GError **error);
/* How long the ticket's first answer took, and whether that was within it: sets answer_s and answer_kept. */
void promise_measure(const Promise *promise, Ticket *ticket);
