/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tickets that have to do with each other, by the desk's word. A link shows each at the other; a merge gives all that
 * one has to the other, and can be undone. Nobody gets a letter of it, and no right that the account does not give.
 */
#include "gateway/desk/desk.h"

#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/model/refusal.h"
#include "gateway/model/typed.h"
#include "gateway/templates/refusals.h"
#include "spool/contact.h"
#include "spool/search.h"
#include "spool/ticket_link.h"

/* why: a sentence of refusals.h. */
static bool
refuse(const Context *context, const Ticket *ticket, const Actor *by, const char *why,
    GError **error)
{
	g_autofree char *said = refusal_said(context, by->language, why);

	return refusal_set(ticket, said, error);
}

static bool
find_other(Context *context, const Ticket *ticket, const char *number, const Actor *by,
    Ticket **ret_other, GError **error)
{
	return typed_ticket(context, ticket->kind, number, by->language, ret_other, error) &&
	       ((*ret_other)->id != ticket->id ||
		   refuse(context, ticket, by, "it is one and the same", error));
}

/* What they did, on both; text has the other's number for its %s. */
static bool
note(Context *context, const Ticket *ticket, const char *before, const Ticket *other,
    const Actor *by, GError **error)
{
	g_autofree char *text = g_strdup_printf("%s %s", before, other->number);
	const TicketLine line = {.kind = ENTRY_CHANGE, .author = by->name, .text = text};

	return ticket_change_say(context, ticket->id, &line, NULL, error);
}

static bool
is_linked(
    Context *context, const Ticket *ticket, const Ticket *other, bool *ret_is, GError **error)
{
	g_autoptr(GPtrArray) links = NULL;

	if (!ticket_links(context->spool, ticket->id, &links, error))
		return false;
	for (unsigned i = 0; i < links->len; i++)
		*ret_is = *ret_is || ((const TicketLink *)links->pdata[i])->ticket == other->id;
	return true;
}

bool
desk_link(
    Context *context, const Ticket *ticket, const char *number, const Actor *by, GError **error)
{
	g_autoptr(Ticket) other = NULL;
	bool is = false;

	if (!find_other(context, ticket, number, by, &other, error) ||
	    !is_linked(context, ticket, other, &is, error))
		return false;
	if (is)
		return refuse(context, ticket, by, "they are linked already", error);
	return ticket_change_link(context, ticket->id, other->id, LINK_DESK, error) &&
	       note(context, ticket, "linked to", other, by, error) &&
	       note(context, other, "linked to", ticket, by, error);
}

bool
desk_unlink(
    Context *context, const Ticket *ticket, const char *number, const Actor *by, GError **error)
{
	g_autoptr(Ticket) other = NULL;
	bool was = false;

	if (!find_other(context, ticket, number, by, &other, error) ||
	    !ticket_change_unlink(context, ticket->id, other->id, &was, error))
		return false;
	if (!was)
		return refuse(context, ticket, by, "they are not linked", error);
	return note(context, ticket, "no longer linked to", other, by, error) &&
	       note(context, other, "no longer linked to", ticket, by, error);
}

/* What is to be merged into what, and in which language the reader is told. All foreign. */
typedef struct {
	const Ticket *ticket;
	const Ticket *to;
	const char *language;
} Merge;

/* Own; NULL: they are of one account, or the ticket is of none, so that nobody reads on the other what was not theirs. */
static bool
look_at_accounts(Context *context, const Merge *merge, char **ret_why, GError **error)
{
	const Ticket *ticket = merge->ticket;
	const Ticket *to = merge->to;
	g_autofree char *own = NULL;
	g_autofree char *others = NULL;

	if (ticket->account == 0 || ticket->account == to->account)
		return true;
	if (!contact_account_name(context->spool, ticket->account, &own, error) ||
	    !contact_account_name(context->spool, to->account, &others, error))
		return false;
	if (others == NULL)
		others = refusal_said(context, merge->language, "none");
	*ret_why = refusal_text(context->templates, merge->language,
	    "it is of the account {{own}}, and {{other}} is of {{others}}: they can be linked, "
	    "not merged",
	    "own", own, "other", to->number, "others", others, NULL);
	return true;
}

