/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets that have not ended, of one person or one organisation. */
#pragma once

#include "spool/ticket.h"

/* In the very words of the index ticket_live_account: only then SQLite uses it. */
#define TICKET_LIVE_SQL \
	"state NOT IN ('closed', 'cancelled', 'fulfilled', 'declined', 'expired')"

/* Either of the two; the other is 0. */
typedef struct {
	int64_t person; /* who reported it, or gets letters of it */
	int64_t account;
	int limit;
} TicketLiveQuery;

/* The newest of Ticket first, at most `limit`, and how many there are of them in all. */
bool ticket_live(Spool *spool, const TicketLiveQuery *query, GPtrArray **ret_tickets,
    int64_t *ret_count, GError **error);
