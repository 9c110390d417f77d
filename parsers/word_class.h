/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of what the words of a clause are: absence, a time, an answer ... in many languages. A class alone says little; what
 * programs write by themselves is told by which classes stand together (parsers/canned_text.h).
 */
#pragma once

#include <stdbool.h>

enum {
	WORD_SELF = 1 << 0,   /* I, we, ours */
	WORD_ABSENT = 1 << 1, /* away, holiday, ill */
	WORD_HERE = 1 << 2, /* present, in the office, reachable: with a "not" it is absence */
	WORD_NOT = 1 << 3,
	WORD_BACK = 1 << 4,  /* back, return */
	WORD_AGAIN = 1 << 5, /* "weer", "wieder": back only beside one of WORD_HERE */
	WORD_WHEN = 1 << 6,  /* until, from, a day, a month */
	WORD_CLOSED = 1 << 7,
	WORD_GONE = 1 << 8,     /* has left for good */
	WORD_NO_MORE = 1 << 9,  /* no longer: with one of WORD_FIRM it is gone */
	WORD_FIRM = 1 << 10,    /* works, company */
	WORD_CONTACT = 1 << 11, /* turn to */
	WORD_URGENT = 1 << 12,
	WORD_DEPUTY = 1 << 13,   /* colleague, replaces */
	WORD_MAIL = 1 << 14,     /* message, mailbox */
	WORD_TICKET = 1 << 15,   /* request, question */
	WORD_READ = 1 << 16,     /* read, forward, access */
	WORD_ANSWER = 1 << 17,   /* reply, handle */
	WORD_SOON = 1 << 18,     /* as soon as possible, within */
	WORD_RECEIVED = 1 << 19, /* received, registered */
	WORD_THANKS = 1 << 20,
	WORD_ROBOT = 1 << 21,    /* automatic */
	WORD_POLITE = 1 << 22,   /* a greeting, a wish: says nothing */
	WORD_FAREWELL = 1 << 23, /* a signature follows */
	WORD_LEGAL = 1 << 24,    /* confidential: a disclaimer follows */
	WORD_PAST = 1 << 25,     /* was: an absence that is over */
	WORD_WANTED = 1 << 26,   /* please, could you */
	WORD_MATTER = 1 << 27,  /* works, try, attached: somebody writes about this very case */
	WORD_REACTED = 1 << 28, /* to a mail, by the press of a button */
	WORD_CALL = 1 << 29,    /* call, send: contact only beside whom, or where */
	WORD_ME = 1 << 30,
};

/* All classes of the words of a clause; it is folded as word_class_fold() does it. */
unsigned word_class_find(const char *folded);

/* " lower case without accents ", each run of what is neither letter nor digit one blank. Caller owns. */
char *word_class_fold(const char *text, long size);
