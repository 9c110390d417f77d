/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/due.h"

#include "gateway/desk/ticket_change.h"
#include "gateway/model/promise.h"
#include "spool/desk_mirror.h"

#define AT_ONCE 200 /* tickets */

static unsigned
steps_of(const Config *config)
{
	return DUE_ESCALATES + config->escalations->len;
}

/* When a step is to be told of what has waited since then; the first one is left out where it would come before. */
static int64_t
step_ms(const Config *config, const Promise *promise, int64_t since_ms, unsigned step)
{
	int64_t wait_ms = working_hours_span(promise->hours, promise->first_answer);

	if (step == DUE_SOON)
		wait_ms -= working_hours_span(promise->hours, config->times.remind_answer);
	else if (step >= DUE_ESCALATES) {
		const ConfigEscalation *escalation =
		    config->escalations->pdata[step - DUE_ESCALATES];

		wait_ms += working_hours_span(promise->hours, escalation->after);
	}
	return wait_ms <= 0 ? 0 : working_hours_add(promise->hours, since_ms, wait_ms);
}

/* How many steps have come. */
static unsigned
steps_by_now(const Context *context, const Promise *promise, int64_t since_ms)
{
	unsigned step = 0;

	while (step < steps_of(context->config) &&
	       step_ms(context->config, promise, since_ms, step) <= context->now_ms)
		step++;
	return step;
}

/* silently: nothing of what has become overdue by another configuration is told. Returns when the next step is, or 0. */
static int64_t
set_answer(const Context *context, const Promise *promise, Ticket *ticket, bool silently)
{
	const Config *config = context->config;
	bool writes_there = config->tickets != NULL && config->tickets->writes_there;
	int64_t since_ms =
	    ticket_waits_for_desk(ticket) && !writes_there ? ticket->waiting_ms : 0;
	int64_t was_ms = ticket->answer_due_ms;
	unsigned come = 0;

	if (since_ms == 0) {
		ticket->answer_due_ms = 0;
		ticket->told = 0;
		return 0;
	}
	come = steps_by_now(context, promise, since_ms);
	ticket->answer_due_ms = step_ms(config, promise, since_ms, DUE_NOW);
	if (silently && ticket->answer_due_ms != was_ms)
		ticket->told = come;
	ticket->told = MIN(ticket->told, come);
	if (ticket->told == DUE_SOON && step_ms(config, promise, since_ms, DUE_SOON) == 0)
		ticket->told = DUE_NOW;
	return ticket->told == steps_of(config)
		   ? 0
		   : step_ms(config, promise, since_ms, (unsigned)ticket->told);
}

static bool
find_elsewhere(
    Context *context, const Ticket *ticket, const ConfigDesk **ret_desk, GError **error)
{
	g_autoptr(DeskTicket) there = NULL;

	if (context->config->tickets != NULL &&
	    !desk_ticket_get(context->spool, ticket->id, &there, error))
		return false;
	*ret_desk = there == NULL ? NULL : context->config->tickets;
	return true;
}

static bool
set(Context *context, Ticket *ticket, bool silently, TimeEvent *ret_event, GError **error)
{
	LifecycleTimes by = {.times = &context->config->times};
	Promise promise = {0};
	int64_t state_ms = 0;

	if (!promise_of(context, ticket, &promise, error) ||
	    !find_elsewhere(context, ticket, &by.elsewhere, error))
		return false;
	by.hours = promise.hours;
	*ret_event = lifecycle_time(ticket, &by, context->now_ms, &state_ms);
	if (*ret_event != TIME_NOTHING)
		state_ms = context->now_ms;
	ticket->next_ms = set_answer(context, &promise, ticket, silently);
	/* nothing is told to the desk meanwhile */
	if (ticket->snoozed_ms != 0)
		ticket->next_ms = ticket->snoozed_ms;
	if (state_ms != 0 && (ticket->next_ms == 0 || state_ms < ticket->next_ms))
		ticket->next_ms = state_ms;
	return true;
}

