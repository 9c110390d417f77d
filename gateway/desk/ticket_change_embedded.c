/* SPDX-License-Identifier: Apache-2.0 */
/* The desk that is casegate itself: a change is done when it stands in the spool. */
#include "gateway/desk/ticket_change.h"
#include "spool/ticket_merge.h"
#include "spool/ticket_write.h"

static bool
open_ticket(Context *context, Ticket *ticket, GError **error)
{
	return ticket_add(context->spool, ticket, error);
}

static bool
move(Context *context, const Ticket *ticket, const TicketMove *how, GError **error)
{
	(void)how;
	return ticket_save(context->spool, ticket, context->now_ms, error);
}

static bool
say(Context *context, const Entry *entry, int64_t *ret_entry, GError **error)
{
	return ticket_add_entry(context->spool, entry, ret_entry, error);
}

static bool
say_again(Context *context, int64_t entry, const char *text, GError **error)
{
	return ticket_set_entry_text(context->spool, entry, text, error);
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
merge(Context *context, int64_t contact, int64_t other, GError **error)
{
	return ticket_merge_person(context->spool, contact, other, error);
}

static bool
silence(Context *context, int64_t contact, GError **error)
{
	return ticket_silence_person(context->spool, contact, error);
}

static bool
set_field(
    Context *context, int64_t ticket, int position, const TicketField *field, GError **error)
{
	return ticket_set_field(context->spool, ticket, position, field, error);
}

static bool
link_tickets(Context *context, int64_t ticket, const TicketLink *link, GError **error)
{
	return ticket_add_link(context->spool, link, ticket, context->now_ms, error);
}

static bool
unlink_tickets(Context *context, int64_t ticket, int64_t other, bool *ret_was, GError **error)
{
	return ticket_remove_link(context->spool, ticket, other, ret_was, error);
}

static bool
give(Context *context, const Ticket *ticket, const Ticket *to, GError **error)
{
	return ticket_give(context->spool, ticket, to, context->now_ms, error);
}

static bool
take_back(Context *context, Ticket *ticket, GError **error)
{
	return ticket_take_back(context->spool, ticket, error) &&
	       ticket_save(context->spool, ticket, context->now_ms, error);
}

const TicketDesk ticket_change_embedded = {
    .open = open_ticket,
    .move = move,
    .say = say,
    .say_again = say_again,
    .set = set,
    .report = report,
    .attach = attach,
    .involve = involve,
    .leave = leave,
    .merge = merge,
    .silence = silence,
    .field = set_field,
    .link = link_tickets,
    .unlink = unlink_tickets,
    .give = give,
    .take_back = take_back,
};
