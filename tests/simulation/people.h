/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Customers, their managers and an agent, in conversations. Each conversation is a walk by chance through the moves of
 * moves.h; a move begins when the one before it is known to be done and has brought its letters.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "tests/simulation/moves.h"
#include "tests/simulation/post.h"

/* What somebody said, by mail or on the command line, once. */
typedef struct {
	unsigned conversation;
	char *mark;       /* own; stands in it, and nowhere else */
	char *message_id; /* own; or NULL: it was no mail */
	const Move *move; /* foreign */
	int decided;      /* in which life it was seen to be decided, or 0 */
	bool done;        /* that is known to have been committed */
	unsigned times;   /* that it stands in a timeline; for the ledgers */
} Words;

/* A letter that somebody must get, once. */
typedef struct {
	const MoveLetter *what; /* foreign */
	char *sign;             /* own; what stands in it, or NULL */
	const PostLetter *got;  /* foreign; or NULL */
	int64_t since_us;
} Awaited;

typedef struct {
	unsigned number;
	char *customer; /* own; addresses */
	char *manager;
	bool request;
	char *ticket; /* own; the number of its last one, once a letter told it */
	unsigned tickets;
	const char *state;          /* constant; of its last ticket, once all is done */
	unsigned left;              /* moves that are still to come */
	unsigned made;              /* moves that were made */
	Words *said;                /* foreign; in the last move, or NULL */
	GPtrArray *awaited;         /* own; of Awaited */
	const PostLetter *last;     /* foreign; to the customer */
	const PostLetter *approval; /* foreign; to the manager */
	bool busy;                  /* its next move comes by itself */
	bool silent;                /* nobody says anything more */
	bool over;
} Conversation;

/* So many conversations of at most so many moves begin, over so much time. long_run: the run lasts until what happens by
 * time alone has happened, else it ends before any of it may. */
void people_begin(unsigned conversations, unsigned moves, int64_t within_us, bool long_run);
void people_end(void);
/* What post.h tells of: a letter came; or it is refused, because there is nobody of this address any more, which may be
 * so of some. */
void people_get(const PostLetter *letter);
void people_miss(const PostLetter *letter);
bool people_may_be_gone(const char *address);
bool people_are_done(void);
/* A gateway starts. */
void people_next_life(void);
/* The ledgers say that these words were heard, and what became of them is on disk. */
void people_were_heard(Words *words);

/* Borrowed: of Conversation; and of Words, by their marks and by the Message-IDs of the mails. */
const GPtrArray *people_conversations(void);
GHashTable *people_words(void);
GHashTable *people_mails(void);
/* Whose mark stands in the text, or NULL. */
Words *people_find_mark(const char *text);
