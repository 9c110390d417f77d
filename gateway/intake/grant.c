/* SPDX-License-Identifier: Apache-2.0 */
/* Asks neither the spool nor the rules: what is granted in the end is decided elsewhere, and is less than this. */
#include "gateway/intake/grant.h"

#include "gateway/config/agents.h"
#include "gateway/util/token.h"
#include "rules/answer.h"

static bool
is_token(const Context *context, const char *token)
{
	int64_t letter = 0;

	return token_check(context->key, TOKEN_PROOF, token, &letter);
}

static bool
has_token_line(const Context *context, const Message *message)
{
	for (unsigned i = 0; i < message->tokens->len; i++)
		if (is_token(context, message->tokens->pdata[i]))
			return true;
	return false;
}

static bool
address_has_token(const Context *context, const char *form, const char *address)
{
	g_autofree char *token = token_in_address(form, address);

	return token != NULL && is_token(context, token);
}

static bool
people_have_token(const Context *context, const char *form, const GPtrArray *people)
{
	for (unsigned i = 0; i < people->len; i++) {
		const MessageAddress *person = people->pdata[i];

		if (address_has_token(context, form, person->address))
			return true;
	}
	return false;
}

static bool
has_token_address(const Context *context, const Mail *mail, const Message *message)
{
	const char *form =
	    config_mailbox_or_first(context->config, mail->mailbox)->reply_address;

	for (unsigned i = 0; i < message->delivered_to->len; i++)
		if (address_has_token(context, form, message->delivered_to->pdata[i]))
			return true;
	return people_have_token(context, form, message->to) ||
	       people_have_token(context, form, message->cc);
}

/* The word of a decision, on something that the mail names. */
static bool
decides_something(const Context *context, const Message *message)
{
	Answer answer = {0};
	AnswerKind kind = ANSWER_NONE;

	if (message->references->len == 0 && message->numbers->len == 0)
		return false;
	answer_read(context->config->answers, message, true, &answer);
	kind = answer.kind;
	answer_clear(&answer);
	return kind != ANSWER_NONE && kind != ANSWER_THANKS;
}

bool
grant_is_possible(const Context *context, const Mail *mail, const Message *message)
{
	if (message->refused != NULL || message_kind_is_machine(message->kind))
		return false;
	return has_token_line(context, message) || has_token_address(context, mail, message) ||
	       (message->from != NULL &&
		   agents_agent(context->config, message->from->address) != NULL) ||
	       decides_something(context, message);
}
