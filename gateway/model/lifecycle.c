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

/* What may happen in a state; of a state, what ends it stands before its reminder. */
static const struct {
	TicketState state;
	TimeEvent event;
	size_t wait; /* where it stands in ConfigTimes */
} CLOCKS[] = {
    {TICKET_RESOLVED, TIME_CLOSES, offsetof(ConfigTimes, close_solution)},
    {TICKET_RESOLVED, TIME_REMINDS, offsetof(ConfigTimes, remind_solution)},
    {TICKET_AWAITING_INFO, TIME_REMINDS, offsetof(ConfigTimes, remind_question)},
    {TICKET_AWAITING_APPROVAL, TIME_EXPIRES, offsetof(ConfigTimes, expire_approval)},
    {TICKET_AWAITING_APPROVAL, TIME_REMINDS, offsetof(ConfigTimes, remind_approval)},
    {TICKET_DRAFT, TIME_EXPIRES, offsetof(ConfigTimes, expire_draft)},
};

static bool
is_ours(TicketState state, TimeEvent event, const ConfigDesk *elsewhere)
{
	if (elsewhere == NULL || state == TICKET_DRAFT)
		return true;
	if (state == TICKET_AWAITING_APPROVAL ||
	    (state == TICKET_RESOLVED && elsewhere->closes_there))
		return false;
	return event != TIME_REMINDS || !elsewhere->writes_there;
}

/* A draft, which waits for nobody's work, lasts plain time. */
static int64_t
due_ms(const Ticket *ticket, const LifecycleTimes *by, size_t wait)
{
	int64_t wait_ms = *(const int64_t *)((const char *)by->times + wait);

	return working_hours_due(
	    ticket->state == TICKET_DRAFT ? NULL : by->hours, ticket->state_ms, wait_ms);
}

TimeEvent
lifecycle_time(
    const Ticket *ticket, const LifecycleTimes *by, int64_t now_ms, int64_t *ret_next_ms)
{
	bool reminded = ticket->reminded_ms >= ticket->state_ms;
	int64_t next_ms = 0;

	*ret_next_ms = 0;
	for (size_t i = 0; !ticket->clock_stopped && i < G_N_ELEMENTS(CLOCKS); i++) {
		int64_t at_ms = 0;

		if (CLOCKS[i].state != ticket->state ||
		    (CLOCKS[i].event == TIME_REMINDS && reminded) ||
		    !is_ours(ticket->state, CLOCKS[i].event, by->elsewhere))
			continue;
		at_ms = due_ms(ticket, by, CLOCKS[i].wait);
		if (at_ms <= now_ms)
			return CLOCKS[i].event;
		if (next_ms == 0 || at_ms < next_ms)
			next_ms = at_ms;
	}
	*ret_next_ms = next_ms;
	return TIME_NOTHING;
}
