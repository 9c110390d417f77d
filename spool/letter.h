/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters: what we send, composed once and kept as bytes, so that one that is sent again after
 * a lost answer of the server has the same Message-ID. A letter's row is also what its token
 * stands for.
 */
#pragma once

#include "spool/database.h"
#include "spool/list_page.h"

typedef enum {
	LETTER_WAITING,
	LETTER_SENT,
	LETTER_FAILED,   /* refused for good, or given up */
	LETTER_DROPPED,  /* by a person, or what it tells of did not happen */
	LETTER_PREPARED, /* waits for what a desk elsewhere does, spool/letter_hold.h */
	LETTER_STATES,   /* how many there are */
} LetterState;
const char *letter_state_name(LetterState state);

typedef struct {
	int64_t id;
	LetterState state;
	char *name;    /* own; "acknowledgement" */
	char *purpose; /* own; what its token is good for: "ticket", "agent"; "": it has none */
	int64_t ticket;  /* 0: none */
	int64_t contact; /* whom it was issued to; 0: an agent */
	char *mailbox;   /* own; whose address it carries */
	char *recipient; /* own; the address it goes to */
	char *subject;   /* own; "" of one that is prepared and not composed yet */
	int64_t mail;    /* the mail it answers, or 0 */
	int64_t created_ms;
	int64_t expires_ms; /* of its token; 0: it carries none */
	int64_t due_ms;     /* not to be sent before */
	int64_t paced_ms;   /* until when a ceiling lets it wait; 0: it need not */
	int64_t sent_ms;    /* 0: not sent */
	int64_t salt;       /* of its tokens; 0: it is of before there was one */
	char *language;     /* own; in which it was written; or NULL */
	int attempts;
	char *result; /* own; the server's last answer, why it was dropped, or "" */
} Letter;
void letter_free(Letter *letter);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Letter, letter_free)

/* Takes the next id, so that the letter can be composed with its token; letter_store()
 * completes it in the same transaction. All fields of the struct but id, state, subject,
 * sent_ms, attempts and result are read. */
bool letter_add(Spool *spool, const Letter *letter, int64_t *ret_id, GError **error);
typedef struct {
	const char *message_id;
	const char *subject;
	GBytes *bytes;
} LetterText;
bool letter_store(Spool *spool, int64_t id, const LetterText *text, GError **error);
/* What a stored letter leaves on the ticket that it is about, which no desk hears of: its Message-ID, by which an
 * answer finds the ticket, and a line of the timeline by its name. Nothing where it is about none. */
bool letter_record(Spool *spool, int64_t id, GError **error);

/* NULL where there is none (no error). */
bool letter_get(Spool *spool, int64_t id, Letter **ret_letter, GError **error);
GBytes *letter_bytes(Spool *spool, int64_t id, GError **error);
/* How many those are; 0: there are none. */
bool letter_size(Spool *spool, int64_t id, int64_t *ret_size, GError **error);

/* Whether there is one of this id, and the salt of its tokens. */
bool letter_salt(Spool *spool, int64_t id, bool *ret_there, int64_t *ret_salt, GError **error);

/* The first mailbox behind this one, by name, of which a letter waits, or NULL; caller owns. */
bool letter_waiting_mailbox(
    Spool *spool, const char *after, char **ret_mailbox, GError **error);
/* Waiting letters due by now_ms: those of one mailbox never tried, by id; or, where it is NULL, those of all that were tried
 * before, by when they are due. */
typedef struct {
	const char *mailbox;
	int64_t now_ms;
	int limit;
} LetterTurn;
bool letter_waiting(
    Spool *spool, const LetterTurn *turn, GPtrArray **ret_letters, GError **error);
/* The earliest due_ms of a waiting letter after now_ms, or 0. */
bool letter_next_due(Spool *spool, int64_t now_ms, int64_t *ret_due_ms, GError **error);
bool letter_set_sent(
    Spool *spool, int64_t id, const char *result, int64_t now_ms, GError **error);
bool letter_set_failed(Spool *spool, int64_t id, const char *result, GError **error);
bool letter_postpone(
    Spool *spool, int64_t id, const char *result, int64_t due_ms, GError **error);
/* Waits again, whatever became of it, and is due now. */
bool letter_retry(Spool *spool, int64_t id, int64_t now_ms, GError **error);
/* Never to be sent. */
bool letter_drop(Spool *spool, int64_t id, const char *result, GError **error);

/* Letters of this name created since then to an address that is no contact's. It takes as long as there are letters
 * of this name: ask only for what is limited. */
typedef struct {
	const char *name;
	int64_t since_ms;
} LetterQuery;
bool letter_count_to(Spool *spool, const LetterQuery *query, const char *address,
    int64_t *ret_count, GError **error);
/* The letter's token ends now. */
bool letter_expire_token(Spool *spool, int64_t id, int64_t now_ms, GError **error);
/* Who is behind an address, for counting: a contact by its own address whichever it was found by, and all spellings of
 * one mailbox ("V.Ictim+1@x" and "victim@x") are the same. contact: 0: none. Caller owns. */
bool letter_correspondent(Spool *spool, int64_t contact, const char *address,
    char **ret_correspondent, GError **error);
/* Every token of this ticket ends at this time at the latest. */
bool letter_expire_tokens(Spool *spool, int64_t ticket, int64_t at_ms, GError **error);
/* The id that was given last, or 0. */
bool letter_last(Spool *spool, int64_t *ret_id, GError **error);
bool letter_list(Spool *spool, int state, int limit, GPtrArray **ret_letters, GError **error);
bool letter_list_page(
    Spool *spool, const ListPage *page, GPtrArray **ret_letters, GError **error);
/* By state; ret_counts has LETTER_STATES places. */
bool letter_count(Spool *spool, int64_t ret_counts[], GError **error);
/* A ticket's letters, oldest first. */
bool letter_of_ticket(Spool *spool, int64_t ticket, GPtrArray **ret_letters, GError **error);
/* Tickets (int64_t) that await approval, about which a letter of this name went to the contact. */
bool letter_awaits_approval(
    Spool *spool, int64_t contact, const char *name, GArray **ret_tickets, GError **error);
