/* SPDX-License-Identifier: Apache-2.0 */
/* All that rules may look at, filled by the gateway before they run. Everything is borrowed. */
#pragma once

#include "parsers/message.h"

/* What the sender answers to a solution or an approval (DESIGN, "Answers to a solution"). */
typedef enum {
	ANSWER_NONE,
	ANSWER_ACCEPT,
	ANSWER_REJECT,
	ANSWER_UNCLEAR,
	ANSWER_THANKS,
	ANSWER_REMARK, /* words that ask for nothing and tell of no trouble */
} AnswerKind;

/* What the sender asks for, when not for help. */
typedef enum {
	ASKS_NOTHING,
	ASKS_STATUS,       /* how a ticket stands */
	ASKS_MINE,         /* my cases */
	ASKS_ORGANISATION, /* my organisation's cases */
	ASKS_FORMS,        /* which forms there are */
	ASKS_DETAILS,      /* that what is known of its sender be changed */
	ASKS_ITEM,         /* a catalog item, or its blank form */
	ASKS_PRIVACY,      /* what is kept of them, or to be forgotten: rules/privacy.h */
} AsksKind;

/* How sure it is that who is in From wrote the mail: the levels L0 to L4. */
typedef enum {
	PROOF_NONE,   /* anybody could have written that From */
	PROOF_TOKEN,  /* a valid token of the ticket, issued to them */
	PROOF_DOMAIN, /* a known contact, for whose domain our own server vouches */
	PROOF_BOTH,
	PROOF_CODE, /* both, and the code of an authenticator app */
} SenderProof;

typedef struct {
	const Message *message;
	const char *mailbox; /* name of the mailbox it came by */
	int64_t now_ms;

	bool sender_known;   /* a known contact */
	const char *account; /* the sender's, or NULL */
	SenderProof proof;
	SpamSign spam; /* what our own server says */

	const char *ticket;          /* number of the ticket it belongs to, or NULL: none */
	const char *ticket_kind;     /* "case", "request", or NULL */
	const char *ticket_state;    /* "awaiting info", or NULL */
	const char *ticket_category; /* or NULL */

	AnswerKind answer;
	AsksKind asks;
	const char *answer_where; /* Answer.where, or NULL: for the trace */
	const char *item;         /* name of the catalog item asked for, or NULL */
} Facts;

const char *answer_kind_name(AnswerKind kind); /* "accept" */
/* Whether something is decided by it, or was meant to be. */
bool answer_kind_decides(AnswerKind kind);
const char *asks_kind_name(AsksKind kind); /* "status" */