/* Own; NULL: they can be merged. */
static char *
why_not_merged(const Context *context, const Merge *merge, const Ticket *now)
{
	const Templates *templates = context->templates;
	const Ticket *ticket = merge->ticket;
	const Ticket *to = merge->to;
	bool waits = ticket_state_is_desks_turn(ticket->state) || ticket->clock_stopped;

	if (ticket->kind != TICKET_CASE || to->kind != TICKET_CASE)
		return refusal_said(context, merge->language,
		    "only cases can be merged; requests can be linked");
	if (now != NULL)
		return refusal_text(templates, merge->language,
		    "{{other}} is merged into {{now}}: name that", "other", to->number, "now",
		    now->number, NULL);
	if (ticket_state_has_ended(to->state))
		return refusal_text(templates, merge->language,
		    "{{other}} is {{state}}: they can be linked, not merged", "other",
		    to->number, "state",
		    templates_desk_state(
			templates, merge->language, ticket_state_name(to->state)),
		    NULL);
	if (to->state == TICKET_RESOLVED && waits)
		return refusal_text(templates, merge->language,
		    "{{other}} is resolved, and this one waits for an answer: reopen {{other}} "
		    "first",
		    "other", to->number, NULL);
	return NULL;
}

/* Whether they can be merged, before anything is done. */
static bool
may_merge(
    Context *context, const Ticket *ticket, const Ticket *to, const Actor *by, GError **error)
{
	const Merge merge = {ticket, to, refusal_language(context, by->language)};
	g_autoptr(Ticket) now = NULL;
	g_autofree char *why = NULL;

	if (to->merged_into != 0 && !ticket_get(context->spool, to->merged_into, &now, error))
		return false;
	why = why_not_merged(context, &merge, now);
	if (why == NULL && !look_at_accounts(context, &merge, &why, error))
		return false;
	return why == NULL || refusal_set(ticket, why, error);
}

/* Whoever works on one of the two hears of it, once. */
static bool
tell_both(
    Context *context, const Ticket *ticket, const Ticket *to, const Actor *by, GError **error)
{
	const char *address = by->agent == NULL ? NULL : by->agent->address;

	return notifications_ticket(context, to, NOTIFY_ACT, address, error) &&
	       (g_strcmp0(ticket->agent, to->agent) == 0 ||
		   notifications_ticket(context, ticket, NOTIFY_ACT, address, error));
}

bool
desk_merge(Context *context, Ticket *ticket, const char *number, const Actor *by,
    Ticket **ret_to, GError **error)
{
	g_autoptr(Ticket) to = NULL;
	g_autofree char *named = g_strdup_printf("merged \"%s\" into this one:", ticket->title);
	int64_t waits_ms = ticket->waiting_ms;

	if (!find_other(context, ticket, number, by, &to, error) ||
	    !may_merge(context, ticket, to, by, error) ||
	    !ticket_change_give(context, ticket, to, error) ||
	    !search_moved(context->spool, ticket->id, error) ||
	    !note(context, ticket, "merged into", to, by, error) ||
	    !note(context, to, named, ticket, by, error))
		return false;
	/* whose word stood unanswered longer */
	if (waits_ms != 0 && (to->waiting_ms == 0 || waits_ms < to->waiting_ms))
		to->waiting_ms = waits_ms;
	if (!ticket_change_touch(context, to, error) ||
	    !tell_both(context, ticket, to, by, error))
		return false;
	*ret_to = g_steal_pointer(&to);
	return true;
}

bool
desk_unmerge(Context *context, Ticket *ticket, const Actor *by, GError **error)
{
	g_autoptr(Ticket) from = NULL;

	if (ticket->merged_into == 0)
		return refuse(context, ticket, by, "it is not merged into another one", error);
	if (!ticket_get(context->spool, ticket->merged_into, &from, error))
		return false;
	if (from->merged_into != 0)
		return refuse(
		    context, from, by, "it was merged itself: take that back first", error);
	return ticket_change_take_back(context, ticket, error) &&
	       note(context, ticket, "taken back from", from, by, error) &&
	       note(context, from, "taken out of this one again:", ticket, by, error) &&
	       tell_both(context, ticket, from, by, error);
}
