/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and showing tickets for the commands, and naming who acts.
 */
#include "gateway/ticket_command.h"

#include <string.h>

#include "gateway/arguments.h"
#include "gateway/json_out.h"
#include "gateway/ticket_print.h"
#include "gateway/ticket_view.h"
#include "gateway/time_text.h"

const char *const TICKET_COMMAND_NUMBER[] = {"number", NULL};

bool
ticket_command_find(Office *office, const Request *request, TicketKind kind,
    Ticket **ret_ticket, GError **error)
{
	const char *number = request_word(request, "number");
	g_autoptr(Ticket) ticket = NULL;

	if (!ticket_find(office->spool, number, &ticket, error))
		return false;
	if (ticket == NULL) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING, "there is no %s %s",
		    ticket_kind_name(kind), number);
		return false;
	}
	if (ticket->kind != kind) {
		g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_MISSING,
		    "%s is a %s: use 'casegate %s'", ticket->number,
		    ticket_kind_name(ticket->kind), ticket_kind_name(ticket->kind));
		return false;
	}
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

bool
ticket_command_has_state(TicketKind kind, TicketState state)
{
	if (state == TICKET_CANCELLED)
		return true;
	return kind == TICKET_CASE ? state < TICKET_CANCELLED : state > TICKET_CANCELLED;
}

/* The names of a kind's states, NULL-terminated; the names are constants. Caller owns the array. */
static const char **
state_names(TicketKind kind)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (TicketState state = TICKET_NEW; state <= TICKET_EXPIRED; state++)
		if (ticket_command_has_state(kind, state))
			g_ptr_array_add(names, (char *)ticket_state_name(state));
	g_ptr_array_add(names, NULL);
	return (const char **)g_ptr_array_steal(names, NULL);
}

static bool
check_state(const char *name, TicketKind kind, GError **error)
{
	g_autofree const char **names = state_names(kind);
	g_autofree char *all = NULL;

	if (name == NULL || g_strv_contains(names, name))
		return true;
	all = g_strjoinv(", ", (char **)names);
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
	    "a %s has no state '%s'; its states are: %s", ticket_kind_name(kind), name, all);
	return false;
}

static const char *
short_name(const Contact *reporter)
{
	if (reporter == NULL)
		return "";
	return *reporter->name != '\0' ? reporter->name : reporter->address;
}

static void
add_row(Table *table, const TicketHead *head)
{
	g_autofree char *changed = time_text_local(head->ticket->changed_ms);
	const char *cells[] = {head->ticket->number, ticket_state_name(head->ticket->state),
	    head->ticket->priority, head->ticket->category, short_name(head->reporter),
	    head->ticket->title, changed};

	table_add(table, cells);
}

/* As a row of the table, or into the JSON array, where there is one. */
static bool
list_tickets(
    const Office *office, GPtrArray *tickets, Table *table, json_t *array, GError **error)
{
	for (guint i = 0; i < tickets->len; i++) {
		g_auto(TicketHead) head = {0};

		if (!ticket_head_read(office, tickets->pdata[i], &head, error))
			return false;
		if (array != NULL)
			json_array_append_new(array, ticket_head_json(&head));
		else
			add_row(table, &head);
	}
	return true;
}

static const TableColumn COLUMNS[] = {
    {.heading = "number"},
    {.heading = "state"},
    {.heading = "priority"},
    {.heading = "category", .flexible = true},
    {.heading = "reporter", .flexible = true},
    {.heading = "title", .flexible = true},
    {.heading = "changed"},
};

static bool
print_tickets(const Office *office, const Request *request, GPtrArray *tickets, GString *out,
    GError **error)
{
	g_autoptr(Table) table = table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));
	json_t *array = request_flag(request, "json") ? json_array() : NULL;
	TableStyle style = request_style(request);

	if (!list_tickets(office, tickets, table, array, error)) {
		json_decref(array);
		return false;
	}
	if (array != NULL)
		json_out_print(out, array);
	else
		table_print(table, &style, out);
	return true;
}

bool
ticket_command_list(
    Office *office, const Request *request, TicketKind kind, GString *out, GError **error)
{
	TicketQuery query = {
	    .kind = kind,
	    .state = request_word(request, "state"),
	    .limit = (int)request_number(request, "limit", G_MAXINT32),
	};
	g_autoptr(GPtrArray) tickets = NULL;

	return check_state(query.state, kind, error) &&
	       ticket_list(office->spool, &query, &tickets, error) &&
	       print_tickets(office, request, tickets, out, error);
}

bool
ticket_command_show(
    Office *office, const Request *request, TicketKind kind, GString *out, GError **error)
{
	TableStyle style = request_style(request);
	g_autoptr(Ticket) ticket = NULL;
	g_auto(TicketView) view = {0};

	if (!ticket_command_find(office, request, kind, &ticket, error) ||
	    !ticket_view_read(office, ticket, &view, error))
		return false;
	if (request_flag(request, "json"))
		json_out_print(out, ticket_view_json(&view));
	else
		ticket_print(&view, &style, out);
	return true;
}

/* Whether this is the agent's name, or address, or what stands before the @ of it where that will do. */
static bool
is_agent(const ConfigAgent *agent, const char *word, bool local_part)
{
	size_t length = strcspn(agent->address, "@");

	if (local_part)
		return strlen(word) == length &&
		       g_ascii_strncasecmp(agent->address, word, length) == 0;
	return g_ascii_strcasecmp(agent->name, word) == 0 ||
	       g_ascii_strcasecmp(agent->address, word) == 0;
}

static const char *
find_agent(const Config *config, const char *word, bool local_part)
{
	for (guint i = 0; word != NULL && i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		if (is_agent(agent, word, local_part))
			return agent->name;
	}
	return NULL;
}

static void
nobody_is_called(const Config *config, const char *word, GError **error)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *meant = NULL;

	for (guint i = 0; i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		g_ptr_array_add(names, agent->name);
		g_ptr_array_add(names, agent->address);
	}
	g_ptr_array_add(names, NULL);
	meant = arguments_meant(word, (const char *const *)names->pdata, "");
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_USAGE,
	    "no agent of the configuration is called '%s'%s", word, meant);
}

const char *
ticket_command_author(const Office *office, const Request *request, GError **error)
{
	const char *as = request_word(request, "as");
	const char *agent =
	    as != NULL ? find_agent(office->config, as, false)
		       : find_agent(office->config, request_word(request, "user"), true);

	if (agent != NULL)
		return agent;
	if (as == NULL)
		return office->config->desk_name;
	nobody_is_called(office->config, as, error);
	return NULL;
}
