/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What becomes of one message: the rules' intent, held against who speaks, how sure we are of it, and the state of
 * the ticket. Pure: the same situation gives the same decision.
 */
#pragma once

#include "gateway/config/config.h"
#include "gateway/model/lifecycle.h"
#include "gateway/model/proof.h"
#include "rules/answer.h"
#include "rules/ruleset.h"
#include "spool/contact.h"

/* All borrowed. */
typedef struct {
	const Message *message;
	const RuleResult *rule_result;
	const Answer *answer;
	const Contact *sender; /* NULL: no usable From */
	bool own_token;        /* a valid token of this ticket, issued to the sender */
	int proof;             /* 0 to 4 */
	Standing standing;     /* what there is to prove who speaks */
	bool has_authserv;     /* of the mailbox */
	bool
	    answers_own; /* it answers a letter to this sender, in a mailbox that has no address for tokens */
	const Ticket *ticket; /* the one it belongs to, which the sender may see; or NULL */
	const Ticket *asked; /* the one whose state is asked for; or NULL: none in particular */
	bool
	    asks_unseen; /* it asks for one that the sender may not see, or that is not there */
	int reopened_today;    /* how often customers reopened it in the last day */
	bool form_blank;       /* nothing is filled in, nor said: the blank form is asked for */
	bool form_complete;    /* of a request: every field is given and good */
	bool needs_approval;   /* its item does */
	bool sensitive;        /* its item costs money or gives access */
	bool lost_right;       /* of a draft: the sender may not ask for its item any more */
	bool may_approve;      /* a valid token that asks the sender to approve it */
	bool was_asked;        /* to approve it, and answers without that letter's token */
	bool released;         /* an operator let the mail go on after it was held */
	bool header_only;      /* the mail was too large: only its header is here */
	bool accept_at_l2;     /* the configuration lets L2 close */
	bool no_text;          /* it says nothing that anybody could work with */
	bool by_desk;          /* an agent opens it for the sender, who is in From no longer */
	ConfigUnknown unknown; /* what the mailbox does with who is no known contact */
} Situation;

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
	const char *reason; /* in words; borrowed from a constant or from the intent */
	TicketState
	    next; /* the ticket's state after it: of the one it belongs to, or of the new one */
	const char *mark;    /* "", or one of PROOF_MARK_ */
	bool follows;        /* the new ticket names the one that the message belonged to */
	const char *purpose; /* of the letter's token; NULL: PURPOSE_TICKET */
	bool stops_clock;    /* no reminder and no closing by itself until someone decides */
	const char *letter;  /* name, or NULL: none */
} Decision;

void decide(const Situation *situation, Decision *ret_decision);

#define DECIDE_REOPEN_MAX 3 /* reopenings by mail with a token alone in one day */
