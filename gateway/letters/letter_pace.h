/* SPDX-License-Identifier: Apache-2.0 */
/* How many letters may go to one address: those beyond wait, or are not written. What answers a mail by itself has
 * ceilings of its own: gateway/intake/reply_limits.h. */
#pragma once

#include "gateway/model/context.h"
#include "spool/letter.h"

/* Whether no more goes out of the letters of this name that answer a mail of one of the desk's people, whom a robot may write for. */
bool letter_pace_holds(
    Context *context, const char *letter, const char *address, bool *ret_hold, GError **error);

/* Sets due_ms and paced_ms of any other letter that is about to be added. An agent's words wait only beyond ten times as
 * many. */
bool letter_pace_set(Context *context, Letter *row, GError **error);
