/* SPDX-License-Identifier: Apache-2.0 */
/* People are recorded whoever names them; letters go only to whom the desk adds, or a proven sender names. */
#include "gateway/intake/watchers.h"

#include "gateway/letters/customer_letter.h"
#include "gateway/intake/sender_proof.h"
#include "gateway/util/lookalike.h"
#include "spool/ticket_content.h"

#define PEOPLE_MAX 100

static Involvement
involvement_of(const Work *work)
{
	const Situation *s = work->situation;

	return proof_outcome(ACTION_NAME_PEOPLE, s->standing, s->has_authserv) == PROOF_YES
		   ? INVOLVED_NAMED
		   : INVOLVED_RECORDED;
}

/* A new ticket records everyone in Cc; one that exists takes only known colleagues, named by a proven sender. A
 * sender whose domain is vouched for (L2) makes those of them get letters who are known contacts of the ticket's
 * account, now or later; a token alone, which may have been forwarded, does not. Others are for an agent to add. */
static bool
involve_one(Office *office, const Work *work, const Ticket *ticket,
    const MessageAddress *person, GError **error)
{
	const ContactDetails details = {.address = person->address, .name = person->name};
	g_autoptr(Contact) contact = NULL;
	bool is_new =
	    work->situation->ticket == NULL || work->situation->ticket->id != ticket->id;
	bool colleague = false;

	if (identity_is_ours(office->config, person->address))
		return true;
	if (is_new && !contact_meet(office->spool, &details, office->now_ms, &contact, error))
		return false;
	if (!is_new && !contact_find(office->spool, person->address, &contact, error))
		return false;
	if (contact == NULL || contact->id == ticket->reporter)
		return true;
	colleague =
	    contact->known && contact->account != 0 && contact->account == ticket->account;
	if (!is_new && (!colleague || work->decision->mark[0] != '\0'))
		return true;
	return ticket_involve(
	    office->spool, ticket->id, contact->id, involvement_of(work), error);
}

bool
involve_copied(Office *office, const Work *work, const Ticket *ticket, GError **error)
{
	const GPtrArray *cc = work->situation->message->cc;

	for (unsigned i = 0; i < cc->len && i < PEOPLE_MAX; i++)
		if (!involve_one(office, work, ticket, cc->pdata[i], error))
			return false;
	return true;
}

/* Those whom the lines name, as those in Cc; and who wrote on behalf of somebody else, who hears of it. */
bool
involve_named(Office *office, const Work *work, const Ticket *ticket, GError **error)
{
	const GArray *people = work->form->people;
	Involvement named = involvement_of(work);

	for (guint i = 0; people != NULL && i < people->len; i++) {
		int64_t id = g_array_index(people, int64_t, i);

		if (id != ticket->reporter &&
		    !ticket_involve(office->spool, ticket->id, id,
			work->form->by_desk ? INVOLVED_ADDED : named, error))
			return false;
	}
	if (work->form->reporter == NULL || work->author->id == ticket->reporter)
		return true;
	return ticket_involve(office->spool, ticket->id, work->author->id,
	    work->form->by_desk ? INVOLVED_RECORDED : INVOLVED_ADDED, error);
}

bool
involve_requesters(Office *office, const Work *work, const Ticket *ticket, GError **error)
{
	const Contact *author = work->author;
	DecisionKind kind = work->decision->kind;

	if (kind != DECISION_FILE_REQUEST && kind != DECISION_CONTINUE_DRAFT)
		return true;
	return (author == NULL ||
		   ticket_add_requester(office->spool, ticket->id, author->id, error)) &&
	       (ticket->reporter == 0 ||
		   ticket_add_requester(office->spool, ticket->id, ticket->reporter, error));
}

bool
involve_tell_reporter(Office *office, const Work *work, const Ticket *ticket, GError **error)
{
	const Contact *author = work->author;
	const Contact *reporter = work->form->reporter;
	json_t *values = NULL;
	LetterOrder order = {.name = "on-your-behalf", .ticket = ticket, .to = reporter};
	bool good = false;

	if (reporter == NULL || work->form->by_desk || author->id == reporter->id ||
	    reporter->undeliverable)
		return true;
	values = json_pack("{s:{s:s, s:s}}", "author", "name",
	    lookalike_shown(office->config, author->name, author->address), "address",
	    author->address);
	order.more = values;
	good = correspond(office, &order, error);
	json_decref(values);
	return good;
}

bool
involve_watchers(Office *office, const Work *work, int64_t ticket, GError **error)
{
	const GPtrArray *watchers = work->situation->intent->watchers;

	for (unsigned i = 0; i < watchers->len; i++) {
		const ContactDetails details = {.address = watchers->pdata[i]};
		g_autoptr(Contact) contact = NULL;

		if (!contact_meet(office->spool, &details, office->now_ms, &contact, error) ||
		    !ticket_involve(office->spool, ticket, contact->id, INVOLVED_ADDED, error))
			return false;
	}
	return true;
}
