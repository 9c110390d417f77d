/* SPDX-License-Identifier: Apache-2.0 */
/* A report is a stranger's text: what it may bring about is limited to the one letter whose address it came to. */
#include "gateway/intake/bounce_letter.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/intake/mail_facts.h"
#include "gateway/intake/reply_policy.h"
#include "gateway/letters/letter_token.h"
#include "gateway/model/ticket_access.h"
#include "gateway/templates/letter_types.h"
#include "spool/ticket_content.h"

#define ADDRESSES_MAX 100
#define NOTED_MAX 5

char *
bounce_letter_address(const Context *context, const Letter *letter)
{
	const ConfigMailbox *mailbox =
	    config_mailbox_or_first(context->config, letter->mailbox);
	char token[TOKEN_LENGTH + 1];

	if (context->config->outgoing.envelope_from != NULL)
		return g_strdup(context->config->outgoing.envelope_from);
	token_make(
	    &context->keys, TOKEN_ENVELOPE, &(TokenLetter){letter->id, letter->salt}, token);
	return own_address_with_token(mailbox, token);
}

/* The letter whose envelope token stands in an address of the form of reply_address, where none was found so far. */
static bool
find_letter(const MailFacts *facts, const char *address, int64_t *letter, GError **error)
{
	g_autofree char *token = token_in_address(facts->mailbox->reply_address, address);

	return *letter != 0 || token == NULL ||
	       letter_token_check(facts->context, TOKEN_ENVELOPE, token, letter, error);
}

bool
bounce_letter_find(MailFacts *facts, GError **error)
{
	const Message *message = facts->message;
	int64_t id = 0;

	if (facts->mailbox->reply_address == NULL || !message_kind_is_machine(message->kind))
		return true;
	for (unsigned i = 0; i < message->delivered_to->len && i < ADDRESSES_MAX; i++)
		if (!find_letter(facts, message->delivered_to->pdata[i], &id, error))
			return false;
	for (unsigned i = 0; i < message->to->len && i < ADDRESSES_MAX; i++)
		if (!find_letter(facts,
			((const MessageAddress *)message->to->pdata[i])->address, &id, error))
			return false;
	return id == 0 || letter_get(facts->context->spool, id, &facts->returned, error);
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
bounce_letter_names_party(
    const MailFacts *facts, const Ticket *ticket, bool *ret_names, GError **error)
{
	Spool *spool = facts->context->spool;
	const GPtrArray *bounce = facts->message->bounce;
	bool names = false;

	for (unsigned i = 0; i < bounce->len && i < ADDRESSES_MAX && !names; i++) {
		const MessageBounce *one = bounce->pdata[i];
		g_autoptr(Contact) contact = NULL;

		if (!contact_find(spool, one->address, &contact, error) ||
		    (contact != NULL &&
			!ticket_access_has(spool, ticket, contact, &names, error)))
			return false;
	}
	*ret_names = names;
	return true;
}

/* The letter of ours that came back, as far as the mail names one. */
static const Letter *
named_letter(const MailFacts *facts)
{
	if (facts->returned != NULL)
		return facts->returned;
	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->sent != NULL && one->ticket == facts->thread.ticket)
			return one->sent;
	}
	return NULL;
}

static bool
is_noted(const GPtrArray *entries, const char *text)
{
	for (unsigned i = 0; i < entries->len; i++) {
		const Entry *entry = entries->pdata[i];

		if (entry->mail == 0 && strcmp(entry->text, text) == 0)
			return true;
	}
	return false;
}

/* A report that proves nothing may be written by anybody, again and again: it says each thing once. */
bool
bounce_letter_note(const MailFacts *facts, int64_t ticket, GError **error)
{
	const Message *message = facts->message;
	const Letter *letter = named_letter(facts);
	g_autoptr(GPtrArray) entries = NULL;

	if (message->kind != MESSAGE_BOUNCE)
		return true;
	if (facts->returned == NULL &&
	    !ticket_entries(facts->context->spool, ticket, &entries, error))
		return false;
	for (unsigned i = 0; i < message->bounce->len && i < NOTED_MAX; i++) {
		const MessageBounce *one = message->bounce->pdata[i];
		g_autofree char *text = g_strdup_printf("%s to %s did not arrive%s%s%s",
		    letter == NULL ? "a letter" : letter->name, one->address,
		    facts->returned == NULL ? ", says a report that proves nothing" : "",
		    one->status[0] == '\0' ? "" : ": ", one->status);

		if ((entries == NULL || !is_noted(entries, text)) &&
		    !ticket_change_note(facts->context, ticket, text, error))
			return false;
	}
	return true;
}

bool
bounce_letter_take(const MailFacts *facts, GError **error)
{
	const Letter *letter = facts->returned;

	if (!bounce_letter_is_final(letter, facts->message) || letter->contact == 0)
		return true;
	return contact_set_undeliverable(
		   facts->context->spool, letter->contact, letter->recipient, true, error) &&
	       bounce_letter_undelivered(facts->context, letter, error);
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
bounce_letter_forgive(MailFacts *facts, GError **error)
{
	Contact *author = facts->author;

	if (author == NULL || !author->undeliverable)
		return true;
	author->undeliverable = false;
	return contact_set_undeliverable(
	    facts->context->spool, author->id, author->address, false, error);
}

/* Whether a mail comes from a letter of our own: a machine's answer to any, or an answer to a mail that was forwarded. */
static bool
is_echo(const MailFacts *facts)
{
	bool echo = facts->returned != NULL;
	bool machine = message_kind_is_machine(facts->message->kind);

	for (unsigned i = 0; i < facts->evidence->len; i++) {
		const Evidence *one = facts->evidence->pdata[i];

		if (one->kind == EVIDENCE_LETTER_ID)
			echo = echo || machine ||
			       (one->sent != NULL &&
				   g_str_equal(one->sent->name, LETTER_FORWARDED));
	}
	return echo;
}

void
bounce_letter_keep(MailFacts *facts)
{
	RuleResult *rule_result = facts->rule_result;

	if (rule_result->kind == RULE_RESULT_FORWARD &&
	    reply_policy_forbids_forward(
		facts->message, rule_result->forward, is_echo(facts)) != NULL)
		rule_result->kind = RULE_RESULT_OPEN_CASE;
}
