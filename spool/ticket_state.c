/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/ticket_state.h"

#include <string.h>

enum {
	OF_CASE = 1 << TICKET_CASE,
	OF_REQUEST = 1 << TICKET_REQUEST,
	DESKS_TURN = 4,
	ENDED = 8,
	OUTCOME = 16,
};

static const struct {
	const char *name, *meaning;
	unsigned traits;
} STATES[TICKET_STATES] = {
    [TICKET_NEW] = {"new", "a case that nobody has looked at yet", OF_CASE | DESKS_TURN},
    [TICKET_OPEN] = {"open", "a case that is worked on", OF_CASE | DESKS_TURN},
    [TICKET_AWAITING_INFO] = {"awaiting info", "a case that waits for the customer's answer",
	OF_CASE},
    [TICKET_RESOLVED] = {"resolved",
	"a case with a solution that the customer has not accepted yet", OF_CASE | OUTCOME},
    [TICKET_CLOSED] = {"closed", "a case that is done", OF_CASE | ENDED | OUTCOME},
    [TICKET_CANCELLED] = {"cancelled", "a case or request that was withdrawn",
	OF_CASE | OF_REQUEST | ENDED},
    [TICKET_DRAFT] = {"draft", "a request that is not complete", OF_REQUEST},
    [TICKET_AWAITING_APPROVAL] = {"awaiting approval", "a request that a manager decides on",
	OF_REQUEST},
    [TICKET_IN_PROGRESS] = {"in progress", "a request that is worked on",
	OF_REQUEST | DESKS_TURN},
    [TICKET_FULFILLED] = {"fulfilled", "a request that is done", OF_REQUEST | ENDED | OUTCOME},
    [TICKET_DECLINED] = {"declined", "a request that was refused",
	OF_REQUEST | ENDED | OUTCOME},
    [TICKET_EXPIRED] = {"expired", "a request that was never completed", OF_REQUEST | ENDED},
};

const char *
ticket_state_name(TicketState state)
{
	return STATES[state].name;
}

const char *
ticket_state_meaning(TicketState state)
{
	return STATES[state].meaning;
}

bool
ticket_state_from_name(const char *name, TicketState *ret_state)
{
	for (TicketState state = 0; state < TICKET_STATES; state++) {
		if (strcmp(STATES[state].name, name) == 0) {
			*ret_state = state;
			return true;
		}
	}
	return false;
}

void
ticket_state_names(const char *ret_names[TICKET_STATES + 1])
{
	for (TicketState state = 0; state < TICKET_STATES; state++)
		ret_names[state] = STATES[state].name;
	ret_names[TICKET_STATES] = NULL;
}

bool
ticket_state_is_of(TicketState state, TicketKind kind)
{
	return (STATES[state].traits & (1U << kind)) != 0;
}

bool
ticket_state_is_desks_turn(TicketState state)
{
	return (STATES[state].traits & DESKS_TURN) != 0;
}

bool
ticket_state_has_ended(TicketState state)
{
	return (STATES[state].traits & ENDED) != 0;
}

bool
ticket_state_is_done(TicketState state)
{
	return (STATES[state].traits & (ENDED | OUTCOME)) != 0;
}

bool
ticket_state_is_outcome(TicketState state)
{
	return (STATES[state].traits & OUTCOME) != 0;
}
