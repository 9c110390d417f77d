/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finding and showing tickets for the commands, and what they share.
 */
#include "gateway/commands/ticket_command.h"

#include <string.h>

#include "gateway/commands/call_actor.h"
#include "gateway/commands/ticket_print.h"
#include "gateway/commands/ticket_view.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/desk_result.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed.h"
#include "gateway/templates/refusals.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/outbox.h"
#include "spool/step.h"

const char *const TICKET_COMMAND_NUMBER[] = {"number", NULL};
const char *const TICKET_COMMAND_HOLD[] = {"number", "reason", NULL};
const char *const TICKET_COMMAND_TWO[] = {"number", "other", NULL};
const SubcommandOption TICKET_COMMAND_AS_OPTION[] = {
    {"as", OPTION_WORD},
    {"last", OPTION_NUMBER},
    {"no-wait", OPTION_FLAG},
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

	if (!typed_ticket(context, kind, number, call_language(call), &ticket, error))
		return false;
	if (ticket->kind != kind)
		return error_refuse(error, GATEWAY_ERROR_MISSING,
		    ticket->kind == TICKET_CASE
			? "{{number}} is a case: use 'casegate case'"
			: "{{number}} is a request: use 'casegate request'",
		    "number", ticket->number, NULL);
	*ret_ticket = g_steal_pointer(&ticket);
	return true;
}

/* Nothing is done to a ticket whose timeline has more than the caller saw. */
static bool
check_seen(Context *context, const Call *call, const Ticket *ticket, GError **error)
{
	gint64 seen = call_number(call, "last", -1);
	int64_t last = 0;

	if (seen < 0)
		return true;
	if (!ticket_last_entry(context->spool, ticket->id, &last, error))
		return false;
	return last <= seen || error_refuse(error, GATEWAY_ERROR_NEWER,
				   "{{number}}: something came meanwhile, and nothing was done",
				   "number", ticket->number, NULL);
}

bool
ticket_command_find_own(Context *context, const Call *call, Ticket **ret_ticket, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) into = NULL;
	g_autofree char *why = NULL;

	if (!ticket_command_find(context, call, &ticket, error))
		return false;
	if (ticket->merged_into != 0) {
		if (!ticket_get(context->spool, ticket->merged_into, &into, error))
			return false;
		why = refusal_text(context->templates, call_language(call),
		    "it is merged into {{other}}: name that", "other", into->number, NULL);
		return refusal_set(ticket, why, error);
	}
	if (!check_seen(context, call, ticket, error))
		return false;
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

void
ticket_command_tell_done(
    const Call *call, const Ticket *ticket, const char *unheard, GString *out)
{
	const char *state = ticket_state_name(ticket->state);

	if (call_flag(call, "json"))
		json_print(out, json_pack("{ss, ss, ss?, sn}", "number", ticket->number,
				    "state", state, "unheard", unheard, "desk"));
	else
		g_string_append_printf(out, "%s is %s%s%s\n", ticket->number, state,
		    unheard == NULL ? "" : "; ", unheard == NULL ? "" : unheard);
}

void
ticket_command_tell_state(const Call *call, const Ticket *ticket, GString *out)
{
	ticket_command_tell_done(call, ticket, NULL, out);
}

bool
ticket_command_link(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	const char *other = call_word(call, "other");
	bool links = strcmp(call_word(call, "subcommand"), "link") == 0;
	g_autoptr(Ticket) ticket = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find(context, call, &ticket, error) ||
	    !(links ? desk_link : desk_unlink)(context, ticket, other, &by, error))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}

/* One that was merged has what it had at another one, which is to be held instead. */
bool
ticket_command_hold(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	bool holds = strcmp(call_word(call, "subcommand"), "hold") == 0;
	g_autoptr(Ticket) ticket = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find_own(context, call, &ticket, error) ||
	    !(holds ? desk_hold(context, ticket, call_word(call, "reason"), &by, error)
		    : desk_unhold(context, ticket, &by, error)))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}

/* The commands of a request, and what a desk elsewhere refused. */
bool
ticket_command_retry(Context *context, const Call *call, GString *out, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(OutboxOperation) newest = NULL;
	g_autofree char *why = NULL;
	bool commands = false;
	bool operations = false;

	if (!ticket_command_find(context, call, &ticket, error) ||
	    !step_retry(context->spool, ticket->id, context->now_ms, &commands, error) ||
	    !outbox_retry(context->spool, ticket->id, context->now_ms, &operations, error) ||
	    !outbox_newest(context->spool, ticket->id, NULL, &newest, error))
		return false;
	if (!commands && !operations) {
		why = refusal_said(context, call_language(call),
		    ticket->kind == TICKET_REQUEST
			? "no command of it was given up, and nothing refused by the desk"
			: "nothing of it was refused by the desk");
		return refusal_set(ticket, why, error);
	}
	context->queued = operations && newest != NULL ? newest->id : 0;
	ticket_command_tell_state(call, ticket, out);
	return true;
}

bool
ticket_command_drop(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	g_autoptr(Ticket) ticket = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find(context, call, &ticket, error) ||
	    !desk_result_drop(context, ticket, &by, error))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}
