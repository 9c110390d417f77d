/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/snooze.h"

#include "gateway/desk/desk.h"
#include "gateway/desk/due.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/model/promise.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed_moment.h"
#include "gateway/util/time_format.h"

/* why: a sentence of refusals.h. */
static bool
refuse(const Context *context, const Ticket *ticket, const Actor *by, const char *why,
    GError **error)
{
	g_autofree char *said = refusal_said(context, by->language, why);

	return refusal_set(ticket, said, error);
}

static bool
note(Context *context, const Ticket *ticket, const Actor *by, const char *text, GError **error)
{
	const TicketLine line = {
	    .kind = ENTRY_CHANGE, .author = by == NULL ? NULL : by->name, .text = text};

	return ticket_change_say(context, ticket->id, &line, NULL, error);
}

/* by: NULL: nobody's word. */
static bool
wake(Context *context, Ticket *ticket, const Actor *by, const char *text, GError **error)
{
	ticket->snoozed_ms = 0;
	return due_skip(context, ticket, error) && note(context, ticket, by, text, error) &&
	       ticket_change_touch(context, ticket, error);
}

bool
snooze_interrupt(Context *context, Ticket *ticket, GError **error)
{
	return ticket->snoozed_ms == 0 ||
	       wake(context, ticket, NULL, "no longer snoozed: somebody wrote", error);
}

bool
snooze_end(Context *context, Ticket *ticket, GError **error)
{
	return wake(context, ticket, NULL, "back after a snooze", error) &&
	       notifications_ticket(context, ticket, NOTIFY_BACK, NULL, error);
}

char *
snooze_warning(const Ticket *ticket)
{
	g_autofree char *due = NULL;

	if (ticket->answer_due_ms == 0 || ticket->answer_due_ms >= ticket->snoozed_ms)
		return NULL;
	due = time_format_local(ticket->answer_due_ms);
	return g_strdup_printf("an answer is promised by %s, which stays so", due);
}

bool
desk_snooze(
    Context *context, Ticket *ticket, const char *until, const Actor *by, GError **error)
{
	Promise promise = {0};
	int64_t at_ms = 0;
	g_autofree char *shown = NULL;
	g_autofree char *warning = NULL;
	g_autofree char *line = NULL;

	if (ticket_state_is_done(ticket->state))
		return refuse(context, ticket, by,
		    ticket_state_has_ended(ticket->state)
			? "it has ended, so that nobody is reminded of it"
			: "it is resolved, so that nobody here is reminded of it",
		    error);
	if (!promise_of(context, ticket, &promise, error) ||
	    !typed_moment(context, promise.hours, until, by->language, &at_ms, error))
		return false;
	ticket->snoozed_ms = at_ms;
	shown = time_format_local(at_ms);
	warning = snooze_warning(ticket);
	line = g_strdup_printf("snoozed until %s%s%s", shown, warning == NULL ? "" : ": ",
	    warning == NULL ? "" : warning);
	return note(context, ticket, by, line, error) &&
	       ticket_change_touch(context, ticket, error) &&
	       notifications_ticket(context, ticket, NOTIFY_ACT,
		   by->agent == NULL ? NULL : by->agent->address, error);
}

bool
desk_wake(Context *context, Ticket *ticket, const Actor *by, GError **error)
{
	if (ticket->snoozed_ms == 0)
		return refuse(context, ticket, by, "it is not snoozed", error);
	return wake(context, ticket, by, "no longer snoozed", error) &&
	       notifications_ticket(context, ticket, NOTIFY_ACT,
		   by->agent == NULL ? NULL : by->agent->address, error);
}
