/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ticket a message belongs to. All evidence is gathered, then weighed: a token in the address or the id of our
 * letter that is answered weighs most, then a token that is quoted and known ids, then ids further back, then a number in the subject.
 */
#pragma once

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/ticket.h"

typedef struct MailFacts MailFacts; /* gateway/intake/mail_facts.h */

typedef enum {
	EVIDENCE_ADDRESS_TOKEN, /* in the address that the mail was sent to */
	EVIDENCE_REF_TOKEN,     /* in a `Ref:` line */
	EVIDENCE_LETTER_ID, /* it answers a letter of ours: no proof, others may have read its id */
	EVIDENCE_KNOWN_ID, /* it answers an id that we know */
	EVIDENCE_NUMBER,   /* a number in the subject */
} EvidenceKind;

/* What a token proves while it lasts. */
typedef enum {
	PROVES_NOTHING,
	PROVES_PERSON,    /* that its contact speaks, on the letter's ticket */
	PROVES_CONFIRMED, /* the same, once: the letter asked whether a mail was theirs */
	PROVES_APPROVER, /* that who was asked to approve the ticket answers, and nothing else */
	PROVES_CONFIRMED_APPROVER,
} Proves;

typedef struct {
	EvidenceKind kind;
	int weight;      /* 3 strong, 2 good, 1 weak */
	int64_t ticket;  /* 0: none */
	int64_t letter;  /* of ours, that it names; or 0 */
	int64_t contact; /* whom that letter was sent to; 0: nobody */
	char *words;     /* own; for the trace: "token in To" */
	Proves proves;
	Letter *sent; /* own; that letter, or NULL: it is not there any more */
} Evidence;
void evidence_free(Evidence *evidence);

/* Whether the message has a proof token of ours, whatever that is good for: asks no spool. */
bool threading_has_token(
    const Context *context, const ConfigMailbox *mailbox, const Message *message);

/* Sets the evidence: each letter of ours that the mail names by its token or its id, in the order found, whoever it was
 * sent to. This is where a mail's tokens are checked. */
bool threading_letters(MailFacts *facts, GError **error);

/* The letter to one of the desk's people that the mail answers, or NULL: the one that the best evidence names. Its id
 * alone, which others may have read, makes a mail an answer only where it is a machine's, or From is whom the letter
 * was sent to. ret_by_token: the mail has that letter's token, expired or not. Of the evidence. */
const Letter *threading_agent_letter(const MailFacts *facts, bool *ret_by_token);

/* Whether a letter went to one of the desk's people. */
bool threading_is_for_desk(const Letter *letter);

/* Adds to the evidence what is no letter of ours: known ids, and numbers. */
bool threading_gather(MailFacts *facts, GError **error);

typedef struct {
	int64_t ticket;   /* 0: none */
	bool own_token;   /* a token of it, issued to this sender */
	bool answers_own; /* it answers a letter that was sent to this sender */
	bool disagrees;   /* another ticket has evidence as good: a person must look */
	int64_t letter;   /* a letter of ours that the evidence names, or 0 */
	int64_t
	    confirmed; /* the letter whose token was issued to this sender for one answer, or 0 */
	int64_t approval;        /* the letter whose token asks for an approval of it, or 0 */
	bool approval_confirmed; /* that letter asked for one answer */
	char *words;             /* own; for the trace: "token in To, known id: all agree" */
} Thread;
void thread_clear(Thread *thread);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Thread, thread_clear)
/* Pure. sender: the contact's id, or 0. */
void threading_weigh(const GPtrArray *evidence, int64_t sender, Thread *ret_thread);

/* Whether this mail is a letter of our own that came back to us. */
bool threading_is_ours(const Context *context, const Message *message);
