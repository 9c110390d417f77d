/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a text says what anybody would get who writes there: a note of absence, of a mailbox that is read no more, of
 * a mail that was received. It is told clause by clause from classes of words, not from sentences; a clause that says
 * something else, or is about the very case, speaks for a person.
 */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"

enum {
	CANNED_AWAY = 1 << 0,     /* the writer is not there, or nobody is */
	CANNED_GONE = 1 << 1,     /* and never will be */
	CANNED_UNREAD = 1 << 2,   /* nobody reads it */
	CANNED_OFFLINE = 1 << 9,  /* the writer reads no mail, or not now */
	CANNED_DEPUTY = 1 << 3,   /* whom else to ask */
	CANNED_LATER = 1 << 4,    /* it will be answered */
	CANNED_RECEIVED = 1 << 5, /* it was received, or has a number */
	CANNED_THANKS = 1 << 6,   /* for the mail */
	CANNED_ROBOT = 1 << 7,    /* nobody wrote this, or is to answer it */
	CANNED_REACTED = 1 << 8,  /* somebody pressed a button below a mail of ours */
};

typedef struct {
	unsigned says;    /* CANNED_..., all of it */
	unsigned canned;  /* clauses that say any of it */
	unsigned others;  /* clauses that say something else; greetings and times say nothing */
	bool is_personal; /* one of these asks, or is about the case */
} CannedText;

/* Of the new text of a message whose sender and subject are read; what follows the first personal clause is not looked
 * at, because it makes no machine of a person. */
CannedText canned_text_read(const Message *message);

/* CANNED_... of a subject, or of its beginning: of one clause. */
unsigned canned_text_clause(const Message *message, const char *clause);

/* Whether such a text was written by nobody. is_marked: something else speaks for a machine, too. */
bool canned_text_is_machine(const CannedText *text, bool is_marked);

/* Whether it says more than who is away: what only they write who write to anybody. */
bool canned_text_is_for_anybody(const CannedText *text);

/* Whether it is all thanks for a mail and the word that an answer will come: nobody writes so of himself. */
bool canned_text_welcomes(const CannedText *text);
