/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Of what the words of a clause are: absence, a time, an answer ... in many languages. A class alone says little; what
 * programs write by themselves is told by which classes stand together (parsers/canned_text.h).
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

enum {
	WORD_SELF = 1ULL << 0,   /* I, we */
	WORD_ABSENT = 1ULL << 1, /* away, holiday, ill */
	WORD_HERE =
	    1ULL << 2, /* present, in the office, reachable: with a "not" it is absence */
	WORD_NOT = 1ULL << 3,
	WORD_BACK = 1ULL << 4,  /* back, return */
	WORD_AGAIN = 1ULL << 5, /* "weer", "wieder": back only beside one of WORD_HERE */
	WORD_WHEN = 1ULL << 6,  /* until, from, a day, a month */
	WORD_CLOSED = 1ULL << 7,
	WORD_GONE = 1ULL << 8,     /* has left for good */
	WORD_NO_MORE = 1ULL << 9,  /* no longer: with one of WORD_FIRM it is gone */
	WORD_FIRM = 1ULL << 10,    /* works, company */
	WORD_CONTACT = 1ULL << 11, /* turn to */
	WORD_URGENT = 1ULL << 12,
	WORD_DEPUTY = 1ULL << 13,   /* colleague, replaces */
	WORD_MAIL = 1ULL << 14,     /* message, mailbox */
	WORD_TICKET = 1ULL << 15,   /* request, question */
	WORD_READ = 1ULL << 16,     /* read, forward, access */
	WORD_ANSWER = 1ULL << 17,   /* reply, handle */
	WORD_SOON = 1ULL << 18,     /* as soon as possible, within */
	WORD_RECEIVED = 1ULL << 19, /* received, registered */
	WORD_THANKS = 1ULL << 20,
	WORD_ROBOT = 1ULL << 21,    /* automatic */
	WORD_POLITE = 1ULL << 22,   /* a greeting, a wish: says nothing */
	WORD_FAREWELL = 1ULL << 23, /* a signature follows */
	WORD_LEGAL = 1ULL << 24,    /* confidential: a disclaimer follows */
	WORD_PAST = 1ULL << 25,     /* was: an absence that is over */
	WORD_WANTED = 1ULL << 26,   /* please, could you */
	WORD_MATTER =
	    1ULL << 27, /* works, try, attached: somebody writes about this very case */
	WORD_REACTED = 1ULL << 28, /* to a mail, by the press of a button */
	WORD_CALL = 1ULL << 29,    /* call, send: contact only beside whom, or where */
	WORD_ME = 1ULL << 30,
	WORD_BE = 1ULL << 31,    /* "I am ... until": wherever that is */
	WORD_UNTIL = 1ULL << 32, /* the end of a time */
	WORD_THIS = 1ULL << 33,  /* this mail */
	WORD_YOUR = 1ULL << 34,
	WORD_OURS = 1ULL << 35, /* my, our */
	WORD_USE = 1ULL << 36,  /* in use, active: of a mailbox */
	WORD_CAN = 1ULL << 37,  /* with a "not", trouble: but to read or to answer */
	WORD_OPEN = 1ULL << 38,
};

/* All classes of the words of a clause; it is folded as word_class_fold() does it. */
uint64_t word_class_find(const char *folded);

#define WORD_DISTANCE 3 /* words, from one to the other: "ne serai pas joignable" */

/* Whether words of two classes stand in this order, and near. */
bool word_class_follows(const char *folded, uint64_t first, uint64_t then);

/* " lower case without accents ", each run of what is neither letter nor digit one blank. Caller owns. */
char *word_class_fold(const char *text, long size);
