/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk that keeps tickets: what it does with each change. The embedded one writes it into the spool and is done; one
 * elsewhere does the same first, as the spool mirrors it, and leaves an order for its worker. What concerns us alone
 * (reminders, counters, who may approve, Message-IDs) never reaches a desk.
 */
#pragma once

#include "gateway/desk/ticket_change.h"

typedef struct {
	bool (*open)(Context *context, Ticket *ticket, GError **error);
	/* ticket: as it is after the move */
	bool (*move)(
	    Context *context, const Ticket *ticket, const TicketMove *move, GError **error);
	bool (*say)(Context *context, const Entry *entry, int64_t *ret_entry, GError **error);
	bool (*say_again)(Context *context, int64_t entry, const char *text, GError **error);
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
	bool (*merge)(Context *context, int64_t contact, int64_t other, GError **error);
	bool (*silence)(Context *context, int64_t contact, GError **error);
	bool (*field)(Context *context, int64_t ticket, int position, const TicketField *field,
	    GError **error);
	bool (*link)(Context *context, int64_t ticket, const TicketLink *link, GError **error);
	bool (*unlink)(
	    Context *context, int64_t ticket, int64_t other, bool *ret_was, GError **error);
	bool (*give)(Context *context, const Ticket *ticket, const Ticket *to, GError **error);
	/* ticket: set as ticket_take_back() does, and stored so */
	bool (*take_back)(Context *context, Ticket *ticket, GError **error);
} TicketDesk;
extern const TicketDesk ticket_change_embedded;
