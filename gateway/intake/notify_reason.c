/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A draft is nobody's work yet, nor is a request that waits for approval. Of a machine's mail on a ticket the desk hears
 * only when it says that a letter did not arrive.
 */
#include "gateway/intake/notify_reason.h"

bool
notify_reason_of(const Decision *decision, const Message *message, TicketState state,
    NotifyReason *ret_reason)
{
	switch (decision->kind) {
	case DECISION_OPEN_CASE:
		*ret_reason = NOTIFY_NEW_CASE;
		return true;
	case DECISION_FILE_REQUEST:
	case DECISION_CONTINUE_DRAFT:
		*ret_reason = NOTIFY_REQUEST;
		return state == TICKET_IN_PROGRESS;
	case DECISION_APPROVE:
		*ret_reason = NOTIFY_APPROVED;
		return state == TICKET_IN_PROGRESS;
	case DECISION_HOLD:
		*ret_reason = NOTIFY_HELD;
		return true;
	case DECISION_COMMENT:
	case DECISION_REOPEN:
	case DECISION_ACCEPT:
	case DECISION_REJECT:
	case DECISION_ASK_BACK:
		*ret_reason = message_kind_is_machine(message->kind) ? NOTIFY_UNDELIVERED
			      : decision->kind == DECISION_ACCEPT    ? NOTIFY_ACCEPT
			      : decision->kind == DECISION_REJECT    ? NOTIFY_REJECT
								     : NOTIFY_REPLY;
		return state != TICKET_DRAFT &&
		       (*ret_reason != NOTIFY_UNDELIVERED || message->kind == MESSAGE_BOUNCE);
	default:
		return false;
	}
}
