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
	int weight; /* 3 strong, 2 good, 1 weak */
	int64_t ticket;
	int64_t letter;  /* of ours, that it names; or 0 */
	int64_t contact; /* whom that letter was sent to; 0: nobody */
	char *words;     /* own; for the trace: "token in To" */
	Proves proves;
} Evidence;
void evidence_free(Evidence *evidence);

/* Of Evidence, in the order found. sender may be NULL. */
bool threading_gather(Context *context, const ConfigMailbox *mailbox, const Message *message,
    GPtrArray **ret_evidence, GError **error);

/* A letter to one of the desk's people that a mail answers. */
typedef struct {
	Letter *letter; /* own; NULL: it answers none */
	bool by_token;  /* it has the letter's token, expired or not; else only its id */
} DeskAnswer;
void desk_answer_clear(DeskAnswer *answer);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskAnswer, desk_answer_clear)
/* The letter that the best evidence of this mail names. Its id alone, which others may have read, makes a mail an answer
 * only where it is a machine's, or From is whom the letter was sent to. */
bool threading_agent_letter(Context *context, const ConfigMailbox *mailbox,
    const Message *message, DeskAnswer *ret_answer, GError **error);

/* Whether a letter went to one of the desk's people. */
bool threading_is_for_desk(const Letter *letter);

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
