/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and showing tickets for the commands, and naming who acts.
 */
#include "gateway/commands/ticket_command.h"

#include <string.h>

#include "gateway/commands/ticket_print.h"
#include "gateway/commands/ticket_view.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

const char *const TICKET_COMMAND_NUMBER[] = {"number", NULL};
const char *const TICKET_COMMAND_ACT[] = {"number", "text", NULL};
const char *const TICKET_COMMAND_TWO[] = {"number", "other", NULL};
const SubcommandOption TICKET_COMMAND_AS_OPTION[] = {
    {"as", OPTION_WORD},
    {NULL, OPTION_FLAG},
};
const SubcommandOption TICKET_COMMAND_ACT_OPTIONS[] = {
    {"file", OPTION_WORD},
    {"as", OPTION_WORD},
    {NULL, OPTION_FLAG},
};

TicketKind
ticket_command_kind(const Call *call)
{
	return strcmp(call->command, "request") == 0 ? TICKET_REQUEST : TICKET_CASE;
}

bool
ticket_command_find(Context *context, const Call *call, Ticket **ret_ticket, GError **error)
{
	TicketKind kind = ticket_command_kind(call);
	const char *number = call_word(call, "number");
	g_autoptr(Ticket) ticket = NULL;

	if (!ticket_find(context->spool, number, &ticket, error))
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
ticket_command_find_own(Context *context, const Call *call, Ticket **ret_ticket, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) into = NULL;

	if (!ticket_command_find(context, call, &ticket, error))
		return false;
	if (ticket->merged_into != 0) {
		if (!ticket_get(context->spool, ticket->merged_into, &into, error))
			return false;
		return error_set(error, GATEWAY_ERROR_REFUSED,
		    "%s: it is merged into %s: name that", ticket->number, into->number);
	}
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

const SubcommandOption TICKET_COMMAND_SHOW_OPTIONS[] = {{"cut", OPTION_FLAG}, {0}};

bool
ticket_command_show(Context *context, const Call *call, GString *out, GError **error)
{
	TextTableStyle style = call_style(call);
	g_autoptr(Ticket) ticket = NULL;
	g_auto(TicketView) view = {0};

	if (!ticket_command_find(context, call, &ticket, error) ||
	    !ticket_view_read(context, ticket, &view, error) ||
	    (call_flag(call, "cut") && !ticket_view_read_cut(context->spool, &view, error)))
		return false;
	if (call_flag(call, "json"))
		json_print(out, ticket_view_json(&view));
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
ticket_command_agent_address(const Context *context, const char *word, GError **error)
{
	const ConfigAgent *agent = find_agent(context->config, word, false);

	if (agent != NULL)
		return agent->address;
	nobody_is_called(context->config, word, error);
	return NULL;
}

const char *
ticket_command_author(const Context *context, const Call *call, GError **error)
{
	const char *as = call_word(call, "as");
	const ConfigAgent *agent =
	    as != NULL ? find_agent(context->config, as, false)
		       : find_agent(context->config, call_word(call, "user"), true);

	if (agent != NULL)
		return agent->name;
	if (as == NULL)
		return context->config->desk_name;
	nobody_is_called(context->config, as, error);
	return NULL;
}

/* The call's subcommand is one of agent_action_words(). */
static AgentAction
action_of(const Call *call)
{
	AgentAction action = AGENT_NOTHING;

	agent_action_find(call_word(call, "subcommand"), &action);
	return action;
}

bool
ticket_command_take_text(Call *call, GError **error)
{
	return agent_action_row(action_of(call))->needs_text
		   ? subcommand_take_text(call, error)
		   : subcommand_take_text_if_given(call, error);
}

/* unheard: why nobody hears of it, or NULL. */
static void
tell_done(const Call *call, const Ticket *ticket, const char *unheard, GString *out)
{
	const char *state = ticket_state_name(ticket->state);

	if (call_flag(call, "json"))
		json_print(out, json_pack("{ss, ss, ss*}", "number", ticket->number, "state",
				    state, "unheard", unheard));
	else
		g_string_append_printf(out, "%s is %s%s%s\n", ticket->number, state,
		    unheard == NULL ? "" : "; ", unheard == NULL ? "" : unheard);
}

bool
ticket_command_act(Context *context, const Call *call, GString *out, GError **error)
{
	AgentAction action = action_of(call);
	AgentWords words = {.agent = ticket_command_author(context, call, error)};
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = NULL;
	const char *unheard = NULL;

	if (words.agent == NULL || !ticket_command_find_own(context, call, &ticket, error))
		return false;
	if (agent_action_row(action)->needs_text || call->bytes != NULL) {
		text = call_text(call, error);
		if (text == NULL)
			return false;
	}
	words.text = text;
	if (!desk_act(context, ticket, action, &words, error) ||
	    (agent_action_row(action)->letter != NULL &&
		!undeliverable_warn(context, ticket, &unheard, error)))
		return false;
	tell_done(call, ticket, unheard, out);
	return true;
}

void
ticket_command_tell_state(const Call *call, const Ticket *ticket, GString *out)
{
	tell_done(call, ticket, NULL, out);
}

bool
ticket_command_link(Context *context, const Call *call, GString *out, GError **error)
{
	const char *author = ticket_command_author(context, call, error);
	const char *other = call_word(call, "other");
	bool links = strcmp(call_word(call, "subcommand"), "link") == 0;
	g_autoptr(Ticket) ticket = NULL;

	if (author == NULL || !ticket_command_find(context, call, &ticket, error) ||
	    !(links ? desk_link : desk_unlink)(context, ticket, other, author, error))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}
