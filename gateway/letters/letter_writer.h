/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What every letter goes through, whoever gets it: a row in the spool, the token that stands for that row, its text
 * from a template, and bytes that carry no other token. What it says and what it refers to is its caller's.
 */
#pragma once

#include <jansson.h>

#include "gateway/letters/compose.h"
#include "gateway/model/context.h"
#include "gateway/util/token.h"
#include "spool/ticket.h"

/* A letter while it is written. All borrowed but what is marked. */
typedef struct {
	const char *name; /* a constant of letter_types.h, or an operator's own */
	const char *language;
	const ConfigMailbox *mailbox; /* from whose address it goes */
	ComposePerson to;
	int64_t contact;            /* whose address that is; 0: no contact's */
	const Ticket *ticket;       /* or NULL */
	int64_t mail;               /* that it answers or is about, or 0 */
	const char *purpose;        /* of its token */
	int64_t expires_ms;         /* of its token; 0: it has none */
	bool shows_token;           /* whoever gets it may use the token */
	bool is_paced;              /* it waits where too many went to this address */
	const char *auto_submitted; /* as in ComposeLetter */
	const char *reply_to;       /* NULL: the address with its token, where that is shown */
	GPtrArray *thread;          /* own; of char *: the ids that it refers to; or NULL */
	GPtrArray *files;           /* of ComposeAttachment; or NULL */
	/* letter_writer_begin() sets: */
	int64_t id;
	char *message_id; /* own */
	char token[TOKEN_LENGTH + 1];
	char page_token[TOKEN_LENGTH + 1]; /* of its links to pages; "": there are no pages */
	char *reply_address;               /* own; where an answer with this token goes */
} LetterDraft;
void letter_draft_clear(LetterDraft *draft);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LetterDraft, letter_draft_clear)

/* Adds the row: from here on the values can be made that hold the token. */
bool letter_writer_begin(Context *context, LetterDraft *draft, GError **error);
/* The same of a row that was added before. */
void letter_writer_sign(const Context *context, LetterDraft *draft, const TokenLetter *letter);
/* A link that prepares an answer: to the address with the token, with this text above the token. Caller owns. */
char *letter_writer_answer_link(
    const LetterDraft *draft, const char *subject, const char *text);
/* How the reader accepts or rejects by a click, as a value. {link, mailto, page}: mailto prepares "Akkoord [CS0001234]", or
 * the word for a rejection; page asks on a page, where there are pages and the token is good for this ticket; link is the
 * page, or else mailto. Caller owns. */
json_t *letter_writer_choice(
    const Context *context, const LetterDraft *draft, const char *number, bool accept);
/* Writes it; the desk's name is added to the values. It leaves when the transaction has committed and a send worker
 * takes it. Where Context.seen is, that gets
 * {to, address, subject, text, html, files} of what goes to a contact. */
bool letter_writer_finish(
    Context *context, const LetterDraft *draft, json_t *values, GError **error);

/* The same without a row: the bytes alone, of a draft with a message_id and no id. ret_subject: caller owns; or NULL. */
GBytes *letter_writer_compose(const Context *context, const LetterDraft *draft, int64_t now_ms,
    json_t *values, char **ret_subject);
