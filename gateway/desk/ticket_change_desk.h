/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk that keeps tickets: what it does with each change. The embedded one writes it into the spool and is done; one
 * elsewhere does the same first, as the spool mirrors it, and leaves an operation for its worker. What concerns us alone
 * (reminders, counters, who may approve, Message-IDs, links, who is one person) or goes with an operation when that is put
 * together (a request's fields) is written into the spool whichever desk it is.
 */
#pragma once

#include "gateway/desk/ticket_change.h"

typedef struct {
	bool (*open)(Context *context, Ticket *ticket, GError **error);
	/* ticket: as it is after the move; from: its state before */
	bool (*move)(Context *context, const Ticket *ticket, TicketState from, GError **error);
	/* words: as in TicketLine; entry: where it has an id, that line has another text now */
	bool (*say)(Context *context, const Entry *entry, const char *words, int64_t *ret_entry,
	    GError **error);
	/* ticket: as it is with the new value */
	bool (*set)(
	    Context *context, const Ticket *ticket, TicketProperty property, GError **error);
	/* ticket: as it is with its new reporter and account */
	bool (*report)(Context *context, const Ticket *ticket, GError **error);
	bool (*attach)(Context *context, const TicketAttachment *attachment, GError **error);
	bool (*involve)(Context *context, int64_t ticket, int64_t contact,
	    Involvement involvement, GError **error);
	bool (*leave)(
	    Context *context, int64_t ticket, int64_t contact, bool *ret_was, GError **error);
	bool (*give)(Context *context, const Ticket *ticket, const Ticket *to, GError **error);
} TicketDesk;
extern const TicketDesk ticket_change_embedded;
extern const TicketDesk ticket_change_remote;
