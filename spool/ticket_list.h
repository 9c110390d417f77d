/* SPDX-License-Identifier: Apache-2.0 */
/* Lists of tickets: what is asked for, page by page, out of millions. */
#pragma once

#include "spool/ticket.h"

typedef enum {
	TICKETS_NEWEST,  /* the newest first */
	TICKETS_OLDEST,  /* the oldest first */
	TICKETS_CHANGED, /* the latest entry of the timeline first */
	TICKETS_WAITING, /* only those that wait for the desk, the longest first */
	TICKETS_OVERDUE, /* only those to which an answer is overdue, the longest first */
	TICKETS_SNOOZED, /* only those that are put off, who comes back first is the first */
} TicketOrder;

/* What is NULL or 0 is not asked for. All borrowed. */
typedef struct {
	TicketKind kind;
	TicketOrder order;
	int64_t now_ms;    /* of what is overdue or put off */
	bool with_snoozed; /* else what is put off is left out, but for TICKETS_SNOOZED */
	int limit;
	/* Only what comes after the ticket of this id, which waits, or was to be answered, since beyond_ms. Not with
	 * changed. */
	int64_t beyond;
	int64_t beyond_ms; /* with waiting and overdue */
	const char *state; /* by name */
	const char *agent; /* address, "": nobody */
	const char *group; /* "": none */
	const char *category;
	int64_t reporter;
	int64_t account;
	int64_t since_ms;         /* created then or later */
	int64_t until_ms;         /* created before then */
	const char *const *terms; /* of search_terms() */
} TicketQuery;

/* How many of this agent's wait for the desk, by an index of their own. */
bool ticket_count_waiting(
    Spool *spool, TicketKind kind, const char *agent, int64_t *ret_count, GError **error);
bool ticket_list(
    Spool *spool, const TicketQuery *query, GPtrArray **ret_tickets, GError **error);
