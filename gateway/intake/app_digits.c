/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/app_digits.h"

#include <string.h>

#include "gateway/letters/letter_code.h"
#include "rules/answer_code.h"
#include "spool/step_up.h"

void
app_digits_take(MailFacts *facts)
{
	Digits *digits = &facts->confirmation.digits;
	const Message *message = facts->message;
	const char *rest = NULL;

	digits->code = answer_code_read_alone(message->text, &rest);
	if (digits->code == NULL)
		return;
	digits->message = message;
	digits->above = g_strndup(message->text, (size_t)(rest - message->text));
	memmove(message->text, rest, strlen(rest) + 1);
	letter_code_swap(digits->code, LETTER_CODE_MARK, message);
}

bool
app_digits_are_awaited(const MailFacts *facts, bool *ret_awaited, GError **error)
{
	*ret_awaited = facts->decision.of_app || facts->words_only;
	return *ret_awaited || step_up_waits_for_app(facts->context->spool, facts->author->id,
				   ret_awaited, error);
}

void
app_digits_put_back(MailFacts *facts)
{
	Digits *digits = &facts->confirmation.digits;
	const Message *message = digits->message;
	size_t length = strlen(digits->above);

	mail_facts_clear_words(facts);
	facts->message = message;
	letter_code_swap(LETTER_CODE_MARK, digits->code, message);
	memmove(message->text + length, message->text, strlen(message->text) + 1);
	memcpy(message->text, digits->above, length);
	g_clear_pointer(&digits->code, g_free);
	g_clear_pointer(&digits->above, g_free);
}
