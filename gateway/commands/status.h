/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate status` tells: how it is read, and how it is printed. */
#pragma once

#include <jansson.h>

#include "gateway/commands/status_desk.h"
#include "gateway/model/context.h"
#include "gateway/util/text_table.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket.h"

typedef struct {
	uint64_t rule_errors;
	json_t *workers; /* own; of the running gateway (Context.workers), or NULL: none runs */
	int64_t now_ms;
	const Config *config; /* foreign */
	StatusDesk *desk;     /* own; NULL: tickets live in the spool */
	GPtrArray *mailboxes; /* own; of StatusMailbox, as in the configuration */
	int64_t mails[MAIL_STATES];
	int64_t oldest_waiting_ms; /* 0: none waits */
	int64_t letters[LETTER_STATES];
	int64_t codes;       /* mails that wait for a code of their sender; they are held */
	int64_t held_back;   /* automatic letters that met a ceiling in the last day, */
	int64_t held_places; /* on so many tickets */
	int64_t paced;       /* letters that wait because of one */
	int64_t
	    unconfirmed; /* mails that wait until their senders have confirmed their addresses */
	int64_t registered; /* contacts whose account nobody has verified */
	int64_t overdue[2]; /* by kind: tickets to which an answer is */
	int64_t snoozed[2]; /* by kind: tickets that the desk put off */
	int64_t cases[TICKET_STATES];
	int64_t requests[TICKET_STATES];
	GPtrArray
	    *troubles; /* own; of Letter: failed, or waiting and refused before; newest first */
} Status;

/* On failure what was read is there to be cleared. */
bool status_read(Context *context, Status *ret_status, GError **error);
void status_clear(Status *status);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Status, status_clear)

/* Where a desk elsewhere is; NULL: the configuration names none, though something may wait for one. Borrowed. */
const char *status_desk_url(const Status *status);
/* What the running gateway says of the worker of this mailbox, or of a desk elsewhere; or NULL. Borrowed. */
const json_t *status_mailbox_worker(const Status *status, const char *name);
const json_t *status_desk_worker(const Status *status);

/* The name of a state by its number, whichever enum it is. */
typedef const char *(*StatusWord)(int state);
const char *status_mail_word(int state);
const char *status_letter_word(int state);
const char *status_ticket_word(int state);

void status_print_json(const Status *status, GString *out);
void status_print_text(const Status *status, const TextTableStyle *style, GString *out);
