/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and showing tickets for the commands, and naming who acts.
 */
#include "gateway/commands/ticket_command.h"

#include <string.h>

#include "gateway/util/arguments.h"
#include "gateway/util/json_print.h"
#include "gateway/commands/ticket_print.h"
#include "gateway/commands/ticket_view.h"

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

static const ConfigAgent *
find_agent(const Config *config, const char *word, bool local_part)
{
	for (guint i = 0; word != NULL && i < config->agents->len; i++) {
		const ConfigAgent *agent = g_ptr_array_index(config->agents, i);

		if (is_agent(agent, word, local_part))
			return agent;
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
ticket_command_agent_address(const Office *office, const char *word, GError **error)
{
	const ConfigAgent *agent = find_agent(office->config, word, false);

	if (agent != NULL)
		return agent->address;
	nobody_is_called(office->config, word, error);
	return NULL;
}

const char *
ticket_command_author(const Office *office, const Request *request, GError **error)
{
	const char *as = request_word(request, "as");
	const ConfigAgent *agent =
	    as != NULL ? find_agent(office->config, as, false)
		       : find_agent(office->config, request_word(request, "user"), true);

	if (agent != NULL)
		return agent->name;
	if (as == NULL)
		return office->config->desk_name;
	nobody_is_called(office->config, as, error);
	return NULL;
}

void
ticket_command_tell_state(const Request *request, const Ticket *ticket, GString *out)
{
	const char *state = ticket_state_name(ticket->state);

	if (request_flag(request, "json"))
		json_out_print(
		    out, json_pack("{ss, ss}", "number", ticket->number, "state", state));
	else
		g_string_append_printf(out, "%s is %s\n", ticket->number, state);
}
