/* SPDX-License-Identifier: Apache-2.0 */
/*
 * People who are forgotten. It is begun once and goes on in small steps, whatever dies meanwhile: what is still to go is
 * looked for again at each step. Nothing that belongs to a ticket that is held (spool/ticket_hold.h) is found.
 */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t id;
	int64_t contact;
	int64_t begun_ms;
	GPtrArray *addresses; /* own; of char *, as they are compared */
	GPtrArray *names;     /* own; of char * */
} Erasure;
void erasure_free(Erasure *erasure);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Erasure, erasure_free)

/* Its addresses and its name are written down, to be looked for. One that was begun for this contact goes on. */
bool erasure_begin(Spool *spool, int64_t contact, int64_t now_ms, GError **error);
/* The oldest that is not over, or NULL (no error). */
bool erasure_next(Spool *spool, Erasure **ret_erasure, GError **error);
bool erasure_is_open(Spool *spool, bool *ret_open, GError **error);
bool erasure_is_open_for(Spool *spool, int64_t contact, bool *ret_open, GError **error);
/* Nothing more is looked for: the words go. */
bool erasure_drop_words(Spool *spool, int64_t id, GError **error);
/* It is over. */
bool erasure_end(Spool *spool, int64_t id, int64_t now_ms, GError **error);

/* The next ticket that the contact reported, or on which it is anybody; 0: none. */
bool erasure_own_ticket(Spool *spool, int64_t contact, int64_t *ret_ticket, GError **error);
bool erasure_shared_ticket(Spool *spool, int64_t contact, int64_t *ret_ticket, GError **error);
/* Something of the contact's with the ticket that it is on, 0: on none. */
typedef struct {
	int64_t id;
	int64_t ticket;
} ErasureItem;
/* ErasureItem; mails that wait to be decided are none of them. */
bool erasure_mails(
    Spool *spool, const char *address, int limit, GArray **ret_mails, GError **error);
bool erasure_letters(
    Spool *spool, int64_t contact, int limit, GArray **ret_letters, GError **error);
/* Letters that are about no ticket and went to no contact: they told the desk's people of held mails, or of several
 * tickets together, and nothing says of which. Those that wait to be sent are among them. */
bool erasure_loose_letters(Spool *spool, int limit, GArray **ret_ids, GError **error);
/* Whether a mail from there waits to be decided. */
bool erasure_mail_waits(Spool *spool, const char *address, bool *ret_waits, GError **error);
/* The contact's row, with all that only belongs to it; ret_stays: it does, as something held refers to it. */
bool erasure_contact(Spool *spool, const Erasure *erasure, bool *ret_stays, GError **error);

/* The text without the addresses and names, or NULL where there is none of them. data: an Erasure. Caller owns. */
char *erasure_redact(const char *text, const void *data);

/* Copies on servers of mails that are gone. The mail's are noted. */
bool erasure_note_copies(Spool *spool, int64_t mail, GError **error);
typedef struct {
	int64_t mail;
	char *hash; /* own; as mail_hash() makes it */
	int64_t size;
	bool header_only;
} ErasureCopy;
void erasure_copy_free(ErasureCopy *copy);
/* Of this mailbox (ErasureCopy). */
bool erasure_copies(
    Spool *spool, const char *mailbox, int limit, GPtrArray **ret_copies, GError **error);
/* The first mailbox behind this one that has any, or NULL; caller owns. */
bool erasure_copies_mailbox(
    Spool *spool, const char *after, char **ret_mailbox, GError **error);
bool erasure_copies_count(
    Spool *spool, const char *mailbox, int64_t *ret_count, GError **error);
/* It is gone there, or was not there. */
bool erasure_copy_done(Spool *spool, const char *mailbox, int64_t mail, GError **error);

/* What forgetting this contact is about, and what stands against it. */
typedef struct {
	int64_t tickets, mails, letters; /* of the contact */
	int64_t shared;                  /* tickets of others on which it is somebody */
	GPtrArray *open; /* own; of char *: numbers of its tickets that have not ended */
	GPtrArray *held; /* own; of char *: numbers of those that are held */
	GPtrArray
	    *elsewhere;    /* own; of char *: numbers, and what a desk elsewhere calls them */
	GPtrArray *copies; /* own; of char *: mailboxes that have copies */
} ErasurePlan;
void erasure_plan_clear(ErasurePlan *plan);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ErasurePlan, erasure_plan_clear)
bool erasure_plan(Spool *spool, int64_t contact, ErasurePlan *ret_plan, GError **error);
