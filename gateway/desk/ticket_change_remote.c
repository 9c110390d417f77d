/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A desk elsewhere: the spool mirrors its tickets, so that each change is first what it is at the embedded one; what the
 * desk is to hear of it waits in the outbox, in the same transaction. A case is the desk's when it is opened, a request
 * when it is complete and nobody has to approve it any more. A ticket that the desk never had lives in the spool alone.
 *
 * What an operation says is put together when it goes (desk_request.h): what changes before a case was ever offered to
 * the desk goes with its opening.
 */
#include <jansson.h>
#include <string.h>

#include "gateway/desk/desk_request.h"
#include "gateway/desk/ticket_change_desk.h"
#include "gateway/model/desk_operation.h"
#include "gateway/util/error.h"
#include "spool/desk_mirror.h"
#include "spool/mail.h"
#include "spool/outbox.h"
#include "spool/ticket_write.h"

/* As long as mails of that time may be put back into a mailbox. */
#define AFTER_RESTORE_MS (INT64_C(30) * 24 * 60 * 60 * 1000)

static bool
is_there(Context *context, int64_t ticket, bool *ret_is, GError **error)
{
	g_autoptr(DeskTicket) found = NULL;

	if (!desk_ticket_get(context->spool, ticket, &found, error))
		return false;
	*ret_is = found != NULL;
	return true;
}

/* The same, and something may still be added to it: what is over there takes nothing more, and what is said to it here
 * stays here. */
static bool
takes_more(Context *context, int64_t id, bool *ret_takes, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	if (!is_there(context, id, ret_takes, error))
		return false;
	if (!*ret_takes)
		return true;
	if (!ticket_get(context->spool, id, &ticket, error))
		return false;
	*ret_takes = !ticket_state_has_ended(ticket->state);
	return true;
}

/* What it is about, beside its body. */
typedef struct {
	int64_t ticket;
	DeskOperation kind;
	int64_t entry;
	int64_t attachment;
	bool looks_first;
} Order;

static bool
queue(Context *context, const Order *order, json_t *take_body, GError **error)
{
	g_autofree char *body = json_dumps(take_body, JSON_COMPACT);
	const OutboxOperation operation = {
	    .ticket = order->ticket,
	    .kind = (char *)desk_operation_name(order->kind),
	    .body = body,
	    .looks_first = order->looks_first,
	    .mail = context->mail,
	    .entry = order->entry,
	    .attachment = order->attachment,
	    .created_ms = context->now_ms,
	    .due_ms = context->now_ms,
	};
	json_decref(take_body);
	return outbox_add(context->spool, &operation, &context->queued, error);
}

/* Whether the desk is to hear of this change: it has the ticket, or was offered it already. */
static bool
is_to_hear(Context *context, int64_t ticket, bool *ret_is, GError **error)
{
	g_autoptr(OutboxOperation) opening = NULL;

	if (!is_there(context, ticket, ret_is, error))
		return false;
	if (!*ret_is)
		return true;
	if (!outbox_newest(
		context->spool, ticket, desk_operation_name(DESK_OPEN), &opening, error))
		return false;
	*ret_is = opening == NULL || opening->attempts > 0;
	return true;
}

/* What came before goes along. */
static bool
order_request(Context *context, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) attachments = NULL;

	if (!desk_ticket_add(context->spool, ticket->id, error) ||
	    !queue(context, &(Order){.ticket = ticket->id, .kind = DESK_ORDER}, json_object(),
		error) ||
	    !ticket_attachments(context->spool, ticket->id, &attachments, error))
		return false;
	for (unsigned i = 0; i < attachments->len; i++) {
		const TicketAttachment *one = attachments->pdata[i];

		if (!queue(context,
			&(Order){.ticket = ticket->id,
			    .kind = DESK_ATTACH,
			    .attachment = one->number},
			json_object(), error))
			return false;
	}
	return true;
}

/* The states in which the same may be done: one that is worked on may have become another such meanwhile. */
static json_t *
states_like(TicketState from)
{
	static const TicketState LIVE[] = {TICKET_NEW, TICKET_OPEN, TICKET_AWAITING_INFO};
	json_t *states = json_array();

	if (from > TICKET_AWAITING_INFO)
		json_array_append_new(states, json_string(ticket_state_name(from)));
	for (size_t i = 0; from <= TICKET_AWAITING_INFO && i < G_N_ELEMENTS(LIVE); i++)
		json_array_append_new(states, json_string(ticket_state_name(LIVE[i])));
	return states;
}

