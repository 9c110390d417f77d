/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/config/own_address.h"

#include <string.h>

#include "parsers/domain.h"

static bool
is_reply_address(const char *reply, const char *address)
{
	const char *place = strstr(reply, "{token}");
	size_t before = place == NULL ? 0 : (size_t)(place - reply);
	const char *after = place == NULL ? "" : place + strlen("{token}");
	size_t length = strlen(address);
	size_t tail = strlen(after);

	return place != NULL && length > before + tail &&
	       g_ascii_strncasecmp(address, reply, before) == 0 &&
	       g_ascii_strcasecmp(address + length - tail, after) == 0;
}

static bool
is_of_ascii(const ConfigMailbox *mailbox, const char *address)
{
	g_autofree char *reply = mailbox->reply_address == NULL
				     ? NULL
				     : domain_address_to_ascii(mailbox->reply_address);

	return domain_address_equal(mailbox->address, address) ||
	       (reply != NULL && is_reply_address(reply, address));
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
