/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket with all that is shown of it, read from the spool; as JSON. As text: gateway/commands/ticket_print.h. */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/desk_mirror.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"
#include "spool/ticket_hold.h"

/* What a list shows of a ticket. */
typedef struct {
	const Ticket *ticket; /* foreign */
	Contact *reporter;    /* own; NULL: nobody, a mail that could not be read */
	char *account;        /* own; its name, or NULL */
	const char *
	    agent; /* foreign; the name where the configuration has it, else the address; or NULL */
	bool overdue; /* an answer is */
	Entry *said;  /* own; what was said last; NULL: nothing, or it was not read */
	bool snoozed; /* the desk put it off */
} TicketHead;
void ticket_head_clear(TicketHead *head);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TicketHead, ticket_head_clear)

typedef struct {
	TicketHead head;
	char *predecessor; /* own; the number of the ticket that this one follows, or NULL */
	char *
	    merged_into; /* own; the number of the ticket that has now what was this one's, or NULL */
	GPtrArray *merged;  /* own; of char *, the numbers of those that were merged into it */
	GPtrArray *links;   /* own; of TicketLink */
	TicketHold *hold;   /* own; or NULL: it is not held */
	GPtrArray *people;  /* own; of TicketPerson, without the reporter */
	GPtrArray *entries; /* own; of Entry, oldest first */
	GPtrArray *attachments; /* own; of TicketAttachment, by number */
	GPtrArray
	    *cut; /* own; beside each entry a GPtrArray of char *, or NULL; or NULL: not read */
	GPtrArray *fields; /* own; of TicketField */
	GPtrArray *steps;  /* own; of FulfilmentStep */
	DeskTicket *desk;  /* own; how it stands at a desk elsewhere; NULL: it is in none */
	GPtrArray *to_do; /* own; of OutboxOperation: what that desk is to do; NULL: the same */
} TicketView;
void ticket_view_clear(TicketView *view);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(TicketView, ticket_view_clear)

/* The ticket and the context must outlive what is read. */
bool ticket_head_read(
    const Context *context, const Ticket *ticket, TicketHead *ret_head, GError **error);
/* Sets head->said. */
bool ticket_head_read_said(Spool *spool, TicketHead *head, GError **error);
bool ticket_view_read(
    const Context *context, const Ticket *ticket, TicketView *ret_view, GError **error);
/* Sets view->cut, of the traces of the mails. */
bool ticket_view_read_cut(Spool *spool, TicketView *view, GError **error);

/* Callers own. */
json_t *ticket_head_json(const TicketHead *head);
json_t *ticket_view_json(const TicketView *view);
/* attachments: of TicketAttachment. */
json_t *ticket_attachments_json(GPtrArray *attachments);
