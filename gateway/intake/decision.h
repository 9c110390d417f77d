/* SPDX-License-Identifier: Apache-2.0 */
/* What is to become of a mail, and what came of that. */
#pragma once

#include "spool/letter.h"
#include "spool/ticket.h"

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

typedef struct {
	int64_t ticket;     /* the one that it became or belongs to; 0: none */
	char *number;       /* own; its number, or NULL */
	const char *letter; /* what was written, or NULL */
	GPtrArray *faq;     /* own; of FaqHit: what it answers at once; or NULL */
	const char *notice; /* what the desk is told, or NULL */
	char *no_letter;    /* own; why none was written although one was due, or NULL */
	char *trouble;      /* own; what of the rule's values could not be done, or NULL */
} ApplyResult;

/* What is there when a mail has been decided. */
typedef struct {
	Ticket *ticket; /* own; that it became or belongs to, or NULL */
	char *account;  /* own; that ticket's, or NULL */
	Letter *letter; /* own; that was written, or NULL */
} ReportChanges;
