/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk's own people do to a ticket, by agent_action.h's table, and the letters that tell the customer. A
 * request's new state brings more with it: it is approved, fulfilled, or stopped.
 */
#include "gateway/desk/desk.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/desk/approval.h"
#include "gateway/desk/desk_elsewhere.h"
#include "gateway/desk/fulfilment.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/sanitize.h"
#include "rules/yaml.h"

/* by: who is told; or NULL. why: a sentence of refusals.h. */
static bool
refuse(const Context *context, const Ticket *ticket, const Actor *by, const char *why,
    GError **error)
{
	g_autofree char *said = refusal_said(context, by == NULL ? NULL : by->language, why);

	return refusal_set(ticket, said, error);
}

/* The same of a sentence with what was typed in it. */
static bool
refuse_typed(const Context *context, const Ticket *ticket, const Actor *by, const char *why,
    const char *typed, GError **error)
{
	g_autofree char *said = refusal_text(context->templates,
	    refusal_language(context, by->language), why, "typed", typed, NULL);

	return refusal_set(ticket, said, error);
}

static bool
add_entry(
    Context *context, const Ticket *ticket, const Actor *by, const char *text, GError **error)
{
	const TicketLine line = {.kind = ENTRY_CHANGE, .author = by->name, .text = text};

	return ticket_change_say(context, ticket->id, &line, NULL, error);
}

/* The colleague whose ticket it is. */
static bool
tell_desk(Context *context, const Ticket *ticket, NotifyReason reason, const Actor *by,
    GError **error)
{
	return notifications_ticket(
	    context, ticket, reason, by->agent == NULL ? NULL : by->agent->address, error);
}

bool
desk_entered(Context *context, const Ticket *ticket, GError **error)
{
	if (ticket->state == TICKET_AWAITING_APPROVAL)
		return approval_ask(context, ticket, error);
	if (ticket->state == TICKET_IN_PROGRESS)
		return fulfilment_begin(context, ticket, error);
	return !ticket_state_has_ended(ticket->state) || ticket->kind != TICKET_REQUEST ||
	       step_stop(context->spool, ticket->id, error);
}

/* What the state that it came to brings. */
static bool
enter(Context *context, const Ticket *ticket, GError **error)
{
	return desk_entered(context, ticket, error) &&
	       (ticket->state != TICKET_IN_PROGRESS ||
		   notifications_ticket(context, ticket, NOTIFY_APPROVED, NULL, error));
}

bool
desk_move(Context *context, Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error)
{
	const AgentActionRow *row = agent_action_row(action);
	const LetterOrder letter = {
	    .name = row->letter,
	    .ticket = ticket,
	    .text = words->text,
	    .files = words->files,
	};
	TicketState before = ticket->state;
	TicketMove move = {
	    .restarts = row->restarts && ticket->kind == TICKET_CASE,
	    .answers = row->letter != NULL && words->by != NULL,
	};
	const char *why = NULL;
	bool reaches = true;

	if (!agent_action_next(ticket, action, &move.next, &why))
		return refuse(context, ticket, words->by, why, error);
	/* a solution that reaches nobody is not closed by time */
	if (action == AGENT_RESOLVES &&
	    !undeliverable_reaches(context, ticket, &reaches, error))
		return false;
	move.stops_clock = !reaches;
	if (move.next == TICKET_IN_PROGRESS && before != TICKET_IN_PROGRESS)
		move.waiting_ms = context->now_ms;
	return ticket_change_move(context, ticket, &move, error) &&
	       customer_letter_all(context, &letter, error) &&
	       (reaches || undeliverable_nobody(context, ticket, error)) &&
	       customer_letter_end(context, ticket, error) &&
	       (ticket->state == before || enter(context, ticket, error));
}

/* Nobody approves what they wrote or what is for them, whoever else they are. */
static bool
is_own(Context *context, const Ticket *ticket, const Actor *by, bool *ret_own, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	*ret_own = false;
	if (by->agent == NULL)
		return true;
	return contact_find(context->spool, by->agent->address, &contact, error) &&
	       (contact == NULL || ticket_is_requester(context->spool, ticket->id, contact->id,
				       ret_own, error));
}

