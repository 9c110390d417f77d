/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/config/own_address.h"

#include "gateway/util/token.h"
#include "parsers/domain.h"

static bool
is_of_ascii(const ConfigMailbox *mailbox, const char *address)
{
	g_autofree char *reply = mailbox->reply_address == NULL
				     ? NULL
				     : domain_address_to_ascii(mailbox->reply_address);
	g_autofree char *tag = token_tag(reply, address);

	return domain_address_equal(mailbox->address, address) || tag != NULL;
}

bool
own_address_is_of(const ConfigMailbox *mailbox, const char *address)
{
	g_autofree char *ascii = domain_address_to_ascii(address);

	return is_of_ascii(mailbox, ascii);
}

static const ConfigMailbox *
find_mailbox(const Config *config, const char *address)
{
	for (unsigned i = 0; i < config->mailboxes->len; i++)
		if (own_address_is_of(config->mailboxes->pdata[i], address))
			return config->mailboxes->pdata[i];
	return NULL;
}

bool
own_address_is_ours(const Config *config, const char *address)
{
	return find_mailbox(config, address) != NULL;
}

const ConfigMailbox *
own_address_mailbox(const Config *config, const char *name, const Message *message)
{
	const GPtrArray *const lists[] = {message->to, message->cc};
	const ConfigMailbox *found = NULL;

	if (name != NULL)
		return config_mailbox_or_first(config, name);
	for (unsigned i = 0; found == NULL && i < message->delivered_to->len; i++)
		found = find_mailbox(config, message->delivered_to->pdata[i]);
	for (size_t l = 0; l < G_N_ELEMENTS(lists); l++)
		for (unsigned i = 0; found == NULL && i < lists[l]->len; i++)
			found = find_mailbox(
			    config, ((const MessageAddress *)lists[l]->pdata[i])->address);
	return found != NULL ? found : config->mailboxes->pdata[0];
}

char *
own_address_with_token(const ConfigMailbox *mailbox, const char *token)
{
	return mailbox->reply_address == NULL ? g_strdup(mailbox->address)
					      : token_address(mailbox->reply_address, token);
}
