/* SPDX-License-Identifier: Apache-2.0 */
/* A From makes nobody anybody: a contact of an account comes only of a domain that our own server vouched for. */
#include "gateway/intake/sender.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "spool/account.h"

/* Who is proved to write from a domain that an account owns and trusts is a known contact of that account. One of
 * another account stays what it is. */
static bool
join_account(Context *context, const char *address, Sender *sender, GError **error)
{
	const char *at = strrchr(address, '@');
	int64_t id = sender->contact->id;
	g_autoptr(Account) account = NULL;

	if (!sender->verdict.passed || at == NULL ||
	    (sender->contact->known && sender->contact->account != 0))
		return true;
	if (!account_find_domain(context->spool, at + 1, &account, error))
		return false;
	if (account == NULL || !account->trusts_domains ||
	    (sender->contact->account != 0 && sender->contact->account != account->id))
		return true;
	g_clear_pointer(&sender->contact, contact_free);
	return contact_join(context->spool, id, account->id, error) &&
	       contact_find(context->spool, address, &sender->contact, error);
}

static bool
meet(Context *context, const MessageAddress *from, Sender *sender, GError **error)
{
	const ContactDetails details = {.address = from->address, .name = from->name};

	return contact_meet(
		   context->spool, &details, context->now_ms, &sender->contact, error) &&
	       join_account(context, from->address, sender, error);
}

bool
sender_find(Context *context, const ConfigMailbox *mailbox, const Message *message,
    Sender *ret_sender, GError **error)
{
	const MessageAddress *from = message->from;
	Sender sender = {0};
	bool good = true;

	if (from == NULL || own_address_is_ours(context->config, from->address))
		return true;
	sender_proof_judge(message, mailbox, &sender.verdict);
	good = message_kind_is_machine(message->kind)
		   ? contact_find(context->spool, from->address, &sender.contact, error)
		   : meet(context, from, &sender, error);
	if (good) {
		*ret_sender = sender;
		return true;
	}
	verdict_clear(&sender.verdict);
	contact_free(sender.contact);
	return false;
}
