/* SPDX-License-Identifier: Apache-2.0 */
/* kind, language: what wrote it, and in which language. */
#include "rules/condition.h"

static void *
read_kind(const YamlNode *value, ConditionScope *scope)
{
	const char *names[MESSAGE_NOTIFICATION + 2] = {NULL};

	(void)scope;
	for (int i = 0; i <= MESSAGE_NOTIFICATION; i++)
		names[i] = message_kind_name((MessageKind)i);
	return condition_read_words_of(value, names);
}

static ConditionResult
match_kind(const void *self, ConditionRun *run)
{
	return condition_word(self, "kind", message_kind_name(run->facts->message->kind), run);
}

const ConditionKind condition_kind = {
    .key = "kind",
    .read = read_kind,
    .match = match_kind,
    .free = condition_free_words,
};

static void *
read_language(const YamlNode *value, ConditionScope *scope)
{
	(void)scope;
	return condition_read_words_of(value, MESSAGE_LANGUAGES);
}

static ConditionResult
match_language(const void *self, ConditionRun *run)
{
	return condition_word(self, "language", run->facts->message->language, run);
}

const ConditionKind condition_language = {
    .key = "language",
    .read = read_language,
    .match = match_language,
    .free = condition_free_words,
};
