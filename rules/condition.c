/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The table of conditions, and what their kinds share: reading patterns and words, searching within the limits,
 * keeping what named groups matched, and saying why for the trace.
 */
#include "rules/condition.h"

#include <string.h>

#include "rules/required_literals.h"

#define SHOWN_MOST 60 /* characters of a match in the trace */

static const ConditionKind *const kinds[] = {
    &condition_all,
    &condition_any,
    &condition_not,
    &condition_from,
    &condition_domain,
    &condition_contact,
    &condition_account,
    &condition_proof,
    &condition_to,
    &condition_mailbox,
    &condition_subject,
    &condition_text,
    &condition_whole_text,
    &condition_header,
    &condition_attachment,
    &condition_spam,
    &condition_kind,
    &condition_language,
    &condition_ticket,
    &condition_ticket_kind,
    &condition_ticket_state,
    &condition_ticket_category,
    &condition_answer,
    &condition_asks,
    &condition_item,
    &condition_time,
    &condition_day,
};

/* One condition of a rule. */
typedef struct {
	const ConditionKind *kind;
	void *self; /* own */
} Condition;

static void
free_condition(void *data)
{
	Condition *condition = data;

	condition->kind->free(condition->self);
	g_free(condition);
}

static const ConditionKind *
find_kind(const char *key)
{
	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		if (strcmp(kinds[i]->key, key) == 0)
			return kinds[i];
	return NULL;
}

static void
say_unknown(const YamlNode *key)
{
	const char *names[G_N_ELEMENTS(kinds) + 1] = {NULL};
	const char *nearest;
	g_autofree char *expected = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(kinds); i++)
		names[i] = kinds[i]->key;
	nearest = yaml_nearest(yaml_scalar(key), names);
	if (nearest == NULL)
		expected = g_strjoinv(", ", (char **)names);
	yaml_mistake(key, nearest != NULL ? nearest : expected, "unknown condition '%s'",
	    yaml_scalar(key));
}

static void
read_condition(
    GPtrArray *conditions, const YamlNode *key, const YamlNode *value, ConditionScope *scope)
{
	const char *name = yaml_scalar(key);
	const ConditionKind *kind = name == NULL ? NULL : find_kind(name);
	Condition *condition;
	void *self;

	if (name == NULL)
		yaml_mistake_unexpected(key, "the name of a condition");
	else if (kind == NULL)
		say_unknown(key);
	if (kind == NULL)
		return;
	scope->about_ticket |= kind->about_ticket;
	self = kind->read(value, scope);
	if (self == NULL)
		return;
	condition = g_new0(Condition, 1);
	condition->kind = kind;
	condition->self = self;
	g_ptr_array_add(conditions, condition);
}

GPtrArray *
conditions_read(const YamlNode *map, ConditionScope *scope)
{
	GPtrArray *conditions = g_ptr_array_new_with_free_func(free_condition);

	if (yaml_kind(map) != YAML_MAP)
		yaml_mistake_unexpected(map, "a map of conditions, {} for every mail");
	else
		for (size_t i = 0; i < yaml_length(map); i++)
			read_condition(conditions, yaml_key(map, i), yaml_value(map, i), scope);
	return conditions;
}

ConditionResult
conditions_match(const GPtrArray *conditions, ConditionRun *run)
{
	for (size_t i = 0; i < conditions->len; i++) {
		const Condition *condition = conditions->pdata[i];
		ConditionResult result = condition->kind->match(condition->self, run);

		if (result != CONDITION_YES)
			return result;
	}
	return CONDITION_YES;
}

GPtrArray *
conditions_literals(const GPtrArray *conditions, unsigned *seen)
{
	GPtrArray *best = NULL;

	for (size_t i = 0; i < conditions->len; i++) {
		const Condition *condition = conditions->pdata[i];

		if (condition->kind->literals != NULL)
			best = required_literals_better(
			    condition->kind->literals(condition->self, seen), best);
	}
	return best;
}

GPtrArray *
condition_pattern_literals(const Pattern *pattern, ConditionSeen where, unsigned *seen)
{
	*seen |= where;
	return required_literals_extract(pattern_source(pattern));
}

static bool
is_known(const GPtrArray *names, const char *name)
{
	for (size_t i = 0; i < names->len; i++)
		if (strcmp(names->pdata[i], name) == 0)
			return true;
	return false;
}

void *
condition_read_pattern(const YamlNode *value, ConditionScope *scope)
{
	Pattern *pattern = NULL;

	if (!pattern_read(value, NULL, &pattern))
		return NULL;
	g_ptr_array_add(scope->patterns, g_strdup(pattern_source(pattern)));
	for (const char *const *name = pattern_names(pattern); *name != NULL; name++)
		if (!scope->inside_not && !is_known(scope->names, *name))
			g_ptr_array_add(scope->names, g_strdup(*name));
	return pattern;
}

