/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ticket a message belongs to. All evidence is gathered, then weighed: a token in the address or the id of our
 * letter that is answered weighs most, then a token that is quoted and known ids, then ids further back, then a number in the subject.
 */
#pragma once

#include "gateway/office.h"
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

typedef struct {
	EvidenceKind kind;
	int weight; /* 3 strong, 2 good, 1 weak */
	int64_t ticket;
	int64_t letter; /* whose token it is, or 0 */
	int64_t
	    contact; /* whom that token was issued to; 0: nobody, or the token is no proof (any more) */
	char *words; /* own; for the trace: "token in To" */
	bool
	    approval; /* the letter asks for an approval: its token lasts, but proves nothing else */
} Evidence;
void evidence_free(Evidence *evidence);

/* Of Evidence, in the order found. sender may be NULL. */
bool threading_gather(Office *office, const ConfigMailbox *mailbox, const Message *message,
    GPtrArray **ret_evidence, GError **error);

/* The letter to one of the desk's people whose token is the best evidence that this mail has, expired or not; else
 * ret_letter is NULL. */
bool threading_desk_letter(Office *office, const ConfigMailbox *mailbox, const Message *message,
    Letter **ret_letter, GError **error);

/* Whether a letter went to one of the desk's people. */
bool threading_is_for_desk(const Letter *letter);

typedef struct {
	int64_t ticket;   /* 0: none */
	bool own_token;   /* a token of it, issued to this sender */
	bool any_token;   /* a token of it, whoever's */
	bool disagrees;   /* another ticket has evidence as good: a person must look */
	int64_t letter;   /* a letter of ours that the evidence names, or 0 */
	int64_t approval; /* the letter whose token asks for an approval of it, or 0 */
	char *words;      /* own; for the trace: "token in To, known id: all agree" */
} Thread;
void thread_clear(Thread *thread);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Thread, thread_clear)
/* Pure. sender: the contact's id, or 0. */
void threading_weigh(const GPtrArray *evidence, int64_t sender, Thread *ret_thread);

/* Whether this mail is a letter of our own that came back to us. */
bool threading_is_ours(const Office *office, const Message *message);
