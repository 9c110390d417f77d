/* SPDX-License-Identifier: Apache-2.0 */
/* answer, asks, item: what the first words decide, and what they ask for. */
#include "rules/condition.h"

static void *
read_answer(const YamlNode *value, ConditionScope *scope)
{
	const char *names[ANSWER_REMARK + 2] = {NULL};

	(void)scope;
	for (int i = 0; i <= ANSWER_REMARK; i++)
		names[i] = answer_kind_name((AnswerKind)i);
	return condition_read_words_of(value, names);
}

static ConditionResult
match_answer(const void *self, ConditionRun *run)
{
	const Facts *facts = run->facts;
	ConditionResult result =
	    condition_word(self, "answer", answer_kind_name(facts->answer), run);

	if (result == CONDITION_YES && run->why != NULL && facts->answer_where != NULL)
		g_string_append_printf(run->why, ", %s", facts->answer_where);
	return result;
}

const ConditionKind condition_answer = {
    .key = "answer",
    .read = read_answer,
    .match = match_answer,
    .free = condition_free_words,
};

static void *
read_asks(const YamlNode *value, ConditionScope *scope)
{
	const char *names[ASKS_PRIVACY + 2] = {NULL};

	(void)scope;
	for (int i = 0; i <= ASKS_PRIVACY; i++)
		names[i] = asks_kind_name((AsksKind)i);
	return condition_read_words_of(value, names);
}

static ConditionResult
match_asks(const void *self, ConditionRun *run)
{
	return condition_word(self, "asks", asks_kind_name(run->facts->asks), run);
}

const ConditionKind condition_asks = {
    .key = "asks",
    .read = read_asks,
    .match = match_asks,
    .free = condition_free_words,
};

static void *
read_item(const YamlNode *value, ConditionScope *scope)
{
	return condition_read_words_of(
	    value, scope->known == NULL ? NULL : scope->known->items);
}

static ConditionResult
match_item(const void *self, ConditionRun *run)
{
	return condition_word(self, "item", run->facts->item, run);
}

const ConditionKind condition_item = {
    .key = "item",
    .read = read_item,
    .match = match_item,
    .free = condition_free_words,
};
