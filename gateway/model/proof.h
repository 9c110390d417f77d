/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Who may do what: one table of actions against what proves the sender. `casegate check --proof` prints it, decide()
 * and the desk's answers ask it, and nothing else says it. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "rules/facts.h"

/* What there is to prove who speaks. A pass is our own server's, for the domain of a known contact or of the desk's
 * people; a fail is its word that the mail is forged. A token is one of that ticket or letter, issued to the sender. */
typedef enum {
	STANDING_NOTHING,
	STANDING_FORGED, /* a fail and no token */
	STANDING_TOKEN,
	STANDING_TOKEN_FORGED, /* a token, and a fail */
	STANDING_CONFIRMED, /* the token of the letter that asked whether it was them; whatever our server says */
	STANDING_PASS,
	STANDING_BOTH, /* a token and a pass */
} Standing;
#define STANDINGS (STANDING_BOTH + 1)

typedef enum {
	ACTION_OPEN,            /* a new case */
	ACTION_COMMENT,         /* words on a ticket */
	ACTION_ANSWER,          /* of a question: the case is open again */
	ACTION_REJECT,          /* a solution, or reply to it: the case is open again */
	ACTION_ACCEPT,          /* a solution: the case is closed for good */
	ACTION_START,           /* a request */
	ACTION_START_SENSITIVE, /* one that costs money or gives access; a person of the desk decides */
	ACTION_CONTINUE, /* a draft of a request */
	ACTION_BECOME_KNOWN,
	ACTION_NAME_PEOPLE,    /* in Cc or by a line: they get letters */
	ACTION_ON_BEHALF,      /* write for a colleague */
	ACTION_STATUS,         /* hear how tickets stand */
	ACTION_CHANGE_DETAILS, /* one's own name, address and language */
	ACTION_APPROVE,        /* or decline what one was asked to */
	ACTION_APPROVE_SENSITIVE,
	ACTION_AGENT,                   /* an agent's answer to a notification */
	ACTION_AGENT_APPROVE_SENSITIVE, /* one that approves what costs money or gives access */
	ACTION_AGENT_NEW,               /* an agent's new mail as the desk's word */
} ProofAction;
#define PROOF_ACTIONS (ACTION_AGENT_NEW + 1)

typedef enum {
	PROOF_NO,
	PROOF_YES,
	PROOF_MARKED, /* yes, with a mark on the ticket */
	PROOF_STOPS, /* yes, marked, and the ticket does not close by time before a person looked */
	PROOF_LIMITED, /* yes, three times a day */
	PROOF_WORDS,   /* what it says is added, no more */
	PROOF_ASKED,   /* a letter to the registered address asks for more */
	PROOF_HELD,    /* for a person of the desk */
	PROOF_STATE,   /* the state of the token's ticket, and nothing else */
	PROOF_DESK,    /* noted; a person of the desk decides */
} ProofOutcome;

/* What the ticket shows of words of which it is not sure whose they are. */
#define PROOF_MARK_UNPROVEN "unproven"
#define PROOF_MARK_UNCONFIRMED "not confirmed by a code"
#define PROOF_MARK_FORGED "our server calls it forged"

/* A mailbox without authserv never hears a pass: there the token alone does what else takes both. */
ProofOutcome proof_outcome(ProofAction action, Standing standing, bool has_authserv);

/* pass: of a sender for whom it counts. */
Standing proof_standing(bool token, bool pass, bool fail);

/* pass: of our own server, for a known contact. */
SenderProof proof_of_sender(bool token, bool pass);
bool proof_has_token(SenderProof proof);
bool proof_has_pass(SenderProof proof);

/* "accept a solution", "token, fail", "asked back". */
const char *proof_action_name(ProofAction action);
const char *proof_standing_name(Standing standing);
const char *proof_outcome_name(ProofOutcome outcome);

/* The whole table as text. Caller owns. */
char *proof_text(void);
