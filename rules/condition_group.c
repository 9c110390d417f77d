/* SPDX-License-Identifier: Apache-2.0 */
/*
 * all, any, not: conditions on conditions. What named groups matched in an alternative that failed, or below
 * `not`, does not count and is forgotten.
 */
#include "rules/condition.h"

#include <string.h>

#include "rules/required_literals.h"

/* Where a run stood before something was tried. */
typedef struct {
	unsigned captures;
	size_t why;
} Mark;

static Mark
mark(const ConditionRun *run)
{
	return (Mark){run->captures->len, run->why == NULL ? 0 : run->why->len};
}

static void
forget(ConditionRun *run, Mark before)
{
	g_ptr_array_set_size(run->captures, (int)before.captures);
	if (run->why != NULL)
		g_string_truncate(run->why, before.why);
}

static void
free_conditions(void *conditions)
{
	g_ptr_array_unref(conditions);
}

static void *
read_list(const YamlNode *value, ConditionScope *scope)
{
	GPtrArray *list;

	if (yaml_kind(value) != YAML_LIST || yaml_length(value) == 0) {
		yaml_mistake_unexpected(value, "a list of maps of conditions");
		return NULL;
	}
	list = g_ptr_array_new_with_free_func(free_conditions);
	for (size_t i = 0; i < yaml_length(value); i++)
		g_ptr_array_add(list, conditions_read(yaml_item(value, i), scope));
	return list;
}

static ConditionResult
match_all(const void *self, ConditionRun *run)
{
	const GPtrArray *list = self;

	for (size_t i = 0; i < list->len; i++) {
		ConditionResult result = conditions_match(list->pdata[i], run);

		if (result != CONDITION_YES)
			return result;
	}
	return CONDITION_YES;
}

static GPtrArray *
all_literals(const void *self, unsigned *seen)
{
	const GPtrArray *list = self;
	GPtrArray *best = NULL;

	for (size_t i = 0; i < list->len; i++)
		best =
		    required_literals_better(conditions_literals(list->pdata[i], seen), best);
	return best;
}

static ConditionResult
match_any(const void *self, ConditionRun *run)
{
	const GPtrArray *list = self;
	Mark before = mark(run);
	g_autoptr(GString) missed = run->why == NULL ? NULL : g_string_new(NULL);

	for (size_t i = 0; i < list->len; i++) {
		ConditionResult result = conditions_match(list->pdata[i], run);

		if (result != CONDITION_NO)
			return result;
		if (missed != NULL)
			g_string_append_printf(missed, "%s%s", i == 0 ? "" : ", ", run->missed);
		forget(run, before);
	}
	return condition_not_met(
	    run, "none of its alternatives: %s", missed == NULL ? "" : missed->str);
}

static GPtrArray *
any_literals(const void *self, unsigned *seen)
{
	const GPtrArray *list = self;
	GPtrArray *either = conditions_literals(list->pdata[0], seen);

	for (size_t i = 1; i < list->len; i++)
		either =
		    required_literals_either(either, conditions_literals(list->pdata[i], seen));
	return either;
}

static void *
read_not(const YamlNode *value, ConditionScope *scope)
{
	bool outside = scope->inside_not;
	GPtrArray *conditions;

	scope->inside_not = true;
	conditions = conditions_read(value, scope);
	scope->inside_not = outside;
	if (conditions->len > 0)
		return conditions;
	if (yaml_kind(value) == YAML_MAP && yaml_length(value) == 0)
		yaml_mistake(value, "conditions", "nothing below 'not'");
	g_ptr_array_unref(conditions);
	return NULL;
}

static ConditionResult
match_not(const void *self, ConditionRun *run)
{
	Mark before = mark(run);
	ConditionResult result = conditions_match(self, run);
	g_autofree char *met = run->why == NULL ? NULL : g_strdup(run->why->str + before.why);

	forget(run, before);
	if (result == CONDITION_YES)
		return condition_not_met(
		    run, "not wanted: %s", met == NULL ? "" : met + strspn(met, "; "));
	return result == CONDITION_NO ? CONDITION_YES : result;
}

const ConditionKind condition_all = {
    .key = "all",
    .read = read_list,
    .match = match_all,
    .free = free_conditions,
    .literals = all_literals,
};

const ConditionKind condition_any = {
    .key = "any",
    .read = read_list,
    .match = match_any,
    .free = free_conditions,
    .literals = any_literals,
};

const ConditionKind condition_not = {
    .key = "not",
    .read = read_not,
    .match = match_not,
    .free = free_conditions,
};
