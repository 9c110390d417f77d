/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/ticket_snooze.h"

#include "gateway/commands/call_actor.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/snooze.h"
#include "gateway/util/time_format.h"

/* "CS0000001 is snoozed until 2026-12-14 09:00" */
static void
tell_snoozed(const Call *call, const Ticket *ticket, GString *out)
{
	g_autofree char *until = time_format_local(ticket->snoozed_ms);
	g_autofree char *warning = snooze_warning(ticket);

	if (call_flag(call, "json"))
		ticket_command_tell_state(call, ticket, out);
	else
		g_string_append_printf(out, "%s is snoozed until %s%s%s\n", ticket->number,
		    until, warning == NULL ? "" : ": ", warning == NULL ? "" : warning);
}

bool
ticket_snooze_serve(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	g_autofree const char **words = call_words(call, TICKET_SNOOZE_DATE);
	g_autofree char *date = g_strjoinv(" ", (char **)words);
	g_autoptr(Ticket) ticket = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find_own(context, call, &ticket, error) ||
	    !desk_snooze(context, ticket, date, &by, error))
		return false;
	tell_snoozed(call, ticket, out);
	return true;
}

bool
ticket_snooze_wake(Context *context, const Call *call, GString *out, GError **error)
{
	g_auto(Actor) by = {0};
	g_autoptr(Ticket) ticket = NULL;

	if (!call_actor(context, call, false, &by, error) ||
	    !ticket_command_find_own(context, call, &ticket, error) ||
	    !desk_wake(context, ticket, &by, error))
		return false;
	ticket_command_tell_state(call, ticket, out);
	return true;
}
