/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets of the local desk: cases and requests. What hangs on them is in
 * spool/ticket_content.h, what changes them in spool/ticket_write.h. */
#pragma once

#include "spool/database.h"
#include "spool/ticket_state.h"

const char *ticket_kind_name(TicketKind kind); /* "case", "request" */

typedef struct {
	int64_t id;
	TicketKind kind;
	char *number; /* own; "CS0001234" */
	TicketState state;
	char *title;         /* own */
	char *category;      /* own */
	char *priority;      /* own; "low", "normal", "high" */
	char *group;         /* own; or NULL */
	char *agent;         /* own; address, or NULL */
	char *mailbox;       /* own; whose address its letters carry */
	char *language;      /* own; of the reporter's first mail */
	char *item;          /* own; a request's catalog item, or NULL */
	int64_t reporter;    /* contact, or 0 */
	int64_t account;     /* 0: none */
	int64_t predecessor; /* the closed ticket that this one follows, or 0 */
	int64_t created_ms;
	int64_t changed_ms;
	int64_t state_ms; /* since when it is in its state: clock of reminder and auto-close */
	int64_t reminded_ms; /* when the reminder of this state was sent, or 0 */
	bool clock_stopped;  /* no reminder and no auto-close until someone decides */
	int64_t waiting_ms;  /* since when the customer waits for an answer, or 0 */
	int64_t merged_into; /* the ticket that has now what was this one's, or 0 */
} Ticket;

void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

bool ticket_get(Spool *spool, int64_t id, Ticket **ret_ticket, GError **error);
/* ret_ticket is NULL where no ticket has this number (that is no error). Compared without
 * case. */
bool ticket_find(Spool *spool, const char *number, Ticket **ret_ticket, GError **error);

/* Tickets in this state, clock running, with state_ms <= before_ms (and not reminded when
 * only_unreminded), oldest first. */
typedef struct {
	TicketState state;
	int64_t before_ms;
	bool only_unreminded;
	int limit;
} TicketDue;
bool ticket_due(Spool *spool, const TicketDue *due, GPtrArray **ret_tickets, GError **error);
/* The earliest state_ms of a ticket in this state whose clock runs, or 0. */
bool ticket_next_due(Spool *spool, TicketState state, bool only_unreminded,
    int64_t *ret_state_ms, GError **error);
/* Tickets by state: ret_counts has TICKET_STATES places. */
bool ticket_count(Spool *spool, TicketKind kind, int64_t ret_counts[], GError **error);
