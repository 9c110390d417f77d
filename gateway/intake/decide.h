/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of one message: the rules' result, held against who speaks, how sure we are of it, and the state of
 * the ticket. Pure: the same facts give the same decision.
 */
#pragma once

#include "gateway/model/lifecycle.h"

typedef struct MailFacts MailFacts; /* gateway/intake/mail_facts.h */

typedef enum {
	DECISION_IGNORE,
	DECISION_HOLD,
	DECISION_OPEN_CASE,
	DECISION_FILE_REQUEST,
	DECISION_CONTINUE_DRAFT,
	DECISION_COMMENT,
	DECISION_REOPEN,
	DECISION_ACCEPT,
	DECISION_REJECT,
	DECISION_ASK_BACK,
	DECISION_APPROVE,
	DECISION_DECLINE,
	DECISION_NOTE_APPROVAL, /* an approver's word that a person of the desk has to confirm */
	DECISION_TELL_STATE,
	DECISION_LIST_FORMS,
	DECISION_FORWARD,
	DECISION_REFER, /* told how to become a known contact; nothing is filed */
} DecisionKind;
const char *decision_kind_name(DecisionKind kind); /* "open case" */

typedef struct {
	DecisionKind kind;
	const char *reason; /* in words; borrowed from a constant or from the rules' result */
	TicketState
	    next; /* the ticket's state after it: of the one it belongs to, or of the new one */
	const char *mark;    /* "", or one of PROOF_MARK_ */
	bool follows;        /* the new ticket names the one that the message belonged to */
	const char *purpose; /* of the letter's token; NULL: PURPOSE_TICKET */
	bool stops_clock;    /* no reminder and no closing by itself until someone decides */
	const char *letter;  /* name, or NULL: none */
} Decision;

Decision decide(const MailFacts *facts);

#define DECIDE_REOPEN_MAX 3 /* reopenings by mail with a token alone in one day */
