/* SPDX-License-Identifier: Apache-2.0 */
/* People are recorded whoever names them; letters go only to whom the desk adds, or a proven sender names. */
#include "gateway/intake/watchers.h"

#include "gateway/config/own_address.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/lookalike.h"
#include "gateway/templates/letter_types.h"
#include "spool/ticket_content.h"

#define PEOPLE_MAX 100

static Involvement
involvement_of(const ApplyOrder *order)
{
	const Situation *s = order->situation;

	return proof_outcome(ACTION_NAME_PEOPLE, s->standing, s->has_authserv) == PROOF_YES
		   ? INVOLVED_NAMED
		   : INVOLVED_RECORDED;
}

/* A new ticket records everyone in Cc; one that exists takes only known colleagues, named by a proven sender. A
 * sender whose domain is vouched for (L2) makes those of them get letters who are known contacts of the ticket's
 * account, now or later; a token alone, which may have been forwarded, does not. Others are for an agent to add. */
static bool
involve_one(Context *context, const ApplyOrder *order, const Ticket *ticket,
    const MessageAddress *person, GError **error)
{
	const ContactDetails details = {.address = person->address, .name = person->name};
	g_autoptr(Contact) contact = NULL;
	bool is_new =
	    order->situation->ticket == NULL || order->situation->ticket->id != ticket->id;
	bool colleague = false;

	if (own_address_is_ours(context->config, person->address))
		return true;
	if (is_new && !contact_meet(context->spool, &details, context->now_ms, &contact, error))
		return false;
	if (!is_new && !contact_find(context->spool, person->address, &contact, error))
		return false;
	if (contact == NULL || contact->id == ticket->reporter)
		return true;
	colleague =
	    contact->known && contact->account != 0 && contact->account == ticket->account;
	if (!is_new && (!colleague || order->decision->mark[0] != '\0'))
		return true;
	return ticket_change_involve(
	    context, ticket->id, contact->id, involvement_of(order), error);
}

bool
watchers_copied(Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error)
{
	const GPtrArray *cc = order->situation->message->cc;

	for (unsigned i = 0; i < cc->len && i < PEOPLE_MAX; i++)
		if (!involve_one(context, order, ticket, cc->pdata[i], error))
			return false;
	return true;
}

/* Those whom the lines name, as those in Cc; and who wrote on behalf of somebody else, who hears of it. */
bool
watchers_named(Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error)
{
	const GArray *people = order->form->people;
	Involvement named = involvement_of(order);

	for (guint i = 0; people != NULL && i < people->len; i++) {
		int64_t id = g_array_index(people, int64_t, i);

		if (id != ticket->reporter &&
		    !ticket_change_involve(context, ticket->id, id,
			order->form->by_desk ? INVOLVED_ADDED : named, error))
			return false;
	}
	if (order->form->reporter == NULL || order->author->id == ticket->reporter)
		return true;
	return ticket_change_involve(context, ticket->id, order->author->id,
	    order->form->by_desk ? INVOLVED_RECORDED : INVOLVED_ADDED, error);
}

bool
watchers_requesters(
    Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error)
{
	const Contact *author = order->author;
	DecisionKind kind = order->decision->kind;

	if (kind != DECISION_FILE_REQUEST && kind != DECISION_CONTINUE_DRAFT)
		return true;
	return (author == NULL ||
		   ticket_change_requester(context, ticket->id, author->id, error)) &&
	       (ticket->reporter == 0 ||
		   ticket_change_requester(context, ticket->id, ticket->reporter, error));
}

bool
watchers_tell_reporter(
    Context *context, const ApplyOrder *order, const Ticket *ticket, GError **error)
{
	const Contact *author = order->author;
	const Contact *reporter = order->form->reporter;
	json_t *values = NULL;
	LetterOrder letter = {.name = LETTER_ON_YOUR_BEHALF, .ticket = ticket, .to = reporter};
	bool good = false;

	if (reporter == NULL || order->form->by_desk || author->id == reporter->id ||
	    reporter->undeliverable)
		return true;
	values = json_pack("{s:{s:s, s:s}}", "author", "name",
	    lookalike_shown(context->config, author->name, author->address), "address",
	    author->address);
	letter.more = values;
	good = customer_letter(context, &letter, error);
	json_decref(values);
	return good;
}

bool
watchers_add(Context *context, const ApplyOrder *order, int64_t ticket, GError **error)
{
	const GPtrArray *watchers = order->situation->rule_result->watchers;

	for (unsigned i = 0; i < watchers->len; i++) {
		const ContactDetails details = {.address = watchers->pdata[i]};
		g_autoptr(Contact) contact = NULL;

		if (!contact_meet(context->spool, &details, context->now_ms, &contact, error) ||
		    !ticket_change_involve(context, ticket, contact->id, INVOLVED_ADDED, error))
			return false;
	}
	return true;
}
