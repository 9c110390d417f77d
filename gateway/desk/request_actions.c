/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk, an approver and time do to a request, and what its new state brings with it. */
#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/desk/approval.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/fulfilment.h"
#include "gateway/desk/notifications.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/util/error.h"
#include "spool/ticket_content.h"

static const struct {
	const char *letter;
	const char *word; /* how the timeline begins; NULL: the text alone */
	EntryKind entry;
	bool needs_text;
} VERBS[] = {
    [REQUEST_ANSWERS] = {"answer", NULL, ENTRY_ANSWER, true},
    [REQUEST_ASKS] = {"question", "asked", ENTRY_ANSWER, true},
    [REQUEST_APPROVES] = {"request-approved", "approved", ENTRY_CHANGE, false},
    [REQUEST_FULFILS] = {"request-fulfilled", "fulfilled", ENTRY_CHANGE, false},
    [REQUEST_DECLINES] = {"request-declined", "declined", ENTRY_CHANGE, true},
    [REQUEST_CANCELS] = {"cancelled", "cancelled", ENTRY_CHANGE, false},
};

static bool
refuse(GError **error, const Ticket *ticket, const char *why)
{
	g_set_error(error, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED, "%s: %s", ticket->number, why);
	return false;
}

static bool
add_entry(Context *context, const Ticket *ticket, RequestVerb verb, const char *author,
    const char *text, GError **error)
{
	const char *word = VERBS[verb].word;
	bool empty = text == NULL || text[0] == '\0';
	g_autofree char *told = word == NULL || empty ? g_strdup(empty ? word : text)
						      : g_strdup_printf("%s: %s", word, text);
	const Entry entry = {
	    .ticket = ticket->id,
	    .at_ms = context->now_ms,
	    .kind = VERBS[verb].entry,
	    .author = (char *)author,
	    .text = told,
	    .mark = (char *)"",
	};

	return ticket_add_entry(context->spool, &entry, NULL, error);
}

bool
apply_request_entered(Context *context, const Ticket *ticket, GError **error)
{
	if (ticket->state == TICKET_AWAITING_APPROVAL)
		return approval_ask(context, ticket, error);
	if (ticket->state == TICKET_IN_PROGRESS)
		return fulfilment_begin(context, ticket, error);
	return !ticket_state_has_ended(ticket->state) || ticket->kind != TICKET_REQUEST ||
	       step_stop(context->spool, ticket->id, error);
}

bool
apply_request_move(Context *context, Ticket *ticket, const RequestMove *move, GError **error)
{
	const LetterOrder order = {
	    .name = VERBS[move->verb].letter,
	    .ticket = ticket,
	    .text = move->text,
	    .files = move->files,
	    .by_person = move->verb <= REQUEST_ASKS,
	};
	bool changes = move->next != ticket->state;

	if (changes || move->verb <= REQUEST_ASKS)
		ticket->waiting_ms =
		    move->next == TICKET_IN_PROGRESS && changes ? context->now_ms : 0;
	if (changes) {
		ticket->state = move->next;
		ticket->state_ms = context->now_ms;
		ticket->reminded_ms = 0;
		ticket->clock_stopped = false;
	}
	return ticket_save(context->spool, ticket, context->now_ms, error) &&
	       customer_letter_all(context, &order, error) &&
	       customer_letter_end(context, ticket, error) &&
	       (!changes || apply_request_entered(context, ticket, error)) &&
	       (move->next != TICKET_IN_PROGRESS || !changes ||
		   notifications_ticket(context, ticket, NOTIFY_APPROVED, NULL, error));
}

/* The colleagues; a request that is approved is told to all who may work on it. */
static bool
tell_desk(Context *context, const Ticket *ticket, NotifyReason reason, const char *agent,
    GError **error)
{
	const ConfigAgent *actor = agents_find_agent(context->config, agent);

	return notifications_ticket(
	    context, ticket, reason, actor == NULL ? NULL : actor->address, error);
}

/* Nobody approves what they wrote or what is for them, whoever else they are. */
static bool
is_own(Context *context, const Ticket *ticket, const char *agent, bool *ret_own, GError **error)
{
	*ret_own = false;
	for (unsigned i = 0; !*ret_own && i < context->config->agents->len; i++) {
		const ConfigAgent *one = context->config->agents->pdata[i];
		g_autoptr(Contact) contact = NULL;

		if (strcmp(one->name, agent) != 0)
			continue;
		if (!contact_find(context->spool, one->address, &contact, error) ||
		    (contact != NULL && !ticket_is_requester(context->spool, ticket->id,
					    contact->id, ret_own, error)))
			return false;
	}
	return true;
}

bool
apply_request(
    Context *context, Ticket *ticket, RequestVerb verb, const AgentWords *words, GError **error)
{
	RequestMove move = {verb, TICKET_NEW, words->text, words->files};
	const char *text = words->text;
	NotifyReason reason = verb == REQUEST_CANCELS && ticket->state == TICKET_IN_PROGRESS
				  ? NOTIFY_WITHDRAWN
				  : NOTIFY_ACT;
	const char *why = NULL;
	bool own = false;

	if (!lifecycle_request(ticket->state, verb, &move.next, &why))
		return refuse(error, ticket, why);
	if (VERBS[verb].needs_text && (text == NULL || text[0] == '\0'))
		return refuse(error, ticket, "there is no text for the customer");
	if (verb == REQUEST_APPROVES && !is_own(context, ticket, words->agent, &own, error))
		return false;
	if (own)
		return refuse(error, ticket, "nobody approves their own request");
	return add_entry(context, ticket, verb, words->agent, text, error) &&
	       apply_request_move(context, ticket, &move, error) &&
	       (verb == REQUEST_APPROVES ||
		   tell_desk(context, ticket, reason, words->agent, error));
}
