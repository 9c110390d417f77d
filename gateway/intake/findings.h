/* SPDX-License-Identifier: Apache-2.0 */
/* What the steps of deciding find out of one mail, from the letters that it names to what was done. */
#pragma once

#include "gateway/intake/inline_answers.h"
#include "gateway/model/needs.h"
#include "parsers/message.h"
#include "rules/catalog.h"
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
	int weight;      /* 3 strong, 2 good, 1 weak */
	int64_t ticket;  /* 0: none */
	int64_t letter;  /* of ours, that it names; or 0 */
	int64_t contact; /* whom that letter was sent to; 0: nobody */
	char *words;     /* own; for the trace: "token in To" */
	Proves proves;
	Letter *sent; /* own; that letter, or NULL: it is not there any more */
} Evidence;

/* The ticket that all evidence speaks for. */
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

/* What was written between the lines of letters of ours. */
typedef struct {
	InlineResult result;
	Message message; /* the one that came, with these words; foreign but for its text */
	char *text;      /* own; that text; NULL: there are none */
	char *spoken;    /* own; the same without the lines of our letter */
} QuotedAnswers;

/* What stood above all words of who has an app (gateway/intake/app_digits.h). */
typedef struct {
	char *code;             /* own; or NULL: nothing did */
	char *above;            /* own; the text as far as they stood in it */
	const Message *message; /* foreign; out of which they are */
	bool wrong;             /* they were asked for, and are not the app's */
} Digits;

/* By what the sender can confirm the mail, and has. */
typedef struct {
	NeedTable account; /* what the sender's account needs, beside all others */
	bool has_app;
	bool app_locked; /* and none of its codes counts */
	bool locked;     /* too many wrong codes came of late: none is asked */
	Digits digits;   /* own */
	ConfirmedBy by;
} Confirmation;

/* A ticket that the mail names and that is not its own: the sender may not see it, or wrote past it. */
typedef struct {
	Ticket *ticket; /* own; as it was; NULL: there is none */
	bool elsewhere; /* the mail went to another mailbox */
	char *
	    tied; /* own; why the author's words belong to it all the same: "was named on it"; or NULL */
	char *mark; /* own; of these words, once they are added; or NULL */
} NamedTicket;

/* What the lines of a mail say of its case. */
typedef struct {
	const char *category; /* borrowed from the configuration; NULL: nothing was taken */
	int64_t account;      /* 0: nothing was taken */
	char *group;          /* own; that account's, or NULL */
	GArray *people;       /* own; of int64_t, contacts; or NULL */
	Contact *reporter;    /* own; on whose behalf it is; NULL: the sender's */
	bool by_desk;         /* an agent says so, which is the desk's word */
	bool forwards;        /* by forwarding the reporter's mail */
	char *first_line;     /* own; of the text, that says something; or NULL */
	bool says_nothing;    /* there is none, and no other mail in it */
	GPtrArray *
	    words; /* own; of char *, for the trace: what was taken, what not and why; or NULL */
} CaseFields;

/* The form that it fills in. */
typedef struct {
	const CatalogItem *item; /* the one that is asked for, or the ticket's; or NULL */
	GPtrArray
	    *values;   /* own; of CatalogValue; NULL: there is nothing to fill in (any more) */
	bool complete; /* all that is required is there, and all that is there is good */
	bool says_little;    /* a new request, whose text is a word or two beside its subject */
	bool given;          /* the message itself gives some of it */
	bool needs_approval; /* the item does */
	bool sensitive;      /* the item costs money or gives access */
	const char
	    *refused; /* name of an item that the sender asks for and may not have; or NULL */
	const char *language; /* borrowed; of its labels, or NULL: in doubt */
} RequestForm;
