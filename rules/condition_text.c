/* SPDX-License-Identifier: Apache-2.0 */
/* subject, text, whole_text, header: what was written. */
#include "rules/condition.h"

#include <string.h>

#include "rules/required_literals.h"

/* As it came, for rules that look for a mail system's tag; and without it, for those that look at its first word. */
static ConditionResult
match_subject(const void *self, ConditionRun *run)
{
	const Message *message = run->facts->message;
	const char *whole = message_whole_subject(message);
	ConditionResult result = condition_search(self, "subject", whole, run);

	if (result != CONDITION_NO || strcmp(whole, message->subject) == 0)
		return result;
	return condition_search(self, "subject", message->subject, run);
}

static GPtrArray *
subject_literals(const void *self, unsigned *seen)
{
	return condition_pattern_literals(self, SEEN_SUBJECT, seen);
}

const ConditionKind condition_subject = {
    .key = "subject",
    .read = condition_read_pattern,
    .match = match_subject,
    .free = condition_free_pattern,
    .literals = subject_literals,
};

static ConditionResult
match_text(const void *self, ConditionRun *run)
{
	return condition_search(self, "text", run->facts->message->text, run);
}

static GPtrArray *
text_literals(const void *self, unsigned *seen)
{
	return condition_pattern_literals(self, SEEN_TEXT, seen);
}

const ConditionKind condition_text = {
    .key = "text",
    .read = condition_read_pattern,
    .match = match_text,
    .free = condition_free_pattern,
    .literals = text_literals,
};

const char *
condition_whole_text_of(ConditionRun *run)
{
	const Message *message = run->facts->message;

	if (run->whole_text == NULL) {
		g_autofree char *rest = message_cut_text(message->cut);

		run->whole_text = g_strconcat(message->text, "\n", rest, NULL);
	}
	return run->whole_text;
}

static ConditionResult
match_whole_text(const void *self, ConditionRun *run)
{
	return condition_search(self, "whole text", condition_whole_text_of(run), run);
}

static GPtrArray *
whole_text_literals(const void *self, unsigned *seen)
{
	return condition_pattern_literals(self, SEEN_WHOLE_TEXT, seen);
}

const ConditionKind condition_whole_text = {
    .key = "whole_text",
    .read = condition_read_pattern,
    .match = match_whole_text,
    .free = condition_free_pattern,
    .literals = whole_text_literals,
};

/* One line of `header:`. */
typedef struct {
	char *name;       /* own */
	Pattern *pattern; /* own */
} Header;

static void
free_header(void *data)
{
	Header *header = data;

	g_free(header->name);
	pattern_free(header->pattern);
	g_free(header);
}

static void *
read_header(const YamlNode *value, ConditionScope *scope)
{
	GPtrArray *headers;

	if (yaml_kind(value) != YAML_MAP || yaml_length(value) == 0) {
		yaml_mistake_unexpected(value, "a map of header names and patterns");
		return NULL;
	}
	headers = g_ptr_array_new_with_free_func(free_header);
	for (size_t i = 0; i < yaml_length(value); i++) {
		const char *name = yaml_scalar(yaml_key(value, i));
		Pattern *pattern = condition_read_pattern(yaml_value(value, i), scope);
		Header *header;

		if (pattern == NULL || name == NULL) {
			pattern_free(pattern);
			continue;
		}
		header = g_new0(Header, 1);
		header->name = g_strdup(name);
		header->pattern = pattern;
		g_ptr_array_add(headers, header);
	}
	return headers;
}

static ConditionResult
match_one_header(const Header *wanted, ConditionRun *run)
{
	const GPtrArray *headers = run->facts->message->headers;

	for (size_t i = 0; i < headers->len; i++) {
		const MessageHeader *header = headers->pdata[i];
		ConditionResult result;

		if (g_ascii_strcasecmp(header->name, wanted->name) != 0)
			continue;
		result = condition_search(wanted->pattern, wanted->name, header->value, run);
		if (result != CONDITION_NO)
			return result;
	}
	return condition_not_met(run, "header %s has no match", wanted->name);
}

static ConditionResult
match_header(const void *self, ConditionRun *run)
{
	const GPtrArray *headers = self;
	ConditionResult result = CONDITION_YES;

	for (size_t i = 0; result == CONDITION_YES && i < headers->len; i++)
		result = match_one_header(headers->pdata[i], run);
	return result;
}

static void
free_headers(void *headers)
{
	g_ptr_array_unref(headers);
}

/* All lines must be met, so the best of their literals will do. */
static GPtrArray *
header_literals(const void *self, unsigned *seen)
{
	const GPtrArray *headers = self;
	GPtrArray *best = NULL;

	for (size_t i = 0; i < headers->len; i++) {
		const Header *header = headers->pdata[i];

		best = required_literals_better(
		    condition_pattern_literals(header->pattern, SEEN_HEADERS, seen), best);
	}
	return best;
}

const ConditionKind condition_header = {
    .key = "header",
    .read = read_header,
    .match = match_header,
    .free = free_headers,
    .literals = header_literals,
};
