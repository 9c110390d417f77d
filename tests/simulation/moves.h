/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What may happen in a conversation, and what it must bring about: the model that the gateway is compared with. It is
 * written from the manual and knows nothing of the gateway's code.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

typedef enum {
	ACTOR_CUSTOMER,
	ACTOR_AGENT,   /* by an answer to a notification */
	ACTOR_CALLER,  /* an agent on the command line */
	ACTOR_MANAGER, /* who approves requests */
	ACTOR_BUYER,   /* who is told of approved ones by the desk */
	ACTOR_MACHINE, /* that of the customer, which answers by itself */
	ACTOR_SERVER,  /* that of the customer, which sends a letter back */
	ACTOR_TIME,    /* nobody says anything for so long that something happens */
} Actor;

typedef enum {
	LETTER_NOTHING,
	LETTER_TO_MAIL, /* it answers the mail */
	LETTER_MARKED,  /* it has the words of the mail in it */
} LetterSign;

typedef struct {
	const char *name; /* of the letter */
	LetterSign sign;  /* by which it is known */
	Actor to;         /* the customer, the manager, or the buyer */
} MoveLetter;

typedef struct {
	Actor actor;
	const char *from; /* states, with a comma around each */
	const char *to;   /* the state after it, or NULL: the same */
	/* Of the mail, or of the command with its text behind a bar; %s is the mark of the words. NULL: nothing is said. */
	const char *text;
	const char *decision; /* what becomes of the mail, or NULL */
	MoveLetter letters[3];
	unsigned weight; /* 0: it is what happens when nobody says anything more */
	bool opens;      /* a ticket; the one before it has ended */
	bool last;       /* nothing happens after it, not even by time */
} Move;

/* A conversation begins with one of these states. */
#define STATE_CASE "nothing"
#define STATE_REQUEST "nothing of a request"

extern const Move MOVES[];
extern const size_t MOVES_COUNT;
