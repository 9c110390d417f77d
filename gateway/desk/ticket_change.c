/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a change means for the ticket's row is worked out here, the same for every desk; the desk that keeps the ticket
 * then does it. The spool is written directly only for what no desk hears of.
 */
#include "gateway/desk/ticket_change.h"

#include "spool/ticket_write.h"

/* All tickets are the embedded desk's. */
static const TicketDesk *const DESK = &ticket_change_embedded;

bool
ticket_change_open(Context *context, Ticket *ticket, GError **error)
{
	ticket->created_ms = context->now_ms;
	ticket->state_ms = context->now_ms;
	return DESK->open(context, ticket, error);
}

bool
ticket_change_move(Context *context, Ticket *ticket, const TicketMove *move, GError **error)
{
	bool changes = move->next != ticket->state;

	if (move->by_customer && ticket->state == TICKET_RESOLVED &&
	    move->next == TICKET_OPEN &&
	    !ticket_add_reopened(context->spool, ticket->id, context->now_ms, error))
		return false;
	ticket->state = move->next;
	if (changes || move->restarts) {
		ticket->state_ms = context->now_ms;
		ticket->reminded_ms = 0;
		ticket->clock_stopped = false;
	}
	ticket->clock_stopped = ticket->clock_stopped || move->stops_clock;
	ticket->waiting_ms = move->waiting_ms;
	return DESK->move(context, ticket, move, error);
}

bool
ticket_change_say(Context *context, int64_t ticket, const TicketLine *line, int64_t *ret_entry,
    GError **error)
{
	const Entry entry = {
	    .ticket = ticket,
	    .at_ms = context->now_ms,
	    .kind = line->kind,
	    .author = (char *)(line->author == NULL ? "casegate" : line->author),
	    .text = (char *)line->text,
	    .mark = (char *)(line->mark == NULL ? "" : line->mark),
	    .mail = line->mail,
	};

	return DESK->say(context, &entry, ret_entry, error);
}

bool
ticket_change_note(Context *context, int64_t ticket, const char *text, GError **error)
{
	const TicketLine line = {.kind = ENTRY_CHANGE, .text = text};

	return ticket_change_say(context, ticket, &line, NULL, error);
}

bool
ticket_change_say_again(Context *context, int64_t entry, const char *text, GError **error)
{
	return DESK->say_again(context, entry, text, error);
}

bool
ticket_change_set(Context *context, Ticket *ticket, TicketProperty property, const char *value,
    GError **error)
{
	ticket_property_set(ticket, property, value);
	return DESK->set(context, ticket, property, error);
}

bool
ticket_change_report(Context *context, Ticket *ticket, const Contact *reporter, GError **error)
{
	bool was = false;

	ticket->reporter = reporter->id;
	ticket->account = reporter->account;
	return DESK->report(context, ticket, error) &&
	       DESK->leave(context, ticket->id, reporter->id, &was, error) &&
	       (ticket->kind != TICKET_REQUEST ||
		   ticket_change_requester(context, ticket->id, reporter->id, error));
}

bool
ticket_change_touch(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_save(context->spool, ticket, context->now_ms, error);
}

bool
ticket_change_remember(Context *context, int64_t ticket, const char *message_id, GError **error)
{
	return ticket_remember_id(context->spool, ticket, message_id, 0, error);
}

bool
ticket_change_remember_unseen(
    Context *context, int64_t ticket, const char *message_id, GError **error)
{
	return ticket_remember_unseen(context->spool, ticket, message_id, error);
}

bool
ticket_change_attach(Context *context, int64_t ticket, int64_t mail,
    const MessageAttachment *attachment, GError **error)
{
	const TicketAttachment row = {
	    .ticket = ticket,
	    .mail = mail,
	    .path = attachment->path,
	    .name = attachment->name,
	    .type = attachment->type,
	    .size = attachment->size,
	    .is_inline = attachment->is_inline,
	};

	return DESK->attach(context, &row, error);
}

bool
ticket_change_involve(
    Context *context, int64_t ticket, int64_t contact, Involvement involvement, GError **error)
{
	return DESK->involve(context, ticket, contact, involvement, error);
}

bool
ticket_change_leave(
    Context *context, int64_t ticket, int64_t contact, bool *ret_was, GError **error)
{
	return DESK->leave(context, ticket, contact, ret_was, error);
}

bool
ticket_change_requester(Context *context, int64_t ticket, int64_t contact, GError **error)
{
	return ticket_add_requester(context->spool, ticket, contact, error);
}

bool
ticket_change_merge(Context *context, int64_t contact, int64_t other, GError **error)
{
	return DESK->merge(context, contact, other, error);
}

bool
ticket_change_silence(Context *context, int64_t contact, GError **error)
{
	return DESK->silence(context, contact, error);
}

bool
ticket_change_field(
    Context *context, int64_t ticket, int position, const CatalogValue *value, GError **error)
{
	const TicketField field = {
	    .name = (char *)value->name,
	    .label = (char *)value->label,
	    .value = value->value,
	    .set_ms = context->now_ms,
	};

	return DESK->field(context, ticket, position, &field, error);
}

bool
ticket_change_link(
    Context *context, int64_t ticket, int64_t other, TicketLinkReason why, GError **error)
{
	const TicketLink link = {.ticket = other, .why = why};

	return ticket == other || DESK->link(context, ticket, &link, error);
}

bool
ticket_change_unlink(
    Context *context, int64_t ticket, int64_t other, bool *ret_was, GError **error)
{
	return DESK->unlink(context, ticket, other, ret_was, error);
}

bool
ticket_change_give(Context *context, Ticket *ticket, const Ticket *to, GError **error)
{
	if (!DESK->give(context, ticket, to, error))
		return false;
	ticket->state = TICKET_CLOSED;
	ticket->waiting_ms = 0;
	ticket->merged_into = to->id;
	return true;
}

bool
ticket_change_take_back(Context *context, Ticket *ticket, GError **error)
{
	ticket->state_ms = context->now_ms;
	ticket->reminded_ms = 0;
	return DESK->take_back(context, ticket, error);
}
