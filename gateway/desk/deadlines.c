/* SPDX-License-Identifier: Apache-2.0 */
/* What time does to tickets: one look at what is due, one at when the next thing will be. */
#include "gateway/desk/desk.h"

#include "gateway/desk/approval.h"
#include "gateway/desk/code_waiting.h"
#include "gateway/desk/due.h"
#include "gateway/desk/login_code.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/snooze.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/desk/undeliverable.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/lifecycle.h"
#include "gateway/model/promise.h"
#include "gateway/templates/letter_types.h"
#include "spool/registration.h"
#include "spool/ticket_content.h"

#define MEASURED_AT_ONCE 200 /* tickets */

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
	const TicketMove move = {
	    .next = state, .by_time = true, .waiting_ms = ticket->waiting_ms};

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

/* The next step of an answer that is due. */
static bool
tell_due(Context *context, Ticket *ticket, GError **error)
{
	static const NotifyReason REASONS[] = {
	    NOTIFY_DUE_SOON, NOTIFY_OVERDUE, NOTIFY_ESCALATED};
	int64_t step = ticket->told++;
	const ConfigEscalation *escalation =
	    step < DUE_ESCALATES ? NULL
				 : context->config->escalations->pdata[step - DUE_ESCALATES];
	g_autofree char *line =
	    escalation == NULL ? NULL : g_strdup_printf("overdue: %s is told", escalation->to);

	return due_set(context, ticket, NULL, error) &&
	       ticket_change_times(context, ticket, error) &&
	       (line == NULL || ticket_change_note(context, ticket->id, line, error)) &&
	       notifications_due(context, ticket, REASONS[MIN(step, DUE_ESCALATES)],
		   escalation == NULL ? NULL : escalation->to, error);
}

static bool
act(Context *context, Ticket *ticket, GError **error)
{
	TimeEvent event = TIME_NOTHING;

	if (!due_set(context, ticket, &event, error))
		return false;
	switch (event) {
	case TIME_REMINDS:
		return remind(context, ticket, error);
	case TIME_CLOSES:
		return close_unless_unseen(context, ticket, error);
	case TIME_EXPIRES:
		return expire(context, ticket, error);
	case TIME_NOTHING:
		break;
	}
	if (ticket->snoozed_ms != 0 && ticket->snoozed_ms <= context->now_ms)
		return snooze_end(context, ticket, error);
	if (ticket->next_ms != 0 && ticket->next_ms <= context->now_ms)
		return tell_due(context, ticket, error);
	return ticket_change_times(context, ticket, error);
}

/* Of first answers that an older version did not keep. */
static bool
measure_answers(Context *context, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;

	if (!ticket_unmeasured(context->spool, MEASURED_AT_ONCE, &tickets, error))
		return false;
	for (guint i = 0; i < tickets->len; i++) {
		Ticket *ticket = tickets->pdata[i];
		Promise promise = {0};

		if (!promise_of(context, ticket, &promise, error))
			return false;
		promise_measure(&promise, ticket);
		if (!ticket_change_answer(context, ticket, error))
			return false;
	}
	return true;
}

bool
desk_deadlines(Context *context, int limit, GError **error)
{
	g_autoptr(GPtrArray) tickets = NULL;

	if (!due_renew(context, error) || !measure_answers(context, error) ||
	    !ticket_due(context->spool, context->now_ms, limit, &tickets, error))
		return false;
	for (unsigned i = 0; i < tickets->len; i++)
		if (!act(context, tickets->pdata[i], error))
			return false;
	return registration_expire(context->spool,
		   context->now_ms - context->config->times.expire_draft,
		   "nobody confirmed its address in time", error) &&
	       code_waiting_deadlines(context, limit, error) &&
	       login_code_deadlines(context, limit, error);
}

bool
desk_next_deadline(Context *context, int64_t *ret_next_ms, GError **error)
{
	int64_t ticket_ms = 0;
	int64_t next_ms = 0;
	int64_t registered_ms = 0;
	int64_t login_ms = 0;
	g_autoptr(GPtrArray) unmeasured = NULL;

	if (!ticket_unmeasured(context->spool, 1, &unmeasured, error) ||
	    !code_waiting_next_deadline(context, &next_ms, error) ||
	    !ticket_next_due(context->spool, &ticket_ms, error) ||
	    !registration_oldest(context->spool, &registered_ms, error) ||
	    !login_code_next_deadline(context, &login_ms, error))
		return false;
	if (!due_is_renewed(context) || unmeasured->len > 0)
		ticket_ms = context->now_ms;
	if (ticket_ms != 0)
		next_ms = MIN(next_ms == 0 ? G_MAXINT64 : next_ms, ticket_ms);
	if (login_ms != 0)
		next_ms = MIN(next_ms == 0 ? G_MAXINT64 : next_ms, login_ms);
	if (registered_ms != 0)
		next_ms = MIN(next_ms == 0 ? G_MAXINT64 : next_ms,
		    registered_ms + context->config->times.expire_draft);
	*ret_next_ms = next_ms;
	return true;
}
