/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/desk_elsewhere.h"

#include "gateway/model/refusal.h"
#include "gateway/templates/refusals.h"
#include "spool/desk_mirror.h"

/* What there is no state for is not asked of it; and while a solution stands, only the customer decides there. */
static char *
why_not(const Context *context, const char *language, const Ticket *ticket, AgentAction action,
    TicketState next)
{
	const ConfigDesk *desk = context->config->tickets;
	const Templates *templates = context->templates;
	const char *name = ticket_state_name(next);

	if (action == AGENT_CLOSES && ticket->state == TICKET_RESOLVED)
		return refusal_said(context, language,
		    "it is resolved, and only the customer closes it at the desk: reopen it "
		    "first");
	if (ticket->kind == TICKET_REQUEST && next != ticket->state)
		return refusal_text(templates, language,
		    "it is carried out at the desk: open {{number}} at {{url}} and do it "
		    "there; its customers hear of it from here",
		    "number", ticket->number, "url", desk->url, NULL);
	if (next == ticket->state ||
	    config_desk_theirs(desk->states[ticket->kind], name) != NULL)
		return NULL;
	return refusal_text(templates, language,
	    "the desk has no state for \"{{state}}\": desk.tickets.{{worker}}.states of the "
	    "configuration names none",
	    "state", name, "worker", desk->worker, NULL);
}

bool
desk_elsewhere_refuses(Context *context, const Actor *by, const Ticket *ticket,
    AgentAction action, TicketState next, char **ret_why, GError **error)
{
	const char *language = refusal_language(context, by == NULL ? NULL : by->language);
	g_autoptr(DeskTicket) there = NULL;

	*ret_why = NULL;
	if (context->config->tickets == NULL)
		return true;
	if (!desk_ticket_get(context->spool, ticket->id, &there, error))
		return false;
	if (there != NULL)
		*ret_why = why_not(context, language, ticket, action, next);
	return true;
}
