/* SPDX-License-Identifier: Apache-2.0 */
/* What is to become of a mail, and what came of that. */
#pragma once

#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket.h"

typedef enum {
	DECISION_IGNORE,
	DECISION_HOLD,
	DECISION_SPAM, /* put away: nobody is told or written to */
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
	DECISION_CHANGE_DETAILS, /* of the sender */
	DECISION_FORWARD,
	DECISION_ASK_CODE, /* it waits for a code of its sender */
	DECISION_REFER, /* waits until its sender, who is unknown, has confirmed the address */
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
	bool needs_code;     /* it waits, or is held, because of that */
	bool of_app; /* what it does, begins or waits for needs the code of who has an app */
	const char
	    *wish; /* of one that waits for a code: what for, as words.yaml has it; or NULL */
} Decision;

/* What became of a mail that is for one step of the intake alone, before anything else is asked of it. */
typedef struct {
	bool is_one; /* else nothing else is set, and it is for another step */
	MailState state;
	const char *decision; /* constant */
	char *reason;         /* own; what was done, or why not */
} Taken;

static inline void
taken_clear(Taken *taken)
{
	g_clear_pointer(&taken->reason, g_free);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Taken, taken_clear)

typedef struct {
	int64_t ticket;     /* the one that it became or belongs to; 0: none */
	char *number;       /* own; its number, or NULL */
	const char *letter; /* what was written, or NULL */
	GPtrArray *faq;     /* own; of FaqHit: what it answers at once; or NULL */
	const char *notice; /* what the desk is told, or NULL */
	GPtrArray
	    *told; /* own; of char *, the configuration's: whose addresses get that; or NULL */
	char *no_letter; /* own; why none was written although one was due, or NULL */
	char *trouble;   /* own; what of the rule's values could not be done, or NULL */
} ApplyResult;

/* What is there when a mail has been decided. */
typedef struct {
	Ticket *ticket; /* own; that it became or belongs to, or NULL */
	char *account;  /* own; that ticket's, or NULL */
	Letter *letter; /* own; that was written, or NULL */
} ReportChanges;
