/* SPDX-License-Identifier: Apache-2.0 */
/* attachment: whether there is one of this name, type and size. Pictures shown in the text are none. */
#include "rules/condition.h"

typedef struct {
	Pattern *name;  /* own; or NULL */
	Pattern *type;  /* own; or NULL */
	int64_t larger; /* bytes; -1: any size */
	bool none;      /* there must be none at all */
} Wanted;

static void
free_wanted(void *data)
{
	Wanted *wanted = data;

	pattern_free(wanted->name);
	pattern_free(wanted->type);
	g_free(wanted);
}

/* The scope travels through the table's target. */
typedef struct {
	Wanted *wanted;
	ConditionScope *scope;
	bool good;
} Reading;

static void
read_entry(Reading *reading, const YamlNode *key, const YamlNode *value)
{
	static const YamlRange sizes = {0, G_MAXINT64};
	static const char *const keys[] = {"name", "type", "larger", NULL};
	const char *name = yaml_scalar(key);
	const char *nearest;

	if (g_strcmp0(name, "name") == 0) {
		reading->wanted->name = condition_read_pattern(value, reading->scope);
		reading->good &= reading->wanted->name != NULL;
	} else if (g_strcmp0(name, "type") == 0) {
		reading->wanted->type = condition_read_pattern(value, reading->scope);
		reading->good &= reading->wanted->type != NULL;
	} else if (g_strcmp0(name, "larger") == 0) {
		reading->good &= yaml_read_integer(value, &sizes, &reading->wanted->larger);
	} else {
		nearest = name == NULL ? NULL : yaml_nearest(name, keys);
		yaml_mistake(key, nearest != NULL ? nearest : "name, type or larger",
		    "unknown key '%s'", name == NULL ? "" : name);
		reading->good = false;
	}
}

static void *
read_attachment(const YamlNode *value, ConditionScope *scope)
{
	Reading reading = {.wanted = g_new0(Wanted, 1), .scope = scope, .good = true};
	bool wants = true;

	reading.wanted->larger = -1;
	if (yaml_kind(value) == YAML_MAP) {
		for (size_t i = 0; i < yaml_length(value); i++)
			read_entry(&reading, yaml_key(value, i), yaml_value(value, i));
	} else {
		reading.good = yaml_read_bool(value, NULL, &wants);
		reading.wanted->none = !wants;
	}
	if (!reading.good)
		g_clear_pointer(&reading.wanted, free_wanted);
	return reading.wanted;
}

static ConditionResult
match_one(const Wanted *wanted, const MessageAttachment *attachment, ConditionRun *run)
{
	ConditionResult result = CONDITION_YES;

	if (attachment->size <= wanted->larger)
		return CONDITION_NO;
	if (wanted->name != NULL)
		result = condition_search(wanted->name, "attachment", attachment->name, run);
	if (wanted->type != NULL && result == CONDITION_YES)
		result = condition_search(wanted->type, "attachment", attachment->type, run);
	return result;
}

static ConditionResult
match_attachment(const void *self, ConditionRun *run)
{
	const Wanted *wanted = self;
	const GPtrArray *attachments = run->facts->message->attachments;
	unsigned captures = run->captures->len;

	for (size_t i = 0; i < attachments->len; i++) {
		const MessageAttachment *attachment = attachments->pdata[i];
		ConditionResult result =
		    attachment->is_inline ? CONDITION_NO : match_one(wanted, attachment, run);

		if (result == CONDITION_YES && wanted->none)
			return condition_not_met(run, "there is an attachment");
		if (result == CONDITION_YES)
			return condition_met(run, "attachment %s", attachment->path);
		if (result != CONDITION_NO)
			return result;
		g_ptr_array_set_size(run->captures, (int)captures);
	}
	return wanted->none ? condition_met(run, "no attachment")
			    : condition_not_met(run, "no such attachment");
}

const ConditionKind condition_attachment = {
    .key = "attachment",
    .read = read_attachment,
    .match = match_attachment,
    .free = free_wanted,
};
