/* SPDX-License-Identifier: Apache-2.0 */
/* The tables are those of the manual (casegate(1), "Lifecycle"); the tests walk through every cell. */
#include "gateway/model/lifecycle.h"

static const Transition CUSTOMER[TICKET_STATES][CUSTOMER_REJECTS + 1] = {
    /*                           replies             accepts             rejects */
    [TICKET_NEW] = {TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT},
    [TICKET_OPEN] = {TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT},
    [TICKET_AWAITING_INFO] = {TRANSITION_OPEN, TRANSITION_OPEN, TRANSITION_OPEN},
    [TICKET_RESOLVED] = {TRANSITION_REOPEN, TRANSITION_CLOSE, TRANSITION_REOPEN},
    [TICKET_CLOSED] = {TRANSITION_NEW_TICKET, TRANSITION_TELL_STATE, TRANSITION_NEW_TICKET},
    [TICKET_CANCELLED] = {TRANSITION_NEW_TICKET, TRANSITION_TELL_STATE, TRANSITION_NEW_TICKET},
    [TICKET_DRAFT] = {TRANSITION_CONTINUE, TRANSITION_CONTINUE, TRANSITION_CONTINUE},
    [TICKET_AWAITING_APPROVAL] = {TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT},
    [TICKET_IN_PROGRESS] = {TRANSITION_COMMENT, TRANSITION_COMMENT, TRANSITION_COMMENT},
    [TICKET_FULFILLED] = {TRANSITION_NEW_TICKET, TRANSITION_TELL_STATE, TRANSITION_NEW_TICKET},
    [TICKET_DECLINED] = {TRANSITION_NEW_TICKET, TRANSITION_TELL_STATE, TRANSITION_NEW_TICKET},
    [TICKET_EXPIRED] = {TRANSITION_NEW_TICKET, TRANSITION_TELL_STATE, TRANSITION_NEW_TICKET},
};

Transition
lifecycle_customer(TicketState state, CustomerEvent event)
{
	return CUSTOMER[state][event];
}

TicketState
lifecycle_after(TicketState state, Transition transition)
{
	switch (transition) {
	case TRANSITION_OPEN:
	case TRANSITION_REOPEN:
		return TICKET_OPEN;
	case TRANSITION_CLOSE:
		return TICKET_CLOSED;
	case TRANSITION_COMMENT:
	case TRANSITION_CONTINUE:
	case TRANSITION_NEW_TICKET:
	case TRANSITION_TELL_STATE:
		break;
	}
	return state;
}

bool
lifecycle_approval(TicketState state, bool approves, TicketState *ret_next)
{
	if (state != TICKET_AWAITING_APPROVAL)
		return false;
	*ret_next = approves ? TICKET_IN_PROGRESS : TICKET_DECLINED;
	return true;
}

/* due when the time since `since` is over; keeps the earliest moment of what is not due yet. */
static bool
is_due(int64_t since_ms, int64_t wait_ms, int64_t now_ms, int64_t *next_ms)
{
	int64_t at_ms = since_ms + wait_ms;

	if (at_ms <= now_ms)
		return true;
	if (*next_ms == 0 || at_ms < *next_ms)
		*next_ms = at_ms;
	return false;
}

TimeEvent
lifecycle_time(
    const Ticket *ticket, const ConfigTimes *times, int64_t now_ms, int64_t *ret_next_ms)
{
	bool reminded = ticket->reminded_ms >= ticket->state_ms;
	TimeEvent event = TIME_NOTHING;
	int64_t next_ms = 0;

	if (ticket->clock_stopped) {
		*ret_next_ms = 0;
		return TIME_NOTHING;
	}
	if (ticket->state == TICKET_RESOLVED) {
		if (is_due(ticket->state_ms, times->close_solution, now_ms, &next_ms))
			event = TIME_CLOSES;
		else if (!reminded &&
			 is_due(ticket->state_ms, times->remind_solution, now_ms, &next_ms))
			event = TIME_REMINDS;
	} else if (ticket->state == TICKET_AWAITING_INFO) {
		if (!reminded &&
		    is_due(ticket->state_ms, times->remind_question, now_ms, &next_ms))
			event = TIME_REMINDS;
	} else if (ticket->state == TICKET_AWAITING_APPROVAL) {
		if (is_due(ticket->state_ms, times->expire_approval, now_ms, &next_ms))
			event = TIME_EXPIRES;
		else if (!reminded &&
			 is_due(ticket->state_ms, times->remind_approval, now_ms, &next_ms))
			event = TIME_REMINDS;
	} else if (ticket->state == TICKET_DRAFT) {
		if (is_due(ticket->state_ms, times->expire_draft, now_ms, &next_ms))
			event = TIME_EXPIRES;
	}
	*ret_next_ms = event == TIME_NOTHING ? next_ms : 0;
	return event;
}
