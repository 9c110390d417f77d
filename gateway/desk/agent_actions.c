/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the desk's own people do to a ticket, by agent_action.h's table, and the letters that tell the customer. A
 * request's new state brings more with it: it is approved, fulfilled, or stopped.
 */
#include "gateway/desk/desk.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/desk/approval.h"
#include "gateway/desk/fulfilment.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/util/error.h"
#include "gateway/util/sanitize.h"
#include "rules/action.h"
#include "rules/yaml.h"

static bool
refuse(GError **error, const Ticket *ticket, const char *why)
{
	return error_set(error, GATEWAY_ERROR_REFUSED, "%s: %s", ticket->number, why);
}

static bool
add_entry(Context *context, const Ticket *ticket, EntryKind kind, const char *author,
    const char *text, GError **error)
{
	const TicketLine line = {.kind = kind, .author = author, .text = text};

	return ticket_change_say(context, ticket->id, &line, NULL, error);
}

/* The colleague whose ticket it is; agent: who did it, by name. */
static bool
tell_desk(Context *context, const Ticket *ticket, NotifyReason reason, const char *agent,
    GError **error)
{
	const ConfigAgent *actor = agents_find_agent(context->config, agent);

	return notifications_ticket(
	    context, ticket, reason, actor == NULL ? NULL : actor->address, error);
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
	TicketMove move = {.restarts = row->restarts && ticket->kind == TICKET_CASE};
	const char *why = NULL;
	bool reaches = true;

	if (!agent_action_next(ticket, action, &move.next, &why))
		return refuse(error, ticket, why);
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
is_own(Context *context, const Ticket *ticket, const char *agent, bool *ret_own, GError **error)
{
	*ret_own = false;
	for (unsigned i = 0; !*ret_own && i < context->config->agents->len; i++) {
		const ConfigAgent *one = context->config->agents->pdata[i];
		g_autoptr(Contact) contact = NULL;

		if (strcmp(one->name, agent) != 0)
			continue;
		if (!contact_find(context->spool, one->address, &contact, error) ||
		    (contact != NULL && !ticket_is_requester(context->spool, ticket->id,
					    contact->id, ret_own, error)))
			return false;
	}
	return true;
}

/* Whether it may be done at all, before anything is. */
static bool
may_do(Context *context, const Ticket *ticket, AgentAction action, const AgentWords *words,
    GError **error)
{
	const AgentActionRow *row = agent_action_row(action);
	TicketState next = ticket->state;
	const char *why = NULL;
	bool own = false;

	if (!agent_action_next(ticket, action, &next, &why))
		return refuse(error, ticket, why);
	if (row->needs_text && (words->text == NULL || words->text[0] == '\0'))
		return refuse(error, ticket,
		    row->letter == NULL ? "there is no text to note"
					: "there is no text for the customer");
	if (row->only_tells && !undeliverable_why(context, ticket, &why, error))
		return false;
	if (row->only_tells && why != NULL) {
		g_autofree char *unheard = g_strdup_printf(
		    "%s; set a reporter whom letters reach, or write a note", why);

		return refuse(error, ticket, unheard);
	}
	if (action == AGENT_APPROVES && !is_own(context, ticket, words->agent, &own, error))
		return false;
	return !own || refuse(error, ticket, "nobody approves their own request");
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
	g_autofree char *line = entry_text(row, words->text);

	return may_do(context, ticket, action, words, error) &&
	       add_entry(context, ticket, row->entry, words->agent, line, error) &&
	       (action == AGENT_NOTES ? ticket_change_touch(context, ticket, error)
				      : desk_move(context, ticket, action, words, error)) &&
	       (action == AGENT_APPROVES ||
		   tell_desk(context, ticket, withdrawn ? NOTIFY_WITHDRAWN : NOTIFY_ACT,
		       words->agent, error));
}

bool
desk_assign(Context *context, Ticket *ticket, const char *to, const char *agent, GError **error)
{
	const ConfigAgent *found = agents_find_agent(context->config, to);
	g_autofree char *line = NULL;

	if (found == NULL) {
		line = g_strdup_printf("there is no agent '%s' in the configuration", to);
		return refuse(error, ticket, line);
	}
	line = g_strdup_printf("assigned to %s", found->name);
	return ticket_change_set(context, ticket, PROPERTY_AGENT, found->address, error) &&
	       add_entry(context, ticket, ENTRY_CHANGE, agent, line, error) &&
	       tell_desk(context, ticket, NOTIFY_ASSIGNED, agent, error);
}

/* What a field may be, NULL-terminated; its words are borrowed. Caller owns the array. */
static const char **
choices_of(const Config *config, TicketProperty property)
{
	g_autoptr(GPtrArray) words = g_ptr_array_new();

	if (property == PROPERTY_CATEGORY)
		for (unsigned i = 0; i < config->categories->len; i++)
			g_ptr_array_add(words, config->categories->pdata[i]);
	else if (property == PROPERTY_GROUP)
		for (unsigned i = 0; i < config->groups->len; i++)
			g_ptr_array_add(words, ((ConfigGroup *)config->groups->pdata[i])->name);
	else
		for (size_t i = 0; ACTION_PRIORITIES[i] != NULL; i++)
			g_ptr_array_add(words, (char *)ACTION_PRIORITIES[i]);
	g_ptr_array_add(words, NULL);
	return (const char **)g_ptr_array_steal(words, NULL);
}

static bool
may_be(const Config *config, const Ticket *ticket, TicketProperty property, const char *value,
    GError **error)
{
	g_autofree const char **choices = choices_of(config, property);
	g_autofree char *all = g_strjoinv(", ", (char **)choices);

	if (property == PROPERTY_TITLE) {
		if (value[0] != '\0' && sanitize_is_line(value))
			return true;
		return refuse(error, ticket, "a title is one line of at most 200 characters");
	}
	if (g_strv_contains(choices, value))
		return true;
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED,
	    "%s: there is no %s '%s'; there is %s", ticket->number,
	    ticket_property_name(property), value, all[0] == '\0' ? "none" : all);
	return false;
}

