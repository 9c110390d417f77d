/* SPDX-License-Identifier: Apache-2.0 */
/* What hangs on a ticket: people, timeline, attachments, fields, Message-IDs, reopenings. */
#pragma once

#include "spool/database.h"

/* People involved. */
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
bool ticket_people(Spool *spool, int64_t ticket, GPtrArray **ret_people, GError **error);

/* Whether it wrote the request, or it is for it. */
bool ticket_is_requester(
    Spool *spool, int64_t ticket, int64_t contact, bool *ret_is, GError **error);
/* Whether one of them has confirmed the request by all that it needs. */
bool ticket_request_is_confirmed(
    Spool *spool, int64_t ticket, bool *ret_confirmed, GError **error);

typedef enum {             /* of the timeline */
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
	char *author;   /* own; a name or an address; "casegate" */
	char *text;     /* own */
	char *mark;     /* own; "", or "unproven" where who spoke is not sure */
	int64_t mail;   /* the mail it came by, or 0 */
	int64_t letter; /* the letter that it is, or 0 */

	int64_t repeats, repeated_ms; /* how often its mail came again, and when last */
} Entry;
void entry_free(Entry *entry);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Entry, entry_free)
/* How it reads where its kind is not shown: "asked: Welk scherm?" Caller owns. */
char *entry_line(const Entry *entry);
/* What this contact wrote on it last, and when; NULL where that is nothing, or not surely theirs. Caller owns. */
bool ticket_last_words(Spool *spool, int64_t ticket, int64_t contact, char **ret_text,
    int64_t *ret_at_ms, GError **error);
/* What was said on it last, by the customer or to them, at most 200 characters; NULL: nothing. Caller owns. */
bool ticket_last_said(Spool *spool, int64_t ticket, Entry **ret_entry, GError **error);
/* What the ticket is about, NULL where nothing says it. Caller owns. */
bool ticket_description(Spool *spool, int64_t ticket, char **ret_text, GError **error);
/* The id of the newest, or 0. */
bool ticket_last_entry(Spool *spool, int64_t ticket, int64_t *ret_id, GError **error);
bool ticket_entries(Spool *spool, int64_t ticket, GPtrArray **ret_entries, GError **error);

/* Attachments: a path into a mail's bytes. Numbered from 1 within their ticket when they are attached. */
typedef struct {
	int64_t ticket;
	int number;
	int64_t mail;
	char *path; /* own */
	char *name; /* own */
	char *type; /* own */
	int64_t size;
	bool is_inline;
	char *marks; /* own; what it may do to who opens it, "executable, disguised"; or "" */
} TicketAttachment;
void ticket_attachment_free(TicketAttachment *attachment);
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
bool ticket_fields_all(Spool *spool, int64_t ticket, GPtrArray **ret_fields, GError **error);
/* Without those that were taken back, whose value is "". */
bool ticket_fields(Spool *spool, int64_t ticket, GPtrArray **ret_fields, GError **error);

/* Which tickets these Message-IDs, ours and the customers', belong to: newest ticket first, then in the order of the ids; an id of none gives none. */
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
