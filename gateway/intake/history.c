/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/history.h"

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/intake/situation.h"
#include "gateway/intake/threading.h"
#include "gateway/model/ticket_access.h"
#include "spool/history.h"
#include "spool/ticket_link.h"

#define IDS_MAX 32

static bool
is_of_desk(const MailFacts *facts, const MessageAddress *person)
{
	const Config *config = facts->context->config;

	return own_address_is_ours(config, person->address) ||
	       agents_agent(config, person->address) != NULL;
}

/* To whom the desk wrote. Borrowed, or NULL. */
static const MessageAddress *
find_customer(const MailFacts *facts)
{
	const GPtrArray *to = facts->message->to;

	for (unsigned i = 0; i < to->len; i++)
		if (!is_of_desk(facts, to->pdata[i]))
			return to->pdata[i];
	return NULL;
}

/* Of what the desk wrote itself the customer is who it wrote to. */
static bool
meet(MailFacts *facts, bool by_desk, GError **error)
{
	Context *context = facts->context;
	const MessageAddress *person = by_desk ? find_customer(facts) : facts->message->from;
	Contact **place = by_desk ? &facts->lines.reporter : &facts->author;
	const ContactDetails details = {.address = person == NULL ? NULL : person->address,
	    .name = person == NULL ? NULL : person->name};

	if (person == NULL)
		return true;
	if (message_kind_is_machine(facts->message->kind))
		return contact_find(context->spool, person->address, place, error);
	return contact_meet(context->spool, &details, context->now_ms, place, error);
}

/* Its own id and what it answers. Strings borrowed; caller owns the array. */
static GPtrArray *
ids_of(const Message *message)
{
	GPtrArray *ids = g_ptr_array_new();

	if (message->message_id != NULL)
		g_ptr_array_add(ids, message->message_id);
	for (unsigned i = 0; i < message->references->len && i < IDS_MAX; i++)
		g_ptr_array_add(ids, message->references->pdata[i]);
	return ids;
}

static bool
take_ticket(MailFacts *facts, const char *words, GError **error)
{
	g_free(facts->thread.words);
	facts->thread.words = g_strdup(words);
	return ticket_get(facts->context->spool, facts->thread.ticket, &facts->ticket, error);
}

static bool
find_in_history(MailFacts *facts, GError **error)
{
	g_autoptr(GPtrArray) ids = ids_of(facts->message);

	thread_clear(&facts->thread);
	facts->thread = (Thread){0};
	if (!history_find(facts->context->spool, (const char *const *)ids->pdata, ids->len,
		&facts->thread.ticket, error) ||
	    !ticket_follow(
		facts->context->spool, facts->thread.ticket, &facts->thread.ticket, error))
		return false;
	facts->of_history = facts->thread.ticket != 0;
	return !facts->of_history || take_ticket(facts, "a thread of history", error);
}

/* A ticket that the evidence names, as for any mail; else one of history. */
static bool
find_ticket(MailFacts *facts, bool by_desk, GError **error)
{
	const Contact *customer = by_desk ? facts->lines.reporter : facts->author;
	g_autofree char *words = NULL;
	bool party = false;

	if (!threading_gather(facts, error))
		return false;
	threading_weigh(facts->evidence, 0, &facts->thread);
	if (facts->thread.ticket == 0)
		return find_in_history(facts, error);
	words = g_strdup(facts->thread.words);
	if (!take_ticket(facts, words, error) ||
	    !ticket_access_has(facts->context->spool, facts->ticket, customer, &party, error))
		return false;
	if (party)
		return true;
	g_clear_pointer(&facts->ticket, ticket_free);
	return find_in_history(facts, error);
}

static Decision
decide(const MailFacts *facts)
{
	const RuleResult *rule_result = facts->rule_result;
	Decision decision = {
	    .kind = facts->ticket == NULL ? DECISION_OPEN_CASE : DECISION_COMMENT,
	    .next = facts->ticket == NULL ? TICKET_CLOSED : facts->ticket->state,
	    .reason = "history",
	    .mark = "",
	};

	if (rule_result->kind == RULE_RESULT_IGNORE) {
		decision.kind = DECISION_IGNORE;
		if (rule_result->reason != NULL)
			decision.reason = rule_result->reason;
	} else if (facts->ticket == NULL && message_kind_is_machine(facts->message->kind)) {
		decision.kind = DECISION_IGNORE;
		decision.reason = "history: a machine's mail that belongs to no ticket";
	}
	return decision;
}

bool
history_decide(MailFacts *facts, GError **error)
{
	const MessageAddress *from = facts->message->from;
	bool by_desk = from != NULL && is_of_desk(facts, from);

	if (!meet(facts, by_desk, error) || !find_ticket(facts, by_desk, error))
		return false;
	facts->sender = by_desk ? facts->lines.reporter : facts->author;
	if (!situation_ask_rules(facts, error))
		return false;
	facts->decision = decide(facts);
	return true;
}

bool
history_tie(const MailFacts *facts, GError **error)
{
	g_autoptr(GPtrArray) ids = ids_of(facts->message);

	/* a ticket that is no history is found by what it knows itself */
	if (facts->ticket != NULL && !facts->of_history)
		return true;
	return history_remember(facts->context->spool, facts->applied.ticket,
	    (const char *const *)ids->pdata, ids->len, error);
}
