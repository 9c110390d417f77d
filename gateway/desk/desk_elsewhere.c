/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_elsewhere.h"

#include "spool/desk_mirror.h"

/* What there is no state for is not asked of it; and while a solution stands, only the customer decides there. */
static char *
why_not(const ConfigDesk *desk, const Ticket *ticket, AgentAction action, TicketState next)
{
	const char *name = ticket_state_name(next);

	if (action == AGENT_CLOSES && ticket->state == TICKET_RESOLVED)
		return g_strdup(
		    "it is resolved, and only the customer closes it at the desk: reopen it "
		    "first");
	if (ticket->kind == TICKET_REQUEST && next != ticket->state)
		return g_strdup_printf(
		    "it is carried out at the desk: open %s at %s and do it there; its "
		    "customers hear of it from here",
		    ticket->number, desk->url);
	if (next == ticket->state ||
	    config_desk_theirs(desk->states[ticket->kind], name) != NULL)
		return NULL;
	return g_strdup_printf(
	    "the desk has no state for \"%s\": desk.tickets.%s.states of the configuration "
	    "names none",
	    name, desk->worker);
}

bool
desk_elsewhere_refuses(Context *context, const Ticket *ticket, AgentAction action,
    TicketState next, char **ret_why, GError **error)
{
	g_autoptr(DeskTicket) there = NULL;

	*ret_why = NULL;
	if (context->config->tickets == NULL)
		return true;
	if (!desk_ticket_get(context->spool, ticket->id, &there, error))
		return false;
	if (there != NULL)
		*ret_why = why_not(context->config->tickets, ticket, action, next);
	return true;
}
