/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One ticket gives what it has to another, and takes it back. Included by gateway/desk/ticket_change*.c alone, as
 * spool/ticket_write.h is.
 */
#pragma once

#include "spool/ticket.h"

/*
 * The timeline, the attachments (which get new numbers), the letters with their tokens and the notice that waits are the
 * other one's from now on, and so are the people: with the letters that they got, where both tickets are of one account
 * and they of it, else recorded only. The ticket is closed, and what names it leads to the other one (ticket_follow()).
 * What was moved is written down. Neither may be merged already.
 */
bool ticket_give(
    Spool *spool, const Ticket *ticket, const Ticket *to, int64_t now_ms, GError **error);
/* What was given comes back, but what came since stays where it is. Sets what the ticket was before in state and
 * waiting_ms, and merged_into to 0, in memory alone but the last. */
bool ticket_take_back(Spool *spool, Ticket *ticket, GError **error);
