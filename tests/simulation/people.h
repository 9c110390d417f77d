/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Customers and an agent in conversations about cases. Each conversation is a walk through moves of a table, which says
 * what a move must bring about: this is the model that the gateway is compared with, and it knows none of its code. A
 * move begins when the one before it is known to be done, by the letters that it brings.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tests/simulation/post.h"

/* A mail that somebody wrote, and what must become of it, once. */
typedef struct {
	unsigned conversation;
	char *message_id;     /* own */
	GBytes *raw;          /* own */
	char *mark;           /* own; what it says, and no other mail does */
	const char *decision; /* constant */
	unsigned times;       /* that it stands in a timeline; for the ledgers */
} PeopleMail;

/* A letter that a customer must get, once. */
typedef struct {
	const char *name;      /* constant; of the letter */
	char *mark;            /* own; what stands in it, or NULL */
	const PostLetter *got; /* foreign; or NULL */
} PeopleLetter;

typedef struct {
	unsigned number;
	char *address;              /* own; the customer's */
	const char *state;          /* constant; of its case, once all is done */
	unsigned moves;             /* that are still to come */
	unsigned made;              /* moves that were made */
	GPtrArray *letters;         /* own; of PeopleLetter */
	const PostLetter *last;     /* foreign; to the customer */
	const PostLetter *notified; /* foreign; to the agent */
	char *awaited;              /* own; a mark that the agent must see first, or NULL */
	bool busy;                  /* the next move is to come by itself */
	bool over;
} Conversation;

/* So many conversations of at most so many moves begin, over so much time. */
void people_begin(unsigned conversations, unsigned moves, int64_t within_us);
void people_end(void);
/* What post.h tells of. */
void people_get(const PostLetter *letter);
bool people_are_done(void);

/* Borrowed: of Conversation, and message_id -> PeopleMail. */
const GPtrArray *people_conversations(void);
GHashTable *people_mails(void);
/* Of the mark that stands in the text, or NULL. */
PeopleMail *people_find_mark(const char *text);
