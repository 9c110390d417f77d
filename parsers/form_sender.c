/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/form_sender.h"

#include "parsers/domain.h"
#include "parsers/machine_sender.h"

static bool
is_elsewhere(const MessageAddress *one, const MessageAddress *from)
{
	const char *there = domain_of(one->address), *here = domain_of(from->address);

	return there[0] != '\0' && !domain_within(there, here) && !domain_within(here, there);
}

const MessageAddress *
form_sender(const Message *message)
{
	const GPtrArray *reply_to = message->reply_to;
	unsigned tells = message->from == NULL ? 0 : machine_sender_tells(message);
	const MessageAddress *one = reply_to->len == 0 ? NULL : reply_to->pdata[0];

	if (one == NULL || (tells & (SENDER_FORM | SENDER_UNANSWERED)) == 0 ||
	    (tells & SENDER_DAEMON) != 0 || !is_elsewhere(one, message->from) ||
	    (machine_sender_address_tells(one->address) & SENDER_UNANSWERED) != 0)
		return NULL;
	return one;
}
