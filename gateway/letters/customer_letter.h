/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters to customers, to approvers, and to the people that a rule or a catalog names: what they may see of a ticket.
 */
#pragma once

#include <jansson.h>

#include "gateway/letters/letter_writer.h"
#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/contact.h"
#include "spool/mail.h"
#include "spool/ticket.h"

/* All borrowed. */
typedef struct {
	const char *name;     /* a constant of letter_types.h, or an operator's own */
	const Ticket *ticket; /* NULL: none; then `mailbox` says from where it goes */
	const Contact *to;    /* NULL: the desk's own people, at `address` */
	const char *address;
	const char *mailbox; /* name; or NULL: the ticket's */
	const char *purpose; /* what its token is good for; NULL: what its type says */
	const Message *
	    answers; /* the message that it answers, or NULL: then the ticket's timeline is answered */
	int64_t mail;              /* the mail of that message, or 0 */
	const char *text;          /* an agent's words, a reason; or NULL */
	const Ticket *predecessor; /* or NULL */
	GPtrArray *form;      /* of CatalogValue: a request's values as understood; or NULL */
	const GPtrArray *faq; /* of FaqHit; or NULL */
	const json_t *more;   /* values of this letter alone; or NULL */
	GPtrArray *files;     /* of ComposeAttachment: they go along; or NULL */
	int64_t waits;   /* for this operation of the outbox, whose result it tells; or 0 */
	int64_t *ret_id; /* gets its id, where one is written; or NULL */
	bool
	    is_constant; /* nothing is proven of `to`: no word of it depends on them or their mail */
} LetterOrder;

/* In which language we write to someone: the contact's own (or the account's), else that of the mail that is answered,
 * else that of the ticket, else the desk's. Any of the three may be NULL; a mail of a few words tells none. */
const char *customer_letter_language_for(
    const Context *context, const Contact *to, const Message *answered, const Ticket *ticket);
/* The same for a letter. The desk's own people read the desk's language. Borrowed. */
const char *customer_letter_language(const Context *context, const LetterOrder *order);

/* Where the ticket lives at a desk elsewhere, it waits for what that does (letter_prepared.h). */
bool customer_letter(Context *context, const LetterOrder *order, GError **error);
/* Its values that are the ticket's; those of before are written over. */
bool customer_letter_set_ticket(Context *context, const LetterOrder *order,
    const LetterDraft *draft, json_t *values, GError **error);
/* The same letter to the ticket's reporter and to those involved who get letters. `to` is who has it already, or
 * NULL. */
bool customer_letter_all(Context *context, const LetterOrder *order, GError **error);

/* Where a mail goes on to. Borrowed. */
typedef struct {
	const char *address;
	const GPtrArray *
	    files; /* of ComposeAttachment: its attachments, once more by themselves; or NULL */
} ForwardOrder;
/* Sends the mail on as it came, attached to a letter, to the address that a rule names. */
bool customer_letter_forward(Context *context, const Mail *mail, const Message *message,
    const ForwardOrder *order, GError **error);

/* Of a ticket that has ended the tokens last two weeks more: an answer then opens a new case that names it. */
bool customer_letter_end(Context *context, const Ticket *ticket, GError **error);
