/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The states of tickets, in one table: a new state is one row there, its words in letters/<lang>/words.yaml, and its rows
 * in the lifecycle's tables and the manual.
 */
#pragma once

#include <stdbool.h>

typedef enum {
	TICKET_CASE,
	TICKET_REQUEST,
} TicketKind;

typedef enum {
	/* a case's */
	TICKET_NEW,
	TICKET_OPEN,
	TICKET_AWAITING_INFO,
	TICKET_RESOLVED,
	TICKET_CLOSED,
	TICKET_CANCELLED, /* a request's too */
	/* a request's */
	TICKET_DRAFT,
	TICKET_AWAITING_APPROVAL,
	TICKET_IN_PROGRESS,
	TICKET_FULFILLED,
	TICKET_DECLINED,
	TICKET_EXPIRED,
	TICKET_STATES, /* how many there are */
} TicketState;

const char *ticket_state_name(TicketState state); /* "awaiting info" */
/* What it says of its ticket: "a case that waits for the customer's answer". */
const char *ticket_state_meaning(TicketState state);
bool ticket_state_from_name(const char *name, TicketState *ret_state);
/* All names, with NULL behind the last; constants. */
void ticket_state_names(const char *ret_names[TICKET_STATES + 1]);

bool ticket_state_is_of(TicketState state, TicketKind kind);
/* Whether an agent is to do something next. */
bool ticket_state_is_desks_turn(TicketState state);
/* Whether the ticket is closed for good, cancelled, or a request come to its end. */
bool ticket_state_has_ended(TicketState state);
/* Whether the desk is done with it: it is resolved, or has ended; */
bool ticket_state_is_done(TicketState state);
/* and whether that is an outcome that it gave the customer: not one that was withdrawn or expired. */
bool ticket_state_is_outcome(TicketState state);
