/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An agent's command on a ticket of a desk elsewhere says what became of it there: done, refused, or that it waits, and why.
 */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"

#define DESK_ANSWER_MS (10 * 1000) /* so long it waits for that */

/* Of which operation the reply of a call that was just served waits for the result; 0: of none. */
int64_t desk_answer_awaits(const Context *context, const Call *call, const CallReply *reply);
/* Whether it is over, or a person has to decide. */
bool desk_answer_is_there(const Context *context, int64_t operation);
/* Adds to the reply what became of it; trouble: why the desk does nothing now, or NULL. */
void desk_answer_add(const Context *context, int64_t operation, const char *trouble,
    const Call *call, CallReply *reply);
