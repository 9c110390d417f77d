/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a ticket: people, timeline, attachments, fields, Message-IDs, reopenings. */
#pragma once

#include "spool/database.h"

/* People involved. One who is there already stays, and gets letters from now on where the call says so. */
typedef struct {
	int64_t contact;
	char *address; /* own */
	char *name;    /* own */
	bool known;
	bool gets_letters;
	bool is_party; /* may see the ticket and write on it */
} TicketPerson;
/* Letters go to whom the desk added, and to known contacts of the ticket's account whom a proven sender named. A
 * party is also who was only recorded, as long as it is such a contact. */
typedef enum {
	INVOLVED_RECORDED,
	INVOLVED_ADDED,
	INVOLVED_NAMED,
} Involvement;
void ticket_person_free(TicketPerson *person);
bool ticket_involve(
    Spool *spool, int64_t ticket, int64_t contact, Involvement involvement, GError **error);
/* ret_was: whether they were involved. */
bool ticket_leave(Spool *spool, int64_t ticket, int64_t contact, bool *ret_was, GError **error);
bool ticket_people(Spool *spool, int64_t ticket, GPtrArray **ret_people, GError **error);

/* Who wrote a request, or for whom it is: it stays known of one who is no longer involved. */
bool ticket_add_requester(Spool *spool, int64_t ticket, int64_t contact, GError **error);
bool ticket_is_requester(
    Spool *spool, int64_t ticket, int64_t contact, bool *ret_is, GError **error);

/* The timeline. */
typedef enum {
	ENTRY_DESCRIPTION, /* the first mail */
	ENTRY_COMMENT,     /* what a customer wrote */
	ENTRY_ANSWER,      /* what an agent wrote to the customer */
	ENTRY_QUESTION,    /* the same, and it waits for an answer */
	ENTRY_NOTE,        /* what an agent wrote to the desk only */
	ENTRY_CHANGE,      /* a state or field changed: "resolved: Nieuwe kabel geplaatst." */
	ENTRY_LETTER,      /* a letter, by its name: "acknowledgement" */
} EntryKind;
const char *entry_kind_name(EntryKind kind);
typedef struct {
	int64_t id;
	int64_t ticket;
	int64_t at_ms;
	EntryKind kind;
	char *author;        /* own; a name or an address; "casegate" */
	char *text;          /* own */
	char *mark;          /* own; "", or "unproven" where who spoke is not sure */
	int64_t mail;        /* the mail it came by, or 0 */
	int64_t letter;      /* the letter that it is, or 0 */
	int64_t repeats;     /* how often the mail came again, which changed nothing */
	int64_t repeated_ms; /* when last */
} Entry;
void entry_free(Entry *entry);
/* All fields up to letter but id are read; ret_id may be NULL. The text of a line that counts is set again. */
bool ticket_add_entry(Spool *spool, const Entry *entry, int64_t *ret_id, GError **error);
/* This letter's line on the ticket that it is about, by its name; nothing where it is about none. */
bool ticket_add_letter_entry(Spool *spool, int64_t letter, GError **error);
bool ticket_set_entry_text(Spool *spool, int64_t id, const char *text, GError **error);
bool ticket_entries(Spool *spool, int64_t ticket, GPtrArray **ret_entries, GError **error);

/* Attachments: a path into a mail's bytes. Numbered from 1 within their ticket. */
typedef struct {
	int64_t ticket;
	int number;
	int64_t mail;
	char *path; /* own */
	char *name; /* own */
	char *type; /* own */
	int64_t size;
	bool is_inline;
} TicketAttachment;
void ticket_attachment_free(TicketAttachment *attachment);
/* number is given, the others are read. */
bool ticket_attach(Spool *spool, const TicketAttachment *attachment, GError **error);
bool ticket_attachments(
    Spool *spool, int64_t ticket, GPtrArray **ret_attachments, GError **error);

/* A request's fields, in the order of its item. */
typedef struct {
	char *name;     /* own */
	char *label;    /* own; as the customer sees it */
	char *value;    /* own */
	int64_t set_ms; /* since when it has this value */
} TicketField;
void ticket_field_free(TicketField *field);
/* A value that it has already keeps its time. */
bool ticket_set_field(
    Spool *spool, int64_t ticket, int position, const TicketField *field, GError **error);
bool ticket_fields(Spool *spool, int64_t ticket, GPtrArray **ret_fields, GError **error);

/* Message-IDs that belong to a ticket: ours and the customers'. */
bool ticket_remember_id(
    Spool *spool, int64_t ticket, const char *message_id, int64_t letter, GError **error);
/* Which tickets these ids belong to: newest ticket first, then in the order of the ids; an id of none gives none. */
typedef struct {
	int64_t ticket;
	int64_t letter;         /* 0: a customer's mail */
	const char *message_id; /* borrowed from the ids given */
} TicketReference;
bool ticket_find_by_ids(Spool *spool, const char *const *ids, size_t n_ids,
    GArray **ret_references, GError **error);

/* What a new letter on it to this person may refer to (char *), oldest first: the Message-IDs of this person's mails on
 * its timeline, and of the letters about it to them. Nobody else's: who gets a letter reads them. */
typedef struct {
	int64_t ticket;
	int64_t contact;     /* by whichever of its addresses; or 0: */
	const char *address; /* who is no contact; or NULL */
	int limit;           /* the newest */
} ThreadQuery;
bool ticket_thread(Spool *spool, const ThreadQuery *query, GPtrArray **ret_ids, GError **error);

/* How often the customer reopened it since then. */
bool ticket_count_reopened(
    Spool *spool, int64_t ticket, int64_t since_ms, int *ret_count, GError **error);
bool ticket_add_reopened(Spool *spool, int64_t ticket, int64_t now_ms, GError **error);
