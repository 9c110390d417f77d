/* SPDX-License-Identifier: Apache-2.0 */
/* Which of what a mail does the desk's people are to be told. Pure. */
#pragma once

#include "gateway/desk/notifications.h"
#include "gateway/intake/decide.h"

/* state: the ticket's, after it. False: nobody is told. */
bool notify_reason_of(const Decision *decision, const Message *message, TicketState state,
    NotifyReason *ret_reason);
