/* SPDX-License-Identifier: Apache-2.0 */
/* The letters are those that an agent's deed here brings (gateway/model/agent_action.c): only that words and a move come
 * apart there, and together here. */
#include "gateway/desk/desk_news_letter.h"

#include <stddef.h>

#include "gateway/templates/letter_types.h"

/* It goes on, though it had come to an end or had a solution. */
static bool
takes_up_again(TicketState before, TicketState after)
{
	return (before == TICKET_RESOLVED || ticket_state_has_ended(before)) &&
	       (after == TICKET_NEW || after == TICKET_OPEN || after == TICKET_IN_PROGRESS);
}

/* What says nothing but that it has come to this state. */
static const char *
letter_of_move(const DeskNewsFacts *facts)
{
	switch (facts->after) {
	case TICKET_RESOLVED:
		return LETTER_RESOLUTION;
	case TICKET_CLOSED:
		return facts->by_time ? LETTER_CLOSED_AUTOMATICALLY : LETTER_CLOSED;
	case TICKET_CANCELLED:
		return LETTER_CANCELLED;
	case TICKET_FULFILLED:
		return LETTER_REQUEST_FULFILLED;
	case TICKET_DECLINED:
		return LETTER_REQUEST_DECLINED;
	case TICKET_IN_PROGRESS:
		if (facts->before == TICKET_AWAITING_APPROVAL)
			return LETTER_REQUEST_APPROVED;
		break;
	case TICKET_NEW:
	case TICKET_OPEN:
	case TICKET_AWAITING_INFO:
	case TICKET_DRAFT:
	case TICKET_AWAITING_APPROVAL:
	case TICKET_EXPIRED:
	case TICKET_STATES:
		break;
	}
	return NULL;
}

const char *
desk_news_letter(const DeskNewsFacts *facts)
{
	const char *moved = facts->before == facts->after ? NULL : letter_of_move(facts);

	if (moved != NULL)
		return moved;
	if (facts->after == TICKET_RESOLVED && facts->solves)
		return LETTER_RESOLUTION;
	if (facts->says)
		return facts->after == TICKET_AWAITING_INFO ? LETTER_QUESTION : LETTER_ANSWER;
	return takes_up_again(facts->before, facts->after) ? LETTER_REOPENED : NULL;
}

const char *
desk_news_verb(TicketState before, TicketState after)
{
	if (takes_up_again(before, after))
		return "reopened";
	switch (after) {
	case TICKET_RESOLVED:
	case TICKET_CLOSED:
	case TICKET_CANCELLED:
	case TICKET_FULFILLED:
	case TICKET_DECLINED:
	case TICKET_EXPIRED:
		return ticket_state_name(after);
	case TICKET_IN_PROGRESS:
		return before == TICKET_AWAITING_APPROVAL ? "approved" : NULL;
	case TICKET_NEW:
	case TICKET_OPEN:
	case TICKET_AWAITING_INFO:
	case TICKET_DRAFT:
	case TICKET_AWAITING_APPROVAL:
	case TICKET_STATES:
		break;
	}
	return NULL;
}
