/* SPDX-License-Identifier: Apache-2.0 */
/* What time does to tickets: one look at what is due, one at when the next thing will be. */
#include "gateway/desk/desk.h"

#include "gateway/desk/approval.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/lifecycle.h"
#include "gateway/templates/letter_types.h"
#include "spool/ticket_content.h"

/* The clocks there are: a state, how long, and whether a ticket reminded before counts. */
typedef struct {
	TicketState state;
	int64_t wait_ms;
	bool only_unreminded;
} Clock;

#define CLOCKS 6

static void
clocks_of(const ConfigTimes *times, Clock ret_clocks[CLOCKS])
{
	const Clock clocks[CLOCKS] = {
	    {TICKET_RESOLVED, times->close_solution, false},
	    {TICKET_RESOLVED, times->remind_solution, true},
	    {TICKET_AWAITING_INFO, times->remind_question, true},
	    {TICKET_DRAFT, times->expire_draft, false},
	    {TICKET_AWAITING_APPROVAL, times->expire_approval, false},
	    {TICKET_AWAITING_APPROVAL, times->remind_approval, true},
	};

	for (int i = 0; i < CLOCKS; i++)
		ret_clocks[i] = clocks[i];
}

static bool
tell(Context *context, const Ticket *ticket, const char *letter, const char *text,
    GError **error)
{
	g_autoptr(Contact) contact = NULL;
	LetterOrder order = {.name = letter, .ticket = ticket, .text = text};

	if (ticket->reporter == 0)
		return true;
	if (!contact_get(context->spool, ticket->reporter, &contact, error))
		return false;
	order.to = contact;
	return contact->undeliverable || customer_letter(context, &order, error);
}

/* What was written to all before. */
static bool
tell_all(Context *context, const Ticket *ticket, const char *letter, const char *text,
    GError **error)
{
	const LetterOrder order = {.name = letter, .ticket = ticket, .text = text};

	return customer_letter_all(context, &order, error);
}

static bool
end(Context *context, Ticket *ticket, TicketState state, const char *text, GError **error)
{
	const TicketMove move = {.next = state, .waiting_ms = ticket->waiting_ms};

	return ticket_change_move(context, ticket, &move, error) &&
	       ticket_change_note(context, ticket->id, text, error) &&
	       customer_letter_end(context, ticket, error);
}

/* What was asked last, so that a reminder can say it again. Caller owns. */
static bool
last_question(Context *context, const Ticket *ticket, char **ret_question, GError **error)
{
	g_autoptr(GPtrArray) entries = NULL;
	const char *question = "";

	if (!ticket_entries(context->spool, ticket->id, &entries, error))
		return false;
	for (unsigned i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (entry->kind == ENTRY_QUESTION)
			question = entry->text;
	}
	*ret_question = g_strdup(question);
	return true;
}

static bool
remind(Context *context, Ticket *ticket, GError **error)
{
	g_autofree char *question = NULL;

	ticket->reminded_ms = context->now_ms;
	if (!ticket_change_touch(context, ticket, error))
		return false;
	if (ticket->state == TICKET_RESOLVED)
		return tell_all(context, ticket, LETTER_REMINDER_SOLUTION, NULL, error);
	if (ticket->state == TICKET_AWAITING_APPROVAL)
		return approval_remind(context, ticket, error);
	return last_question(context, ticket, &question, error) &&
	       tell_all(context, ticket, LETTER_REMINDER_QUESTION, question, error);
}

static bool
expire(Context *context, Ticket *ticket, GError **error)
{
	bool draft = ticket->state == TICKET_DRAFT;

	return end(context, ticket, TICKET_EXPIRED,
		   draft ? "expired: the form was not completed"
			 : "expired: nobody approved it in time",
		   error) &&
	       tell(context, ticket, draft ? LETTER_EXPIRED : LETTER_APPROVAL_EXPIRED, NULL,
		   error);
}

/* What nobody could read, nobody has agreed to. */
static bool
close_unless_unseen(Context *context, Ticket *ticket, GError **error)
{
	bool reaches = true;

	if (!undeliverable_reaches(context, ticket, &reaches, error))
		return false;
	if (reaches)
		return end(context, ticket, TICKET_CLOSED, "closed: no answer to the solution",
			   error) &&
		       tell_all(context, ticket, LETTER_CLOSED_AUTOMATICALLY, NULL, error);
	ticket->clock_stopped = true;
	return ticket_change_touch(context, ticket, error) &&
	       undeliverable_nobody(context, ticket, error);
}

static bool
act(Context *context, Ticket *ticket, GError **error)
{
	int64_t next_ms = 0;

	switch (lifecycle_time(ticket, &context->config->times, context->now_ms, &next_ms)) {
	case TIME_REMINDS:
		return remind(context, ticket, error);
	case TIME_CLOSES:
		return close_unless_unseen(context, ticket, error);
	case TIME_EXPIRES:
		return expire(context, ticket, error);
	case TIME_NOTHING:
		break;
	}
	return true;
}

static bool
act_on_due(Context *context, const Clock *clock, int limit, GError **error)
{
	const TicketDue due = {
	    clock->state, context->now_ms - clock->wait_ms, clock->only_unreminded, limit};
	g_autoptr(GPtrArray) tickets = NULL;

	if (!ticket_due(context->spool, &due, &tickets, error))
		return false;
	for (unsigned i = 0; i < tickets->len; i++)
		if (!act(context, tickets->pdata[i], error))
			return false;
	return true;
}

bool
desk_deadlines(Context *context, int limit, GError **error)
{
	Clock clocks[CLOCKS];

	clocks_of(&context->config->times, clocks);
	for (int i = 0; i < CLOCKS; i++)
		if (!act_on_due(context, &clocks[i], limit, error))
			return false;
	return true;
}

bool
desk_next_deadline(Context *context, int64_t *ret_next_ms, GError **error)
{
	Clock clocks[CLOCKS];
	int64_t next_ms = 0;

	clocks_of(&context->config->times, clocks);
	for (int i = 0; i < CLOCKS; i++) {
		int64_t since_ms = 0;

		if (!ticket_next_due(context->spool, clocks[i].state, clocks[i].only_unreminded,
			&since_ms, error))
			return false;
		if (since_ms != 0)
			next_ms = MIN(
			    next_ms == 0 ? G_MAXINT64 : next_ms, since_ms + clocks[i].wait_ms);
	}
	*ret_next_ms = next_ms;
	return true;
}
