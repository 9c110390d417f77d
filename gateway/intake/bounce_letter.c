/* SPDX-License-Identifier: Apache-2.0 */
/* A report is a stranger's text: what it may bring about is limited to the one letter whose address it came to. */
#include "gateway/intake/bounce_letter.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/token.h"
#include "spool/ticket_content.h"

#define ADDRESSES_MAX 100
#define IDS_MAX 32

char *
bounce_letter_address(const Context *context, const Letter *letter)
{
	const ConfigMailbox *mailbox =
	    config_mailbox_or_first(context->config, letter->mailbox);
	char token[TOKEN_LENGTH + 1];

	if (context->config->outgoing.envelope_from != NULL)
		return g_strdup(context->config->outgoing.envelope_from);
	token_make(context->key, TOKEN_ENVELOPE, letter->id, token);
	return own_address_with_token(mailbox, token);
}

/* The letter whose envelope token stands in an address of the form of reply_address, or 0. */
static int64_t
letter_of(const Context *context, const ConfigMailbox *mailbox, const char *address)
{
	g_autofree char *token = token_in_address(mailbox->reply_address, address);
	int64_t letter = 0;

	return token != NULL && token_check(context->key, TOKEN_ENVELOPE, token, &letter)
		   ? letter
		   : 0;
}

bool
bounce_letter_find(Context *context, const ConfigMailbox *mailbox, const Message *message,
    Letter **ret_letter, GError **error)
{
	int64_t id = 0;

	*ret_letter = NULL;
	if (mailbox->reply_address == NULL || !message_kind_is_machine(message->kind))
		return true;
	for (unsigned i = 0; id == 0 && i < message->delivered_to->len && i < ADDRESSES_MAX;
	     i++)
		id = letter_of(context, mailbox, message->delivered_to->pdata[i]);
	for (unsigned i = 0; id == 0 && i < message->to->len && i < ADDRESSES_MAX; i++)
		id = letter_of(
		    context, mailbox, ((const MessageAddress *)message->to->pdata[i])->address);
	return id == 0 || letter_get(context->spool, id, ret_letter, error);
}

bool
bounce_letter_is_final(const Letter *letter, const Message *message)
{
	if (letter == NULL || letter->state != LETTER_SENT || message->kind != MESSAGE_BOUNCE)
		return false;
	for (unsigned i = 0; i < message->bounce->len; i++) {
		const MessageBounce *bounce = message->bounce->pdata[i];

		if (g_str_has_prefix(bounce->status, "5.") &&
		    g_ascii_strcasecmp(bounce->address, letter->recipient) == 0)
			return true;
	}
	return false;
}

bool
bounce_letter_is_news(const Config *config, const ConfigMailbox *mailbox, const Letter *letter)
{
	return letter != NULL || mailbox->reply_address == NULL ||
	       config->outgoing.envelope_from != NULL;
}

bool
bounce_letter_take(
    Context *context, const Letter *letter, const Message *message, GError **error)
{
	if (!bounce_letter_is_final(letter, message) || letter->contact == 0)
		return true;
	return contact_set_undeliverable(
		   context->spool, letter->contact, letter->recipient, true, error) &&
	       bounce_letter_undelivered(context, letter, error);
}

static bool
stop_clock(Context *context, Ticket *ticket, GError **error)
{
	ticket->clock_stopped = true;
	return ticket_change_touch(context, ticket, error) &&
	       ticket_change_note(context, ticket->id,
		   "time does not close it: the letter with the solution did not arrive",
		   error);
}

bool
bounce_letter_undelivered(Context *context, const Letter *letter, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	if (letter->ticket == 0 || letter->contact == 0)
		return true;
	if (!ticket_get(context->spool, letter->ticket, &ticket, error))
		return false;
	if (ticket->state == TICKET_RESOLVED && letter->created_ms >= ticket->state_ms &&
	    letter_types_of(letter->name)->has_solution && !ticket->clock_stopped &&
	    !stop_clock(context, ticket, error))
		return false;
	return notifications_ticket(context, ticket, NOTIFY_UNDELIVERED, NULL, error);
}

bool
bounce_letter_forgive(Context *context, Contact *sender, GError **error)
{
	if (sender == NULL || !sender->undeliverable)
		return true;
	sender->undeliverable = false;
	return contact_set_undeliverable(
	    context->spool, sender->id, sender->address, false, error);
}

/* Whether a mail comes from a letter of our own: a machine's answer to any, or an answer to a mail that was forwarded. */
static bool
is_echo(Context *context, const Message *message, const Letter *returned, bool *ret_echo,
    GError **error)
{
	bool machine = message_kind_is_machine(message->kind);

	*ret_echo = returned != NULL;
	for (unsigned i = 0; !*ret_echo && i < message->references->len && i < IDS_MAX; i++) {
		g_autoptr(Letter) letter = NULL;
		int64_t id = 0;

		if (!token_check_message_id(context->key, message->references->pdata[i],
			context->config->domain, &id))
			continue;
		if (!letter_get(context->spool, id, &letter, error))
			return false;
		*ret_echo =
		    machine || (letter != NULL && g_str_equal(letter->name, LETTER_FORWARDED));
	}
	return true;
}

bool
bounce_letter_keep(Context *context, const Message *message, const Letter *returned,
    RuleResult *rule_result, GError **error)
{
	bool echo = false;

	if (rule_result->kind != RULE_RESULT_FORWARD)
		return true;
	if (!is_echo(context, message, returned, &echo, error))
		return false;
	if (reply_policy_forbids_forward(message, rule_result->forward, echo) != NULL)
		rule_result->kind = RULE_RESULT_OPEN_CASE;
	return true;
}
