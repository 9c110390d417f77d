/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an agent does to tickets, a row each: its word in mails (`#resolve`) and on the command line (`casegate case
 * resolve`), where it may be done and what comes of it. Pure.
 */
#pragma once

#include "spool/ticket.h"
#include "spool/ticket_content.h"

/* In the order of help and of error lists. */
typedef enum {
	AGENT_NOTHING, /* of an answer by mail that only sets something */
	AGENT_ANSWERS,
	AGENT_RESOLVES,
	AGENT_REOPENS,
	AGENT_ASKS,
	AGENT_APPROVES,
	AGENT_FULFILS,
	AGENT_DECLINES,
	AGENT_NOTES,
	AGENT_ASSIGNS,
	AGENT_CLOSES,
	AGENT_CANCELS,
	AGENT_RELEASES,   /* a held mail */
	AGENT_MARKS_SPAM, /* a held mail, or the one that opened the ticket */
	AGENT_SETS_CATEGORY,
	AGENT_SETS_PRIORITY,
	AGENT_SETS_GROUP,
	AGENT_SETS_TITLE,
	AGENT_SETS_REPORTER,
	AGENT_ADDS,
	AGENT_REMOVES,
	AGENT_LINKS,
	AGENT_MERGES,
	AGENT_SNOOZES,
	AGENT_WAKES,
} AgentAction;
#define AGENT_ACTIONS (AGENT_WAKES + 1)

enum { AGENT_ACTION_STAYS = -1 };
typedef struct {
	unsigned
	    from; /* the states in which it may be done, a bit each; 0: not to tickets of this kind */
	int next; /* TicketState, or AGENT_ACTION_STAYS: it changes none */
} AgentActionMove;

typedef struct {
	const char *word;
	AgentActionMove of_case;
	AgentActionMove of_request;
	unsigned offered;    /* states in which a notification offers it, a bit each */
	const char *refused; /* why not, in another state of a ticket that goes on */
	const char *letter;  /* to the customer; NULL: none */
	const char *begins;  /* how its line of the timeline begins; NULL: with the text */
	EntryKind entry;
	bool needs_text;
	bool
	    only_tells; /* the letter is all there is to it: refused where nobody would get one */
	bool restarts; /* the clock of a case, whatever state it was in */
	bool by_mail;  /* "#word" begins a line of an answer to a notification */
	bool
	    is_setting; /* its value stands behind the word, and any number of them goes with an action */
	bool is_bare; /* nothing needs to stand there */
	bool of_held; /* the notification of a held mail offers it */
} AgentActionRow;
const AgentActionRow *agent_action_row(AgentAction action);
/* Whether there is an action of this word. */
bool agent_action_find(const char *word, AgentAction *ret_action);

/* The ticket's state after it. False when it is refused; then ret_why says why in words (a constant). */
bool agent_action_next(
    const Ticket *ticket, AgentAction action, TicketState *ret_next, const char **ret_why);

/* The words of what may be done to tickets of this kind, NULL-terminated. Caller owns the array. */
const char **agent_action_words(TicketKind kind);
/* What an agent may put into the first lines of an answer about this ticket, or NULL: a held mail; likewise. */
const char **agent_action_offered(const Ticket *ticket);
