/* SPDX-License-Identifier: Apache-2.0 */
/* Asks neither the spool nor the rules: what is granted in the end is decided elsewhere, and is less than this. */
#include "gateway/intake/grant.h"

#include "gateway/config/agents.h"
#include "gateway/intake/threading.h"
#include "rules/answer.h"

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
	return answer_kind_decides(kind);
}

bool
grant_is_possible(const Context *context, const Mail *mail, const Message *message)
{
	if (message->refused != NULL || message_kind_is_machine(message->kind))
		return false;
	return threading_has_token(
		   context, config_mailbox_or_first(context->config, mail->mailbox), message) ||
	       (message->from != NULL &&
		   agents_agent(context->config, message->from->address) != NULL) ||
	       decides_something(context, message);
}