/* why: of undeliverable_why(). */
static bool
refuse_unheard(const Context *context, const Ticket *ticket, const Actor *by, const char *why,
    GError **error)
{
	const char *language = refusal_language(context, by->language);
	g_autofree char *unheard = refusal_said(context, language, why);
	g_autofree char *said = refusal_text(context->templates, language,
	    "{{why}}; set a reporter whom letters reach, or write a note", "why", unheard,
	    NULL);

	return refusal_set(ticket, said, error);
}

/* Whether it may be done at all, before anything is. */
static bool
may_do(Context *context, const Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error)
{
	const AgentActionRow *row = agent_action_row(action);
	TicketState next = ticket->state;
	const char *why = NULL;
	g_autofree char *not_there = NULL;
	bool own = false;

	if (!agent_action_next(ticket, action, &next, &why))
		return refuse(context, ticket, words->by, why, error);
	if (!desk_elsewhere_refuses(
		context, words->by, ticket, action, next, &not_there, error))
		return false;
	if (not_there != NULL)
		return refusal_set(ticket, not_there, error);
	if (row->needs_text && (words->text == NULL || words->text[0] == '\0'))
		return refuse(context, ticket, words->by,
		    row->letter == NULL ? "there is no text to note"
					: "there is no text for the customer",
		    error);
	if (row->only_tells && !undeliverable_why(context, ticket, &why, error))
		return false;
	if (row->only_tells && why != NULL)
		return refuse_unheard(context, ticket, words->by, why, error);
	if (action == AGENT_APPROVES && !is_own(context, ticket, words->by, &own, error))
		return false;
	return !own ||
	       refuse(context, ticket, words->by, "nobody approves their own request", error);
}

/* "resolved: Nieuwe kabel geplaatst." Caller owns. */
static char *
entry_text(const AgentActionRow *row, const char *text)
{
	if (row->begins == NULL)
		return g_strdup(text);
	if (text == NULL || text[0] == '\0')
		return g_strdup(row->begins);
	return g_strdup_printf("%s: %s", row->begins, text);
}

/* A note changes nothing but that there is one; that a request was approved is told to all who may work on it. */
bool
desk_act(Context *context, Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error)
{
	const AgentActionRow *row = agent_action_row(action);
	bool withdrawn = action == AGENT_CANCELS && ticket->state == TICKET_IN_PROGRESS;
	g_autofree char *text = entry_text(row, words->text);
	const TicketLine line = {.kind = row->entry,
	    .author = words->by->name,
	    .text = text,
	    .words = words->text == NULL ? "" : words->text,
	    .mail = words->mail};

	return may_do(context, ticket, action, words, error) &&
	       ticket_change_say(context, ticket->id, &line, NULL, error) &&
	       (action == AGENT_NOTES ? ticket_change_touch(context, ticket, error)
				      : desk_move(context, ticket, action, words, error)) &&
	       (action == AGENT_APPROVES ||
		   tell_desk(context, ticket, withdrawn ? NOTIFY_WITHDRAWN : NOTIFY_ACT,
		       words->by, error));
}

bool
desk_assign(Context *context, Ticket *ticket, const char *to, const Actor *by, GError **error)
{
	const ConfigAgent *found = typed_agent(context, to, by->language, error);
	g_autofree char *line = NULL;

	if (found == NULL)
		return false;
	line = g_strdup_printf("assigned to %s", found->name);
	return ticket_change_set(context, ticket, PROPERTY_AGENT, found->address, error) &&
	       add_entry(context, ticket, by, line, error) &&
	       tell_desk(context, ticket, NOTIFY_ASSIGNED, by, error);
}