static bool
is_allowed(const char *const *allowed, const char *word)
{
	for (; *allowed != NULL; allowed++)
		if (g_ascii_strcasecmp(*allowed, word) == 0)
			return true;
	return false;
}

void *
condition_read_words_of(const YamlNode *value, const char *const *allowed)
{
	GPtrArray *words = NULL;
	bool good = yaml_read_strings(value, NULL, &words);

	for (size_t i = 0; good && allowed != NULL && i < words->len; i++) {
		const char *nearest;
		g_autofree char *expected = NULL;

		if (is_allowed(allowed, words->pdata[i]))
			continue;
		nearest = yaml_nearest(words->pdata[i], allowed);
		expected = nearest == NULL ? g_strjoinv(", ", (char **)allowed) : NULL;
		yaml_mistake(value, nearest != NULL ? nearest : expected, "'%s'",
		    (char *)words->pdata[i]);
		good = false;
	}
	if (!good)
		g_clear_pointer(&words, g_ptr_array_unref);
	return words;
}

void *
condition_read_words(const YamlNode *value, ConditionScope *scope)
{
	(void)scope;
	return condition_read_words_of(value, NULL);
}

void
condition_free_pattern(void *pattern)
{
	pattern_free(pattern);
}

void
condition_free_words(void *words)
{
	g_ptr_array_unref(words);
}

static void
keep_groups(const Pattern *pattern, ConditionRun *run)
{
	for (const char *const *name = pattern_names(pattern); *name != NULL; name++) {
		char *value = pattern_group(run->scratch, *name);

		if (value == NULL)
			continue;
		g_ptr_array_add(run->captures, g_strdup(*name));
		g_ptr_array_add(run->captures, value);
	}
}

/* What matched, short enough for a line of the trace. */
static ConditionResult
note_found(const char *what, const char *text, ConditionRun *run)
{
	g_autofree char *found = NULL, *shown = NULL;
	bool cut;

	if (run->why == NULL)
		return CONDITION_YES;
	found = pattern_found(run->scratch, text);
	cut = g_utf8_strlen(found, -1) > SHOWN_MOST;
	shown = cut ? g_utf8_substring(found, 0, SHOWN_MOST) : g_strdup(found);
	g_strdelimit(shown, "\n\t", ' ');
	return condition_met(
	    run, "%s \"%s%s\"", what, g_strdelimit(shown, "\"", '\''), cut ? "..." : "");
}

ConditionResult
condition_search(const Pattern *pattern, const char *what, const char *text, ConditionRun *run)
{
	switch (pattern_search(
	    pattern, run->scratch, text, pattern_visible_length(text, CONDITION_TEXT_MOST))) {
	case PATTERN_NO:
		return condition_not_met(run, "%s has no match", what);
	case PATTERN_YES:
		keep_groups(pattern, run);
		return note_found(what, text, run);
	case PATTERN_LIMIT:
		condition_not_met(run, "the pattern on %s needs more than a pattern may", what);
		return CONDITION_ERROR;
	case PATTERN_LATE:
		return CONDITION_LATE;
	}
	g_assert_not_reached();
}

ConditionResult
condition_word(const GPtrArray *words, const char *what, const char *value, ConditionRun *run)
{
	for (size_t i = 0; value != NULL && i < words->len; i++)
		if (g_ascii_strcasecmp(words->pdata[i], value) == 0)
			return condition_met(run, "%s %s", what, value);
	return condition_not_met(run, "%s is %s", what, value == NULL ? "none" : value);
}

ConditionResult
condition_when(bool met, ConditionRun *run, const char *what, const char *value)
{
	return met ? condition_met(run, "%s %s", what, value)
		   : condition_not_met(run, "%s is %s", what, value);
}

ConditionResult
condition_met(ConditionRun *run, const char *format, ...)
{
	va_list arguments;

	if (run->why == NULL)
		return CONDITION_YES;
	if (run->why->len > 0)
		g_string_append(run->why, "; ");
	va_start(arguments, format);
	g_string_append_vprintf(run->why, format, arguments);
	va_end(arguments);
	return CONDITION_YES;
}

ConditionResult
condition_not_met(ConditionRun *run, const char *format, ...)
{
	va_list arguments;

	if (run->why == NULL)
		return CONDITION_NO;
	va_start(arguments, format);
	g_free(run->missed);
	run->missed = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	return CONDITION_NO;
}
