/* SPDX-License-Identifier: Apache-2.0 */
/* The desk that is casegate itself: a change is done when it stands in the spool. */
#include "gateway/desk/ticket_change_desk.h"
#include "spool/ticket_merge.h"
#include "spool/ticket_write.h"

static bool
open_ticket(Context *context, Ticket *ticket, GError **error)
{
	return ticket_add(context->spool, ticket, error);
}

static bool
move(Context *context, const Ticket *ticket, TicketState from, GError **error)
{
	(void)from;
	return ticket_save(context->spool, ticket, context->now_ms, error);
}

static bool
say(Context *context, const Entry *entry, const char *words, int64_t *ret_entry, GError **error)
{
	(void)words;
	if (entry->id == 0)
		return ticket_add_entry(context->spool, entry, ret_entry, error);
	if (ret_entry != NULL)
		*ret_entry = entry->id;
	return ticket_set_entry_text(context->spool, entry->id, entry->text, error);
}

static bool
set(Context *context, const Ticket *ticket, TicketProperty property, GError **error)
{
	(void)property;
	return ticket_save(context->spool, ticket, context->now_ms, error);
}

static bool
report(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_set_reporter(context->spool, ticket, context->now_ms, error);
}

static bool
attach(Context *context, const TicketAttachment *attachment, GError **error)
{
	return ticket_attach(context->spool, attachment, error);
}

static bool
involve(
    Context *context, int64_t ticket, int64_t contact, Involvement involvement, GError **error)
{
	return ticket_involve(context->spool, ticket, contact, involvement, error);
}

static bool
leave(Context *context, int64_t ticket, int64_t contact, bool *ret_was, GError **error)
{
	return ticket_leave(context->spool, ticket, contact, ret_was, error);
}

static bool
give(Context *context, const Ticket *ticket, const Ticket *to, GError **error)
{
	return ticket_give(context->spool, ticket, to, context->now_ms, error);
}

const TicketDesk ticket_change_embedded = {
    .open = open_ticket,
    .move = move,
    .say = say,
    .set = set,
    .report = report,
    .attach = attach,
    .involve = involve,
    .leave = leave,
    .give = give,
};
