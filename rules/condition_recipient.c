/* SPDX-License-Identifier: Apache-2.0 */
/* to, mailbox: where it was sent, and where it came in. */
#include "rules/condition.h"

static ConditionResult
match_addresses(const Pattern *pattern, const GPtrArray *addresses, ConditionRun *run)
{
	for (size_t i = 0; i < addresses->len; i++) {
		const MessageAddress *to = addresses->pdata[i];
		ConditionResult result = condition_search(pattern, "to", to->address, run);

		if (result != CONDITION_NO)
			return result;
	}
	return condition_not_met(run, "to has no match");
}

static ConditionResult
match_to(const void *self, ConditionRun *run)
{
	const Message *message = run->facts->message;
	ConditionResult result = match_addresses(self, message->to, run);

	if (result == CONDITION_NO)
		result = match_addresses(self, message->cc, run);
	for (size_t i = 0; result == CONDITION_NO && i < message->delivered_to->len; i++)
		result = condition_search(self, "to", message->delivered_to->pdata[i], run);
	return result;
}

static GPtrArray *
to_literals(const void *self, unsigned *seen)
{
	return condition_pattern_literals(self, SEEN_TO, seen);
}

const ConditionKind condition_to = {
    .key = "to",
    .read = condition_read_pattern,
    .match = match_to,
    .free = condition_free_pattern,
    .literals = to_literals,
};

static void *
read_mailbox(const YamlNode *value, ConditionScope *scope)
{
	return condition_read_words_of(
	    value, scope->known == NULL ? NULL : scope->known->mailboxes);
}

static ConditionResult
match_mailbox(const void *self, ConditionRun *run)
{
	return condition_word(self, "mailbox", run->facts->mailbox, run);
}

const ConditionKind condition_mailbox = {
    .key = "mailbox",
    .read = read_mailbox,
    .match = match_mailbox,
    .free = condition_free_words,
};
