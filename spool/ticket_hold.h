/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets that are held: nothing of them is deleted, neither after its time nor because a person is forgotten. */
#pragma once

#include "spool/database.h"

/* Part of a condition: the ticket of this column is not held, nor one that it was merged into, once or twice. */
#define TICKET_NOT_HELD(ticket)                                                      \
	"NOT EXISTS (SELECT 1 FROM ticket_hold h WHERE h.ticket IN (" ticket ","     \
	" (SELECT a.merged_into FROM ticket a WHERE a.id = " ticket "),"             \
	" (SELECT b.merged_into FROM ticket a JOIN ticket b ON b.id = a.merged_into" \
	"  WHERE a.id = " ticket ")))"

typedef struct {
	char *reason; /* own; "" */
	char *author; /* own; address, or "casegate" */
	int64_t since_ms;
} TicketHold;
void ticket_hold_free(TicketHold *hold);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TicketHold, ticket_hold_free)

/* NULL where it is not held (no error). */
bool ticket_hold_get(Spool *spool, int64_t ticket, TicketHold **ret_hold, GError **error);
/* hold->reason, author and since_ms are read. One that is held already has another reason from now on. */
bool ticket_hold_set(Spool *spool, int64_t ticket, const TicketHold *hold, GError **error);
/* ret_was: whether it was held. */
bool ticket_hold_end(Spool *spool, int64_t ticket, bool *ret_was, GError **error);
