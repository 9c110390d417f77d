/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What came of an operation at the desk elsewhere, and what that means here: the ticket's number, what the desk left out
 * or refused, letters that may go now, and who has to decide. All in the caller's transaction.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/actor.h"
#include "gateway/model/context.h"
#include "gateway/model/desk_operation.h"
#include "spool/outbox.h"
#include "spool/ticket.h"

/* result: what the worker said, as gateway/model/desk_operation.h has it. One that is not in flight is left as it is. */
bool desk_result_take(Context *context, int64_t operation, DeskOutcome outcome,
    const json_t *result, GError **error);

/* What waits for a person on this ticket never goes, and neither does what cannot be done without it: a case that was never
 * opened there lives here alone from then on. False with an error where nothing waits; outbox_retry() lets it go again. */
bool desk_result_drop(Context *context, const Ticket *ticket, const Actor *by, GError **error);
