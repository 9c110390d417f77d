/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets of the local desk: cases and requests. What hangs on them is in
 * spool/ticket_content.h, what changes them in spool/ticket_write.h. */
#pragma once

#include "spool/database.h"
#include "spool/ticket_state.h"

const char *ticket_kind_name(TicketKind kind); /* "case", "request" */

/* Who closed a case. */
typedef enum {
	TICKET_END_NONE, /* it is not closed */
	TICKET_END_CUSTOMER,
	TICKET_END_DESK,
	TICKET_END_TIME,
	TICKET_ENDS, /* how many there are */
} TicketEnd;
const char *ticket_end_name(TicketEnd end);

typedef struct {
	int64_t id;
	TicketKind kind;
	char *
	    number; /* own; "CS0001234"; "NEW-12" while a desk elsewhere has not given it one */
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
	int64_t reminded_ms;   /* when the reminder of this state was sent, or 0 */
	bool clock_stopped;    /* no reminder and no auto-close until someone decides */
	int64_t waiting_ms;    /* since when the customer waits for an answer, or 0 */
	int64_t merged_into;   /* the ticket that has now what was this one's, or 0 */
	int64_t answered_ms;   /* when the desk first wrote to the customer, or 0 */
	int64_t done_ms;       /* since when it is resolved or has ended, or 0 */
	int64_t answer_due_ms; /* when an answer to what waits is due, or 0 */
	int64_t told;          /* how much the desk was told of its becoming overdue */
	int64_t next_ms;       /* when time does something to it next, or 0 */
	int64_t snoozed_ms;    /* until when the desk put it off, or 0 */
	int64_t answer_s; /* how long the first answer took, in working time as it was then */
	bool answer_kept; /* within what was promised then */
	TicketEnd ended_by;
} Ticket;

void ticket_free(Ticket *ticket);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ticket, ticket_free)

/* What a ticket's number begins with, before its id, as long as a desk elsewhere gave it none. */
#define TICKET_UNNUMBERED "NEW-"
bool ticket_number_is_given(const Ticket *ticket);

bool ticket_get(Spool *spool, int64_t id, Ticket **ret_ticket, GError **error);
/* ret_ticket is NULL where no ticket has this number (that is no error). Compared without
 * case. What it was called before a desk elsewhere gave it one goes on meaning it, unless another is called so. */
bool ticket_find(Spool *spool, const char *number, Ticket **ret_ticket, GError **error);

/* Whether it is an agent's turn; a ticket whose clock was stopped waits for a person whatever its state. */
bool ticket_waits_for_desk(const Ticket *ticket);

/* Whether the desk put it off until later. */
bool ticket_is_snoozed(const Ticket *ticket, int64_t now_ms);

/* Tickets with next_ms <= now_ms, the earliest first; and the earliest next_ms there is, or 0. */
bool ticket_due(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_tickets, GError **error);
bool ticket_next_due(Spool *spool, int64_t *ret_next_ms, GError **error);
/* How many are put off until later than now_ms. */
bool ticket_count_snoozed(
    Spool *spool, TicketKind kind, int64_t now_ms, int64_t *ret_count, GError **error);
/* How many are overdue: an answer was due before now_ms, and they are not put off. */
bool ticket_count_overdue(
    Spool *spool, TicketKind kind, int64_t now_ms, int64_t *ret_count, GError **error);
/* Tickets of a state with ids behind `after`, by their ids. */
typedef struct {
	TicketKind kind;
	TicketState state;
	int64_t after;
	int limit;
} TicketsOfState;
bool ticket_of_state(
    Spool *spool, const TicketsOfState *which, GPtrArray **ret_tickets, GError **error);
/* Those whose first answer was given under an older version, which did not keep how long it took. */
bool ticket_unmeasured(Spool *spool, int limit, GPtrArray **ret_tickets, GError **error);
/* Tickets by state: ret_counts has TICKET_STATES places. */
bool ticket_count(Spool *spool, TicketKind kind, int64_t ret_counts[], GError **error);
