/* SPDX-License-Identifier: Apache-2.0 */
/* How many letters may go to one address: those beyond wait, or are not written. What answers a mail by itself has
 * ceilings of its own: gateway/intake/reply_limits.h. */
#pragma once

#include "gateway/model/context.h"
#include "spool/letter.h"

/* Whether enough letters of this name answered this agent's mails within the hour: a robot may write them. */
bool letter_pace_holds(
    Context *context, const char *letter, const char *address, bool *ret_hold, GError **error);

/* Sets due_ms and paced_ms of any other letter that is about to be added. An agent's words wait only beyond ten times as
 * many. */
bool letter_pace_set(Context *context, Letter *row, GError **error);
