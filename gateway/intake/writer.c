/* SPDX-License-Identifier: Apache-2.0 */
/*
 * X-Original-From is written by who rewrote From, for this very purpose; Reply-To is set for it, too, and by people for
 * other ends: it is asked only where From cannot be the writer. What it names may be anybody, as with any From.
 */
#include "gateway/intake/writer.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "parsers/domain.h"
#include "parsers/form_sender.h"
#include "parsers/machine_sender.h"

/* List-Id: Desk <desk.desk.example>; List-Post: <mailto:desk@desk.example> (RFC 2919, 2369). */
static bool
is_of_list(const Message *message, const char *address)
{
	const char *id = message_header(message, "List-Id");
	const char *post = message_header(message, "List-Post");
	g_autofree char *dotted = g_strdelimit(g_strdup(address), "@", '.');
	g_autofree char *named = g_strdup_printf("<%s>", dotted);
	g_autofree char *posted = g_strdup_printf("<mailto:%s>", address);
	g_autofree char *low_id = id == NULL ? NULL : g_ascii_strdown(id, -1);
	g_autofree char *low_post = post == NULL ? NULL : g_ascii_strdown(post, -1);
	g_autofree char *low_named = g_ascii_strdown(named, -1);
	g_autofree char *low_posted = g_ascii_strdown(posted, -1);

	return (low_id != NULL && strstr(low_id, low_named) != NULL) ||
	       (low_post != NULL && strstr(low_post, low_posted) != NULL);
}

/* Whether it can be who wrote: somebody from elsewhere, who is no machine. What our own people write through a group is
 * nobody's: they are no customers. */
static bool
is_writer(const Config *config, const Message *message, const MessageAddress *one)
{
	return one != NULL && strchr(one->address, '@') != NULL &&
	       !own_address_is_ours(config, one->address) &&
	       agents_agent(config, one->address) == NULL &&
	       !is_of_list(message, one->address) &&
	       (machine_sender_address_tells(one->address) & SENDER_UNANSWERED) == 0;
}

static bool
is_of_our_house(const Config *config, const MessageAddress *one)
{
	return own_address_is_ours(config, one->address) ||
	       domain_equal(domain_of(one->address), config->domain);
}

/* Whom the headers name beside a From that was rewritten, the surest first. */
static const MessageAddress *
find_behind(const Config *config, const Message *message)
{
	if (is_writer(config, message, message->original_from))
		return message->original_from;
	for (unsigned i = 0; i < message->reply_to->len; i++)
		if (is_writer(config, message, message->reply_to->pdata[i]))
			return message->reply_to->pdata[i];
	return is_writer(config, message, message->submitter) ? message->submitter : NULL;
}

void
writer_settle(const Config *config, const Message *message, Message *ret_settled)
{
	const MessageAddress *from = message->from;
	bool may = from != NULL && !message_kind_is_machine(message->kind);
	bool ours = may && own_address_is_ours(config, from->address);
	bool of_list = may && is_of_list(message, from->address);
	const MessageAddress *writer = NULL;

	*ret_settled = *message;
	if (ours || of_list)
		writer = find_behind(config, message);
	else if (may && message->kind == MESSAGE_PERSON)
		writer = form_sender(message);
	if (writer == NULL || !is_writer(config, message, writer))
		return;
	ret_settled->from = (MessageAddress *)writer;
	ret_settled->via = from;
	/* a list of our own is how people reach us */
	if (ret_settled->kind == MESSAGE_LIST && is_of_our_house(config, from))
		ret_settled->kind = MESSAGE_PERSON;
}

bool
writer_may_have_token(const Config *config, const Message *settled)
{
	return settled->via == NULL || is_of_our_house(config, settled->via);
}
