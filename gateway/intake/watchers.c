/* SPDX-License-Identifier: Apache-2.0 */
/* People are recorded whoever names them; letters go only to whom the desk adds, or a proven sender names. */
#include "gateway/intake/watchers.h"

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/code_need.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/lookalike.h"
#include "gateway/templates/letter_types.h"
#include "spool/ticket_content.h"

#define PEOPLE_MAX 100

static Involvement
involvement_of(const MailFacts *facts)
{
	return proof_outcome(ACTION_NAME_PEOPLE, facts->standing,
		   facts->mailbox->authserv != NULL) == PROOF_YES
		   ? INVOLVED_NAMED
		   : INVOLVED_RECORDED;
}

/* Everyone in To and Cc is recorded, but of what is not sure to be a party's only on a new ticket. A sender whose domain is vouched for (L2) makes those of them get letters who are known contacts of the ticket's
 * account, now or later; a token alone, which may have been forwarded, does not. Others are for an agent to add. */
static bool
involve_one(
    const MailFacts *facts, const Ticket *ticket, const MessageAddress *person, GError **error)
{
	const ContactDetails details = {.address = person->address, .name = person->name};
	g_autoptr(Contact) contact = NULL;

	if (own_address_is_ours(facts->context->config, person->address) ||
	    agents_agent(facts->context->config, person->address) != NULL)
		return true;
	if (!contact_meet(
		facts->context->spool, &details, facts->context->now_ms, &contact, error))
		return false;
	return contact->id == ticket->reporter ||
	       ticket_change_involve(
		   facts->context, ticket->id, contact->id, involvement_of(facts), error);
}

static bool
involve_all(
    const MailFacts *facts, const Ticket *ticket, const GPtrArray *people, GError **error)
{
	for (unsigned i = 0; i < people->len && i < PEOPLE_MAX; i++)
		if (!involve_one(facts, ticket, people->pdata[i], error))
			return false;
	return true;
}

bool
watchers_copied(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	const Ticket *before = mail_facts_target(facts);
	bool is_new = before == NULL || before->id != ticket->id;

	if (!is_new && facts->decision.mark[0] != '\0')
		return true;
	return involve_all(facts, ticket, facts->message->to, error) &&
	       involve_all(facts, ticket, facts->message->cc, error);
}

/* Those whom the lines name, as those in Cc; and who wrote on behalf of somebody else, who hears of it. */
bool
watchers_named(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	const GArray *people = facts->lines.people;
	Involvement named = involvement_of(facts);

	for (guint i = 0; people != NULL && i < people->len; i++) {
		int64_t id = g_array_index(people, int64_t, i);

		if (id != ticket->reporter &&
		    !ticket_change_involve(facts->context, ticket->id, id,
			facts->lines.by_desk ? INVOLVED_ADDED : named, error))
			return false;
	}
	if (facts->lines.reporter == NULL || facts->author->id == ticket->reporter)
		return true;
	return ticket_change_involve(facts->context, ticket->id, facts->author->id,
	    facts->lines.by_desk ? INVOLVED_RECORDED : INVOLVED_ADDED, error);
}

/* What an agent asks for is the desk's word. */
static bool
keep_confirmed(const MailFacts *facts, int64_t ticket, GError **error)
{
	bool confirmed =
	    facts->decision.next == TICKET_AWAITING_APPROVAL &&
	    (facts->lines.by_desk || code_need_is_met(facts, NEED_REQUEST_SENSITIVE));

	return !confirmed ||
	       ticket_change_confirm_request(facts->context, ticket, facts->author->id, error);
}

bool
watchers_requesters(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	const Contact *author = facts->author;
	DecisionKind kind = facts->decision.kind;

	if (kind != DECISION_FILE_REQUEST && kind != DECISION_CONTINUE_DRAFT)
		return true;
	return (author == NULL ||
		   (ticket_change_requester(facts->context, ticket->id, author->id, error) &&
		       keep_confirmed(facts, ticket->id, error))) &&
	       (ticket->reporter == 0 || ticket_change_requester(facts->context, ticket->id,
					     ticket->reporter, error));
}

bool
watchers_tell_reporter(const MailFacts *facts, const Ticket *ticket, GError **error)
{
	const Contact *author = facts->author;
	const Contact *reporter = facts->lines.reporter;
	json_t *values = NULL;
	LetterOrder letter = {.name = LETTER_ON_YOUR_BEHALF, .ticket = ticket, .to = reporter};
	bool good = false;

	if (reporter == NULL || facts->lines.by_desk || author->id == reporter->id ||
	    reporter->undeliverable)
		return true;
	values = json_pack("{s:{s:s, s:s}}", "author", "name",
	    lookalike_shown(facts->context->config, author->name, author->address), "address",
	    author->address);
	letter.more = values;
	good = customer_letter(facts->context, &letter, error);
	json_decref(values);
	return good;
}

bool
watchers_add(const MailFacts *facts, int64_t ticket, GError **error)
{
	const GPtrArray *watchers = facts->rule_result->watchers;

	for (unsigned i = 0; i < watchers->len; i++) {
		const ContactDetails details = {.address = watchers->pdata[i]};
		g_autoptr(Contact) contact = NULL;

		if (!contact_meet(facts->context->spool, &details, facts->context->now_ms,
			&contact, error) ||
		    !ticket_change_involve(
			facts->context, ticket, contact->id, INVOLVED_ADDED, error))
			return false;
	}
	return true;
}
