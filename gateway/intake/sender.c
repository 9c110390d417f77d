/* SPDX-License-Identifier: Apache-2.0 */
/* A From makes nobody anybody: a contact of an account comes only of a domain that our own server vouched for. */
#include "gateway/intake/sender.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "spool/account.h"

/* Who is proved to write from a domain that an account owns and trusts is a known contact of that account. One of
 * another account stays what it is. */
static bool
join_account(MailFacts *facts, const char *address, GError **error)
{
	Spool *spool = facts->context->spool;
	const Contact *author = facts->author;
	const char *at = strrchr(address, '@');
	int64_t id = author->id;
	g_autoptr(Account) account = NULL;

	if (!facts->verdict.passed || at == NULL || (author->known && author->account != 0))
		return true;
	if (!account_find_domain(spool, at + 1, &account, error))
		return false;
	if (account == NULL || !account->trusts_domains ||
	    (author->account != 0 && author->account != account->id))
		return true;
	g_clear_pointer(&facts->author, contact_free);
	return contact_join(spool, id, account->id, error) &&
	       contact_find(spool, address, &facts->author, error);
}

bool
sender_find(MailFacts *facts, GError **error)
{
	Context *context = facts->context;
	const MessageAddress *from = facts->message->from;
	const ContactDetails details = {.address = from == NULL ? NULL : from->address,
	    .name = from == NULL ? NULL : from->name};

	verdict_clear(&facts->verdict);
	facts->verdict = (Verdict){0};
	if (from == NULL || own_address_is_ours(context->config, from->address))
		return true;
	sender_proof_judge(facts->message, facts->mailbox, &facts->verdict);
	if (message_kind_is_machine(facts->message->kind))
		return contact_find(context->spool, from->address, &facts->author, error);
	return contact_meet(context->spool, &details, context->now_ms, &facts->author, error) &&
	       join_account(facts, from->address, error);
}