/* Whose address may be put on a ticket. */
static bool
meet_person(Context *context, const Ticket *ticket, const char *address, Contact **ret_contact,
    GError **error)
{
	const ContactDetails details = {.address = address};
	g_autofree char *why = g_strdup_printf("'%s' is no address", address);
	g_autofree char *ours =
	    g_strdup_printf("'%s' is an address of the desk itself", address);

	if (!yaml_is_address(address))
		return refuse(error, ticket, why);
	if (own_address_is_ours(context->config, address))
		return refuse(error, ticket, ours);
	return contact_meet(context->spool, &details, context->now_ms, ret_contact, error);
}

static bool
set_reporter(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error)
{
	g_autofree char *line = g_strdup_printf(TICKET_REPORTER ": %s", address);
	g_autoptr(Contact) contact = NULL;

	return meet_person(context, ticket, address, &contact, error) &&
	       ticket_change_report(context, ticket, contact, error) &&
	       add_entry(context, ticket, ENTRY_CHANGE, agent, line, error) &&
	       tell_desk(context, ticket, NOTIFY_ACT, agent, error);
}

bool
desk_set(Context *context, Ticket *ticket, const char *field, const char *value,
    const char *agent, GError **error)
{
	g_autofree char *line = g_strdup_printf("%s: %s", field, value);
	TicketProperty property = PROPERTY_TITLE;

	if (strcmp(field, TICKET_REPORTER) == 0)
		return set_reporter(context, ticket, value, agent, error);
	if (!ticket_property_find(field, &property, error) ||
	    !may_be(context->config, ticket, property, value, error))
		return false;
	return ticket_change_set(context, ticket, property, value, error) &&
	       add_entry(context, ticket, ENTRY_CHANGE, agent, line, error) &&
	       tell_desk(context, ticket,
		   property == PROPERTY_GROUP ? NOTIFY_MOVED : NOTIFY_ACT, agent, error);
}

static bool
change_people(
    Context *context, Ticket *ticket, const char *line, const char *agent, GError **error)
{
	return add_entry(context, ticket, ENTRY_CHANGE, agent, line, error) &&
	       ticket_change_touch(context, ticket, error);
}

bool
desk_add_person(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error)
{
	g_autofree char *line = g_strdup_printf("added %s", address);
	g_autoptr(Contact) contact = NULL;

	return meet_person(context, ticket, address, &contact, error) &&
	       ticket_change_involve(context, ticket->id, contact->id, INVOLVED_ADDED, error) &&
	       change_people(context, ticket, line, agent, error);
}

bool
desk_remove_person(
    Context *context, Ticket *ticket, const char *address, const char *agent, GError **error)
{
	g_autofree char *line = g_strdup_printf("removed %s", address);
	g_autofree char *why = g_strdup_printf("'%s' is not involved", address);
	g_autoptr(Contact) contact = NULL;
	bool was = false;

	if (!contact_find(context->spool, address, &contact, error) ||
	    (contact != NULL &&
		!ticket_change_leave(context, ticket->id, contact->id, &was, error)))
		return false;
	if (!was)
		return refuse(error, ticket, why);
	return change_people(context, ticket, line, agent, error);
}
