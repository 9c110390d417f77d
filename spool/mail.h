/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails as received, each in exactly one state with the reason beside it. A mail is its bytes: the
 * same ones are stored once, wherever they are found, in chunks of at most 256 KiB, and never change.
 */
#pragma once

#include "spool/database.h"
#include "spool/list_page.h"

typedef enum {
	MAIL_WAITING,     /* committed, not decided yet */
	MAIL_DONE,        /* decided: its decision says what it did */
	MAIL_DUPLICATE,   /* the same mail was there before: changed nothing */
	MAIL_HELD,        /* waits for a person */
	MAIL_QUARANTINED, /* killed its reader three times, or could not be read: a bare ticket */
	MAIL_SPAM,        /* put away: nobody was told or written to */
	MAIL_DISCARDED,   /* a person took it out for good */
	MAIL_STATES,      /* how many there are */
} MailState;
const char *mail_state_name(MailState state);
/* False when no state has this name. */
bool mail_state_from_name(const char *name, MailState *ret_state);

typedef struct {
	int64_t id;
	char *mailbox; /* own; the mailbox's name, or "deliver" */
	char *key; /* own; a place where it was found, as the fetch worker calls it, or "" */
	MailState state;
	char *reason;   /* own; why it is in this state, in words; "" while waiting */
	char *decision; /* own; the decision's name, or "" */
	int64_t ticket; /* the ticket it belongs to, or 0 */
	int64_t received_ms;
	int64_t came_ms;  /* when the server got it, as far as known; never after received_ms */
	int64_t size;     /* bytes on the server, also where only the header was kept */
	bool header_only; /* too large: only the header was fetched */
	bool filed;       /* all copies on servers were filed away, or there are none */
	int attempts;     /* readers that were seen to die or to run out of time over it */
	bool released;    /* a person let it through: no rule may hold it again */
	int confirmed; /* by what its sender confirmed it: 0: nothing, 1: a letter's code, 2: an app's */
	int64_t history_ms; /* when it came, of old mail that is only kept as history; else 0 */
	int64_t repeats;    /* how often the same mail came again */
	int64_t repeated_ms; /* and when last, or 0 */
	char *message_id;    /* own; or NULL; set when decided */
	char *from_address;  /* own; or NULL */
	char *subject;       /* own; "" */
} Mail;

void mail_free(Mail *mail);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Mail, mail_free)

/* What a fetch worker brings. Nothing is copied: all fields are borrowed for the call. */
typedef struct {
	const char *mailbox;
	const char *key; /* where it was found; NULL: by no server (deliver) */
	GBytes *raw;
	int64_t size;
	bool header_only;
	int64_t received_ms;
	int64_t came_ms;    /* when the server got it; 0: nobody knows */
	int64_t history_ms; /* not 0: it came then, and is only to be kept as history */
	int confirmed;      /* as in Mail */
} MailArrival;
/* Stores a mail as waiting. Where its bytes are known, ret_id is 0: it is noted where they were found
 * now, and, unless they were known to be there, that the mail came again. */
bool mail_add(Spool *spool, const MailArrival *arrival, int64_t *ret_id, GError **error);
bool mail_get(Spool *spool, int64_t id, Mail **ret_mail, GError **error);
/* SPOOL_ERROR_MISSING also where they were deleted (spool/forget.h). */
GBytes *mail_raw(Spool *spool, int64_t id, GError **error);
/* By which its bytes are known; NULL in one of an older version (no error). Caller owns. */
bool mail_hash_of(Spool *spool, int64_t id, char **ret_hash, GError **error);

/* The first mailbox behind this one, by name, in which a mail waits that is no history, or NULL; caller owns. */
bool mail_waiting_mailbox(Spool *spool, const char *after, char **ret_mailbox, GError **error);
/* Its waiting mails, without history, over which no reader failed yet, in the order in which they are to be read. */
typedef struct {
	const char *mailbox;
	int64_t after; /* only ids behind this one */
	int limit;
} MailTurn;
bool mail_waiting(Spool *spool, const MailTurn *turn, GPtrArray **ret_mails, GError **error);
/* Those whose reader failed before, fewest attempts first, then oldest: they are read when no new mail waits there. */
bool mail_tried(
    Spool *spool, const char *mailbox, int limit, GPtrArray **ret_mails, GError **error);
/* Of history, which is read when no other mail waits: first what no reader failed over, then fewest attempts first. */
bool mail_waiting_history(Spool *spool, int limit, GPtrArray **ret_mails, GError **error);

/* What the decision made of it. message_id, from_address and content_hash may be NULL. */
typedef struct {
	MailState state;
	const char *reason;
	const char *decision;
	const char *rule; /* that wanted it; NULL: none did */
	int64_t ticket;   /* 0: none */
	const char *message_id;
	const char *content_hash;
	const char *from_address;
	int64_t date_ms; /* 0: it has none */
	const char *subject;
} MailOutcome;
bool mail_decide(Spool *spool, int64_t id, const MailOutcome *outcome, GError **error);
/* Counts a reader that died over this mail; ret_attempts is the new count. */
bool mail_count_attempt(Spool *spool, int64_t id, int *ret_attempts, GError **error);
/* Back to waiting, attempts forgotten; SPOOL_ERROR_MISSING where its bytes were deleted. One released is not held again. */
bool mail_retry(Spool *spool, int64_t id, GError **error);
bool mail_release(Spool *spool, int64_t id, GError **error);
/* One that is held, back to waiting, confirmed by that (1, 2); ret_held is false, and nothing changes, where it is not held. */
bool mail_confirm(Spool *spool, int64_t id, int by, bool *ret_held, GError **error);
/* What is told of one that stays held. */
bool mail_set_reason(Spool *spool, int64_t id, const char *reason, GError **error);
/* Out for good, with the reason why. Its bytes stay. */
bool mail_discard(Spool *spool, int64_t id, const char *reason, GError **error);
/* By id, those behind this one; or the newest first, where state < 0 all. */
bool mail_since(Spool *spool, int64_t after, int limit, GPtrArray **ret_mails, GError **error);
bool mail_list(Spool *spool, int state, int limit, GPtrArray **ret_mails, GError **error);
bool mail_list_page(Spool *spool, const ListPage *page, GPtrArray **ret_mails, GError **error);
bool mail_oldest_waiting(Spool *spool, int64_t *ret_received_ms, GError **error);
/* How many are in each of MAIL_STATES, among the duplicates also those that have the bytes of another; and, as above, when the
 * oldest waiting one that is no history was received, or 0. */
bool mail_count(Spool *spool, int64_t ret_counts[], int64_t *ret_oldest_ms, GError **error);