bool
due_skip(Context *context, Ticket *ticket, GError **error)
{
	Promise promise = {0};

	if (ticket->answer_due_ms == 0)
		return true;
	if (!promise_of(context, ticket, &promise, error))
		return false;
	ticket->told =
	    MAX(ticket->told, (int64_t)steps_by_now(context, &promise, ticket->waiting_ms) - 1);
	return true;
}

bool
due_set(Context *context, Ticket *ticket, TimeEvent *ret_event, GError **error)
{
	TimeEvent event = TIME_NOTHING;

	return set(context, ticket, false, ret_event == NULL ? &event : ret_event, error);
}

/* What is done with each ticket that has not ended. */
typedef bool (*Step)(Context *context, Ticket *ticket, const void *data, GError **error);

/* Of the state where the place stands, which goes on; at most *left of them, which is less by as many. */
static bool
step_on(
    Context *context, DuePlace *place, int *left, Step step, const void *data, GError **error)
{
	const TicketsOfState which = {
	    ticket_state_is_of(place->state, TICKET_CASE) ? TICKET_CASE : TICKET_REQUEST,
	    place->state, place->after, *left};
	g_autoptr(GPtrArray) tickets = NULL;

	if (ticket_state_has_ended(place->state)) {
		place->state++;
		return true;
	}
	if (!ticket_of_state(context->spool, &which, &tickets, error))
		return false;
	for (guint i = 0; i < tickets->len; i++) {
		Ticket *ticket = tickets->pdata[i];

		if (!step(context, ticket, data, error))
			return false;
		place->after = ticket->id;
	}
	*left -= (int)tickets->len;
	if (*left > 0)
		*place = (DuePlace){.state = place->state + 1};
	return true;
}

static bool
renew(Context *context, Ticket *ticket, const void *data, GError **error)
{
	const Ticket was = *ticket;
	TimeEvent event = TIME_NOTHING;

	(void)data;
	if (!set(context, ticket, true, &event, error))
		return false;
	return (ticket->answer_due_ms == was.answer_due_ms && ticket->told == was.told &&
		   ticket->next_ms == was.next_ms) ||
	       ticket_change_times(context, ticket, error);
}

bool
due_renew(Context *context, GError **error)
{
	int left = AT_ONCE;

	while (!due_is_renewed(context) && left > 0)
		if (!step_on(context, &context->renewed, &left, renew, NULL, error))
			return false;
	return true;
}

bool
due_is_renewed(const Context *context)
{
	return context->renewed.state == TICKET_STATES;
}

/* data: seen_ms. What began after that has waited for nobody: it begins now. */
static bool
move(Context *context, Ticket *ticket, const void *data, GError **error)
{
	int64_t seen_ms = *(const int64_t *)data;
	int64_t *const times[] = {&ticket->state_ms, &ticket->reminded_ms};
	Promise promise = {0};
	int64_t lost_ms = 0;

	if (!promise_of(context, ticket, &promise, error))
		return false;
	if (ticket->state == TICKET_DRAFT)
		promise.hours = NULL;
	lost_ms = working_hours_between(promise.hours, seen_ms, context->now_ms);
	for (size_t i = 0; i < G_N_ELEMENTS(times); i++)
		if (*times[i] > seen_ms)
			*times[i] = MAX(*times[i], context->now_ms);
		else if (*times[i] != 0)
			*times[i] = working_hours_add(promise.hours, *times[i], lost_ms);
	return due_set(context, ticket, NULL, error) &&
	       ticket_change_times(context, ticket, error);
}

bool
due_move(Context *context, int64_t seen_ms, GError **error)
{
	DuePlace place = {0};

	while (place.state < TICKET_STATES) {
		int left = AT_ONCE;

		if (!step_on(context, &place, &left, move, &seen_ms, error))
			return false;
	}
	return true;
}
