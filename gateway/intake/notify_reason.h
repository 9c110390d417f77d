/* SPDX-License-Identifier: Apache-2.0 */
/* Which of what a mail does the desk's people are to be told. Pure. */
#pragma once

#include "gateway/intake/decide.h"
#include "gateway/desk/notifications.h"

/* state: the ticket's, after it. False: it is no news. */
bool news_of(const Decision *decision, const Message *message, TicketState state,
    NotifyReason *ret_reason);
