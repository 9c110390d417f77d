/* SPDX-License-Identifier: Apache-2.0 */
/* The desk's word that a ticket is kept, whoever is forgotten and whatever its age. No desk elsewhere hears of it. */
#include "gateway/desk/desk.h"

#include "gateway/desk/ticket_change.h"
#include "gateway/model/refusal.h"
#include "spool/ticket_forget.h"
#include "spool/ticket_hold.h"

static bool
note(Context *context, const Ticket *ticket, const Actor *by, const char *text, GError **error)
{
	const TicketLine line = {.kind = ENTRY_CHANGE, .author = by->name, .text = text};

	return ticket_change_say(context, ticket->id, &line, NULL, error);
}

/* why: a sentence of refusals.h. */
static bool
refuse(const Context *context, const Ticket *ticket, const Actor *by, const char *why,
    GError **error)
{
	g_autofree char *said = refusal_said(context, by->language, why);

	return refusal_set(ticket, said, error);
}

bool
desk_hold(
    Context *context, const Ticket *ticket, const char *reason, const Actor *by, GError **error)
{
	const TicketHold hold = {.reason = (char *)(reason == NULL ? "" : reason),
	    .author = by->name,
	    .since_ms = context->now_ms};
	g_autofree char *text = g_strconcat("held", reason == NULL ? "" : ": ", reason, NULL);
	bool gone = false;

	if (!ticket_is_gone(context->spool, ticket->id, &gone, error))
		return false;
	if (gone)
		return refuse(context, ticket, by, "its words are deleted already", error);
	return ticket_hold_set(context->spool, ticket->id, &hold, error) &&
	       note(context, ticket, by, text, error);
}

bool
desk_unhold(Context *context, const Ticket *ticket, const Actor *by, GError **error)
{
	bool was = false;

	if (!ticket_hold_end(context->spool, ticket->id, &was, error))
		return false;
	if (!was)
		return refuse(context, ticket, by, "it is not held", error);
	return note(context, ticket, by, "no longer held", error);
}