/* What is written on the ticket; NULL with an error. Borrowed. */
static const char *
value_of(const Context *context, const Ticket *ticket, TicketProperty property,
    const char *typed, const Actor *by, GError **error)
{
	static const TypedKind KINDS[] = {
	    [PROPERTY_CATEGORY] = TYPED_CATEGORY,
	    [PROPERTY_PRIORITY] = TYPED_PRIORITY,
	    [PROPERTY_GROUP] = TYPED_GROUP,
	};

	if (property != PROPERTY_TITLE)
		return typed_word(context, KINDS[property], typed, by->language, error);
	if (typed[0] != '\0' && sanitize_is_line(typed))
		return typed;
	refuse(context, ticket, by, "a title is one line of at most 200 characters", error);
	return NULL;
}

/* Whom an address means, who may be new, or the name of a contact. */
static bool
meet_person(Context *context, const Ticket *ticket, const char *person, const Actor *by,
    Contact **ret_contact, GError **error)
{
	const ContactDetails details = {.address = person};
	if (!yaml_is_address(person))
		return typed_contact(context, person, by->language, ret_contact, error);
	if (own_address_is_ours(context->config, person))
		return refuse_typed(context, ticket, by,
		    "'{{typed}}' is an address of the desk itself", person, error);
	return contact_meet(context->spool, &details, context->now_ms, ret_contact, error);
}

static bool
set_reporter(
    Context *context, Ticket *ticket, const char *person, const Actor *by, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autofree char *line = NULL;

	if (!meet_person(context, ticket, person, by, &contact, error))
		return false;
	line = g_strdup_printf(TICKET_REPORTER ": %s", contact->address);
	return ticket_change_report(context, ticket, contact, error) &&
	       add_entry(context, ticket, by, line, error) &&
	       tell_desk(context, ticket, NOTIFY_ACT, by, error);
}

bool
desk_set(Context *context, Ticket *ticket, const char *field, const char *value,
    const Actor *by, GError **error)
{
	const char *name = typed_word(context, TYPED_FIELD, field, by->language, error);
	TicketProperty property = PROPERTY_TITLE;
	const char *meant = NULL;
	g_autofree char *line = NULL;

	if (name == NULL)
		return false;
	if (strcmp(name, TICKET_REPORTER) == 0)
		return set_reporter(context, ticket, value, by, error);
	property = ticket_property_find(name);
	meant = value_of(context, ticket, property, value, by, error);
	if (meant == NULL)
		return false;
	line = g_strdup_printf("%s: %s", name, meant);
	return ticket_change_set(context, ticket, property, meant, error) &&
	       add_entry(context, ticket, by, line, error) &&
	       tell_desk(context, ticket,
		   property == PROPERTY_GROUP ? NOTIFY_MOVED : NOTIFY_ACT, by, error);
}

static bool
change_people(
    Context *context, Ticket *ticket, const char *line, const Actor *by, GError **error)
{
	return add_entry(context, ticket, by, line, error) &&
	       ticket_change_touch(context, ticket, error);
}

bool
desk_add_person(
    Context *context, Ticket *ticket, const char *person, const Actor *by, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autofree char *line = NULL;

	if (!meet_person(context, ticket, person, by, &contact, error))
		return false;
	line = g_strdup_printf("added %s", contact->address);
	return ticket_change_involve(context, ticket->id, contact->id, INVOLVED_ADDED, error) &&
	       change_people(context, ticket, line, by, error);
}

bool
desk_remove_person(
    Context *context, Ticket *ticket, const char *person, const Actor *by, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	g_autofree char *line = NULL;
	bool was = false;

	if (yaml_is_address(person)
		? !contact_find(context->spool, person, &contact, error)
		: !typed_contact(context, person, by->language, &contact, error))
		return false;
	if (contact != NULL &&
	    !ticket_change_leave(context, ticket->id, contact->id, &was, error))
		return false;
	if (!was)
		return refuse_typed(
		    context, ticket, by, "'{{typed}}' is not involved", person, error);
	line = g_strdup_printf("removed %s", contact->address);
	return change_people(context, ticket, line, by, error);
}
