/* SPDX-License-Identifier: Apache-2.0 */
/* Who has to do with a ticket and may see it: its reporter, whom the desk added, and known contacts of its account who
 * are involved. Looked at whenever it is used: who is none of these any more has nothing left. */
#pragma once

#include "spool/contact.h"
#include "spool/ticket.h"

/* sender: NULL is nobody. */
bool ticket_access_has(
    Spool *spool, const Ticket *ticket, const Contact *sender, bool *ret_party, GError **error);
