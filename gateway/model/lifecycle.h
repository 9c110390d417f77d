/* SPDX-License-Identifier: Apache-2.0 */
/* The lifecycle tables of cases and requests: state x event gives what happens. Pure. */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "gateway/config/config.h"
#include "spool/ticket.h"

/* What a customer does to a ticket. */
typedef enum {
	CUSTOMER_REPLIES,
	CUSTOMER_ACCEPTS,
	CUSTOMER_REJECTS,
} CustomerEvent;

typedef enum {
	TRANSITION_COMMENT,    /* the text is added, no state changes */
	TRANSITION_OPEN,       /* added; awaiting info becomes open */
	TRANSITION_REOPEN,     /* added; resolved becomes open */
	TRANSITION_CLOSE,      /* added; closed for good */
	TRANSITION_CONTINUE,   /* a draft takes what was given */
	TRANSITION_NEW_TICKET, /* a new case that names this ended one */
	TRANSITION_TELL_STATE, /* nothing but a polite letter with the state */
} Transition;
Transition lifecycle_customer(TicketState state, CustomerEvent event);
/* The state after it; the same for those that change none. */
TicketState lifecycle_after(TicketState state, Transition transition);

/* What the word of who was asked to approve makes of it; false: it is too late for that. */
bool lifecycle_approval(TicketState state, bool approves, TicketState *ret_next);

/* What time does to a ticket. */
typedef enum {
	TIME_NOTHING,
	TIME_REMINDS,
	TIME_CLOSES,
	TIME_EXPIRES, /* a draft, or a request that nobody approves */
} TimeEvent;
/* By what that goes. All foreign. */
typedef struct {
	const ConfigTimes *times;
	const WorkingHours *hours;   /* in which they pass; or NULL */
	const ConfigDesk *elsewhere; /* the desk that has the ticket; NULL: the embedded one */
} LifecycleTimes;
/* What is due at now_ms; where it is nothing yet, ret_next_ms is when something will be, or 0. A ticket's time has one owner: a
 * desk elsewhere that closes by itself reminds of solutions, too, one that writes to its customers reminds of all, and
 * approvals are the business of the desk that has the request. */
TimeEvent lifecycle_time(
    const Ticket *ticket, const LifecycleTimes *by, int64_t now_ms, int64_t *ret_next_ms);