static void
set_move(json_t *body, const Ticket *ticket, TicketState from)
{
	json_object_set_new(body, "state", json_string(ticket_state_name(ticket->state)));
	json_object_set_new(body, "from", states_like(from));
}

/* Words and the move that they bring are one operation: what was said last in this piece of work, or NULL. */
static bool
find_words(Context *context, int64_t ticket, OutboxOperation **ret_said, json_t **ret_body,
    GError **error)
{
	g_autoptr(OutboxOperation) said = NULL;
	json_t *body = NULL;

	if (!outbox_newest(context->spool, ticket, desk_operation_name(DESK_SAY), &said, error))
		return false;
	if (said == NULL || said->attempts > 0 || said->mail != context->mail ||
	    said->created_ms != context->now_ms)
		return true;
	body = json_loads(said->body, 0, NULL);
	if (json_object_get(body, "state") != NULL) {
		json_decref(body);
		return true;
	}
	*ret_said = g_steal_pointer(&said);
	*ret_body = body;
	return true;
}

static bool
say_move(Context *context, const Ticket *ticket, TicketState from, GError **error)
{
	g_autoptr(OutboxOperation) said = NULL;
	g_autofree char *text = NULL;
	json_t *body = NULL;

	if (!find_words(context, ticket->id, &said, &body, error))
		return false;
	if (said == NULL) {
		body = json_pack("{s:s}", "text", "");
		set_move(body, ticket, from);
		return queue(
		    context, &(Order){.ticket = ticket->id, .kind = DESK_SAY}, body, error);
	}
	set_move(body, ticket, from);
	text = json_dumps(body, JSON_COMPACT);
	json_decref(body);
	context->queued = said->id;
	return outbox_amend(context->spool, said->id, text, said->entry, error);
}

/* What came after a backup is open there, and when its mail comes again it is looked for first. */
static bool
order_case(Context *context, const Ticket *ticket, GError **error)
{
	Order order = {.ticket = ticket->id, .kind = DESK_OPEN};
	g_autofree char *mail = NULL;
	int64_t restored_ms = 0;

	if ((context->mail != 0 &&
		!mail_hash_of(context->spool, context->mail, &mail, error)) ||
	    !outbox_doubted(context->spool, &restored_ms, error))
		return false;
	order.looks_first =
	    restored_ms != 0 && context->now_ms - restored_ms < AFTER_RESTORE_MS;
	return queue(context, &order, json_pack("{s:s*}", DESK_REQUEST_MAIL, mail), error);
}

/* Whether the desk has the item that is asked for. */
static bool
is_item_there(const Context *context, const Ticket *ticket)
{
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);

	return item != NULL && catalog_item_remote(item) != NULL;
}

/* A request has a number of ours until it is ordered, and for good where the desk does not have the item; so has what
 * ended before the desk could hear of it. */
static bool
open_ticket(Context *context, Ticket *ticket, GError **error)
{
	if (ticket->kind == TICKET_REQUEST || ticket_state_has_ended(ticket->state))
		return ticket_change_embedded.open(context, ticket, error) &&
		       (ticket->state != TICKET_IN_PROGRESS ||
			   !is_item_there(context, ticket) ||
			   order_request(context, ticket, error));
	return ticket_add_unnumbered(context->spool, ticket, error) &&
	       desk_ticket_add(context->spool, ticket->id, error) &&
	       order_case(context, ticket, error);
}

static bool
move(Context *context, const Ticket *ticket, TicketState from, GError **error)
{
	bool there = false;

	if (!ticket_change_embedded.move(context, ticket, from, error))
		return false;
	if (ticket->state == from)
		return true;
	if (!is_there(context, ticket->id, &there, error))
		return false;
	if (there)
		return say_move(context, ticket, from, error);
	return ticket->state != TICKET_IN_PROGRESS || !is_item_there(context, ticket) ||
	       order_request(context, ticket, error);
}

/* What the desk hears of a line, or NULL. */
static const char *
words_of(const Entry *entry, const char *words)
{
	switch (entry->kind) {
	case ENTRY_COMMENT:
	case ENTRY_ANSWER:
	case ENTRY_QUESTION:
	case ENTRY_NOTE:
		return words != NULL ? words : entry->text;
	case ENTRY_CHANGE:
		return words;
	case ENTRY_DESCRIPTION: /* goes with the opening */
	case ENTRY_LETTER:
		break;
	}
	return NULL;
}

/* Caller owns. */
static char *
name_of(const Context *context, const Entry *entry)
{
	if (entry->mark[0] == '\0')
		return g_strdup(entry->author);
	return g_strdup_printf("%s (%s)", entry->author,
	    templates_elsewhere(context->templates, context->config->language, "unproven"));
}

