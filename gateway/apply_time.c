/* SPDX-License-Identifier: Apache-2.0 */
/* What time does to tickets: one look at what is due, one at when the next thing will be. */
#include "gateway/apply.h"

#include "gateway/correspond.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

/* The clocks there are: a state, how long, and whether a ticket reminded before counts. */
typedef struct {
	TicketState state;
	int64_t wait_ms;
	bool only_unreminded;
} Clock;

#define CLOCKS 4

static void
clocks_of(const ConfigTimes *times, Clock ret_clocks[CLOCKS])
{
	const Clock clocks[CLOCKS] = {
	    {TICKET_RESOLVED, times->close_solution, false},
	    {TICKET_RESOLVED, times->remind_solution, true},
	    {TICKET_AWAITING_INFO, times->remind_question, true},
	    {TICKET_DRAFT, times->expire_draft, false},
	};

	for (int i = 0; i < CLOCKS; i++)
		ret_clocks[i] = clocks[i];
}

static bool
tell(Office *office, const Ticket *ticket, const char *letter, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	LetterOrder order = {.name = letter, .ticket = ticket};

	if (ticket->reporter == 0)
		return true;
	if (!contact_get(office->spool, ticket->reporter, &contact, error))
		return false;
	order.to = contact;
	return contact->undeliverable || correspond(office, &order, error);
}

static bool
note(Office *office, const Ticket *ticket, const char *text, GError **error)
{
	const Entry entry = {
	    .ticket = ticket->id,
	    .at_ms = office->now_ms,
	    .kind = ENTRY_CHANGE,
	    .author = (char *)"casegate",
	    .text = (char *)text,
	    .mark = (char *)"",
	};

	return ticket_add_entry(office->spool, &entry, NULL, error);
}

static bool
end(Office *office, Ticket *ticket, TicketState state, const char *text, GError **error)
{
	const int64_t two_weeks = INT64_C(14) * 24 * 60 * 60 * 1000;

	ticket->state = state;
	ticket->state_ms = office->now_ms;
	return ticket_save(office->spool, ticket, office->now_ms, error) &&
	       note(office, ticket, text, error) &&
	       letter_expire_tokens(
		   office->spool, ticket->id, office->now_ms + two_weeks, error);
}

static bool
remind(Office *office, Ticket *ticket, GError **error)
{
	ticket->reminded_ms = office->now_ms;
	return ticket_save(office->spool, ticket, office->now_ms, error) &&
	       tell(office, ticket,
		   ticket->state == TICKET_RESOLVED ? "reminder-solution" : "reminder-question",
		   error);
}

static bool
act(Office *office, Ticket *ticket, GError **error)
{
	int64_t next_ms = 0;

	switch (lifecycle_time(ticket, &office->config->times, office->now_ms, &next_ms)) {
	case TIME_REMINDS:
		return remind(office, ticket, error);
	case TIME_CLOSES:
		return end(office, ticket, TICKET_CLOSED, "closed: no answer to the solution",
			   error) &&
		       tell(office, ticket, "closed-automatically", error);
	case TIME_EXPIRES:
		return end(office, ticket, TICKET_EXPIRED,
			   "expired: the form was not completed", error) &&
		       tell(office, ticket, "expired", error);
	case TIME_NOTHING:
		break;
	}
	return true;
}

static bool
act_on_due(Office *office, const Clock *clock, int limit, GError **error)
{
	const TicketDue due = {
	    clock->state, office->now_ms - clock->wait_ms, clock->only_unreminded, limit};
	g_autoptr(GPtrArray) tickets = NULL;

	if (!ticket_due(office->spool, &due, &tickets, error))
		return false;
	for (unsigned i = 0; i < tickets->len; i++)
		if (!act(office, tickets->pdata[i], error))
			return false;
	return true;
}

bool
apply_time(Office *office, int limit, GError **error)
{
	Clock clocks[CLOCKS];

	clocks_of(&office->config->times, clocks);
	for (int i = 0; i < CLOCKS; i++)
		if (!act_on_due(office, &clocks[i], limit, error))
			return false;
	return true;
}

bool
apply_next_time(Office *office, int64_t *ret_next_ms, GError **error)
{
	Clock clocks[CLOCKS];
	int64_t next_ms = 0;

	clocks_of(&office->config->times, clocks);
	for (int i = 0; i < CLOCKS; i++) {
		int64_t since_ms = 0;

		if (!ticket_next_due(office->spool, clocks[i].state, clocks[i].only_unreminded,
			&since_ms, error))
			return false;
		if (since_ms != 0 && (next_ms == 0 || since_ms + clocks[i].wait_ms < next_ms))
			next_ms = since_ms + clocks[i].wait_ms;
	}
	*ret_next_ms = next_ms;
	return true;
}
