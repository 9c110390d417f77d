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

bool
own_address_is_ours(const Config *config, const char *address)
{
	for (unsigned i = 0; i < config->mailboxes->len; i++) {
		const ConfigMailbox *mailbox = config->mailboxes->pdata[i];

		if (own_address_is_of(mailbox, address))
			return true;
	}
	return false;
}

char *
own_address_with_token(const ConfigMailbox *mailbox, const char *token)
{
	return mailbox->reply_address == NULL ? g_strdup(mailbox->address)
					      : token_address(mailbox->reply_address, token);
}
