/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a catalog item says happens when a request is complete, step by step. Mails are written at once; what runs a
 * command waits in the spool for gateway/daemon/fulfilment_jobs.h, and is tried again, later each time, until it works or is
 * given up.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/step.h"
#include "spool/ticket.h"

/* All steps of its item, and as many of them as can be done at once. */
bool fulfilment_begin(Context *context, const Ticket *ticket, GError **error);

/* What the command of a step is: its words, NULL where the item or the step is gone. Borrowed. */
char *const *fulfilment_command(const Context *context, const Ticket *ticket, int position);
/* The request as JSON, for its standard input. NULL with an error. */
GBytes *fulfilment_input(Context *context, const Ticket *ticket, GError **error);

/* How a command ended; 0 and no problem: it worked. */
typedef struct {
	int64_t ticket;
	int position;
	int status;
	char *problem; /* own; what it could not do, or NULL */
	char *output;  /* own; the end of what it printed, or NULL */
} FulfilmentResult;
void fulfilment_result_clear(FulfilmentResult *result);
/* Records it; the next step may begin then. */
bool fulfilment_record(Context *context, const FulfilmentResult *result, GError **error);