static bool
say(Context *context, const Entry *entry, const char *words, int64_t *ret_entry, GError **error)
{
	const char *said = words_of(entry, words);
	DeskOperation kind = entry->kind == ENTRY_NOTE ? DESK_NOTE : DESK_SAY;
	g_autofree char *name = NULL;
	int64_t id = 0;
	bool there = false;

	if (!ticket_change_embedded.say(context, entry, words, &id, error))
		return false;
	if (ret_entry != NULL)
		*ret_entry = id;
	if (said == NULL)
		return true;
	if (!(kind == DESK_NOTE ? is_there : takes_more)(context, entry->ticket, &there, error))
		return false;
	if (!there)
		return true;
	name = name_of(context, entry);
	return queue(context, &(Order){.ticket = entry->ticket, .kind = kind, .entry = id},
	    json_pack("{s:s, s:{s:s, s:b}}", "text", said, "by", "name", name, "is_agent",
		entry->kind != ENTRY_COMMENT),
	    error);
}

static bool
queue_set(
    Context *context, int64_t ticket, const char *property, const char *value, GError **error)
{
	bool hears = false;

	if (!is_to_hear(context, ticket, &hears, error))
		return false;
	return !hears ||
	       queue(context, &(Order){.ticket = ticket, .kind = DESK_SET},
		   json_pack("{s:s, s:s?}", "property", property, "value", value), error);
}

static bool
set(Context *context, const Ticket *ticket, TicketProperty property, GError **error)
{
	return ticket_change_embedded.set(context, ticket, property, error) &&
	       queue_set(context, ticket->id, ticket_property_name(property),
		   ticket_property_get(ticket, property), error);
}

static bool
report(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_change_embedded.report(context, ticket, error) &&
	       queue_set(context, ticket->id, TICKET_REPORTER, NULL, error);
}

static bool
attach(Context *context, const TicketAttachment *attachment, GError **error)
{
	Order order = {.ticket = attachment->ticket, .kind = DESK_ATTACH};
	g_autoptr(GPtrArray) all = NULL;
	bool takes = false;

	if (!ticket_change_embedded.attach(context, attachment, error) ||
	    !takes_more(context, attachment->ticket, &takes, error))
		return false;
	if (!takes)
		return true;
	if (!ticket_attachments(context->spool, attachment->ticket, &all, error))
		return false;
	for (unsigned i = 0; i < all->len; i++) {
		const TicketAttachment *one = all->pdata[i];

		if (one->mail == attachment->mail && strcmp(one->path, attachment->path) == 0)
			order.attachment = one->number;
	}
	return queue(context, &order, json_object(), error);
}

/* change: "add" or "remove". */
static bool
queue_person(
    Context *context, int64_t ticket, int64_t contact, const char *change, GError **error)
{
	g_autoptr(Contact) person = NULL;
	bool hears = false, takes = false;

	if (!is_to_hear(context, ticket, &hears, error) ||
	    !takes_more(context, ticket, &takes, error))
		return false;
	if (!hears || !takes)
		return true;
	return contact_get(context->spool, contact, &person, error) &&
	       queue(context, &(Order){.ticket = ticket, .kind = DESK_PEOPLE},
		   json_pack("{s:[s]}", change, person->address), error);
}

static bool
involve(
    Context *context, int64_t ticket, int64_t contact, Involvement involvement, GError **error)
{
	return ticket_change_embedded.involve(context, ticket, contact, involvement, error) &&
	       (involvement == INVOLVED_RECORDED ||
		   queue_person(context, ticket, contact, "add", error));
}

static bool
leave(Context *context, int64_t ticket, int64_t contact, bool *ret_was, GError **error)
{
	return ticket_change_embedded.leave(context, ticket, contact, ret_was, error) &&
	       (!*ret_was || queue_person(context, ticket, contact, "remove", error));
}

static bool
give(Context *context, const Ticket *ticket, const Ticket *to, GError **error)
{
	bool there = false;
	bool to_there = false;

	if (!is_there(context, ticket->id, &there, error) ||
	    !is_there(context, to->id, &to_there, error))
		return false;
	if (!there && !to_there)
		return ticket_change_embedded.give(context, ticket, to, error);
	return error_refuse(error, GATEWAY_ERROR_REFUSED,
	    "{{number}} cannot be merged into {{other}} here: tickets are merged at the desk "
	    "where they live",
	    "number", ticket->number, "other", to->number, NULL);
}

const TicketDesk ticket_change_remote = {
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
