/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads the rules and tries them in order. The invariant: every rule ends as met, not met, or in an error of its
 * own that the next rules do not feel; only the deadline ends the whole, and then the mail is held.
 */
#include "rules/ruleset.h"

#include "rules/action.h"
#include "rules/directory.h"

typedef struct {
	char *name;            /* own */
	GPtrArray *conditions; /* own */
	Action action;
	bool continues;    /* sets values, and the next rules are tried */
	bool about_ticket; /* else it sees only mail without a ticket */
} Rule;

struct Ruleset {
	GPtrArray *rules;  /* own; of Rule */
	char **groups;     /* own; or NULL: not checked */
	char **categories; /* own */
	char **items;      /* own */
};

static void
free_rule(void *data)
{
	Rule *rule = data;

	g_free(rule->name);
	if (rule->conditions != NULL)
		g_ptr_array_unref(rule->conditions);
	action_clear(&rule->action);
	g_free(rule);
}

static ActionNames
known_names(const Ruleset *ruleset, const GPtrArray *captures)
{
	return (ActionNames){
	    .groups = (const char *const *)ruleset->groups,
	    .categories = (const char *const *)ruleset->categories,
	    .items = (const char *const *)ruleset->items,
	    .captures = captures,
	};
}

/* The parts of a rule as they stand in the file. */
typedef struct {
	char *name; /* own */
	const YamlNode *when;
	const YamlNode *then;
	const YamlNode *values; /* below `continue:` */
} RuleText;

static bool
keep_node(const YamlNode *node, const void *extra, void *target)
{
	const YamlNode **kept = target;

	(void)extra;
	*kept = node;
	return true;
}

static const YamlField rule_fields[] = {
    {.key = "name",
	.read = yaml_read_string,
	.offset = offsetof(RuleText, name),
	.required = true,
	.help = "what the trace calls it"},
    {.key = "when",
	.read = keep_node,
	.offset = offsetof(RuleText, when),
	.required = true,
	.help = "the conditions, all of which must be met; {} for every mail"},
    {.key = "then",
	.read = keep_node,
	.offset = offsetof(RuleText, then),
	.help = "what becomes of it"},
    {.key = "continue",
	.read = keep_node,
	.offset = offsetof(RuleText, values),
	.help = "values that it gets, whatever becomes of it"},
    {0},
};

static bool
read_parts(const YamlNode *node, const RuleText *text, Ruleset *ruleset, Rule *rule)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	ConditionScope scope = {.names = names};
	ActionNames known = known_names(ruleset, names);

	rule->conditions = conditions_read(text->when, &scope);
	rule->about_ticket = scope.about_ticket;
	rule->continues = text->values != NULL;
	if ((text->then == NULL) == (text->values == NULL)) {
		yaml_mistake(node, "'then' or 'continue', one of them",
		    text->then == NULL ? "neither" : "both");
		return false;
	}
	return action_read(rule->continues ? text->values : text->then, rule->continues, &known,
	    &rule->action);
}

static void
read_rule(const YamlNode *node, Ruleset *ruleset)
{
	RuleText text = {0};
	Rule *rule = g_new0(Rule, 1);
	bool good =
	    yaml_read_map(node, rule_fields, &text) && read_parts(node, &text, ruleset, rule);

	rule->name = text.name;
	if (good)
		g_ptr_array_add(ruleset->rules, rule);
	else
		free_rule(rule);
}

static void
read_rules(const YamlDocument *document, Ruleset *ruleset)
{
	const YamlNode *top = yaml_top(document);

	if (top == NULL)
		return;
	if (yaml_kind(top) != YAML_LIST)
		yaml_mistake_unexpected(top, "a list of rules");
	for (size_t i = 0; i < yaml_length(top) && yaml_kind(top) == YAML_LIST; i++)
		read_rule(yaml_item(top, i), ruleset);
}

static Ruleset *
new_ruleset(const RulesetNames *names)
{
	Ruleset *ruleset = g_new0(Ruleset, 1);

	ruleset->rules = g_ptr_array_new_with_free_func(free_rule);
	ruleset->groups = g_strdupv((char **)names->groups);
	ruleset->categories = g_strdupv((char **)names->categories);
	ruleset->items = g_strdupv((char **)names->items);
	return ruleset;
}

Ruleset *
ruleset_load(const char *const *directories, const RulesetNames *names, GPtrArray *mistakes)
{
	g_autoptr(GPtrArray) paths = directory_list(directories, mistakes);
	Ruleset *ruleset = new_ruleset(names);

	for (size_t i = 0; i < paths->len; i++) {
		g_autoptr(YamlDocument) document = yaml_open(paths->pdata[i], mistakes);

		if (document != NULL)
			read_rules(document, ruleset);
	}
	return ruleset;
}

Ruleset *
ruleset_parse(const char *name, const char *bytes, size_t length, const RulesetNames *names,
    GPtrArray *mistakes)
{
	g_autoptr(YamlDocument) document = yaml_parse(name, bytes, length, mistakes);
	Ruleset *ruleset = new_ruleset(names);

	if (document != NULL)
		read_rules(document, ruleset);
	return ruleset;
}

void
ruleset_free(Ruleset *ruleset)
{
	if (ruleset == NULL)
		return;
	g_ptr_array_unref(ruleset->rules);
	g_strfreev(ruleset->groups);
	g_strfreev(ruleset->categories);
	g_strfreev(ruleset->items);
	g_free(ruleset);
}

size_t
ruleset_count(const Ruleset *ruleset)
{
	return ruleset->rules->len;
}

static bool
is_late(void *data)
{
	const RulesetRun *run = data;

	return run->clock_us != NULL && run->clock_us(run->data) > run->deadline_us;
}

static ConditionResult
try_rule(const Rule *rule, ConditionRun *run)
{
	g_ptr_array_set_size(run->captures, 0);
	if (run->why != NULL)
		g_string_truncate(run->why, 0);
	if (!rule->about_ticket && run->facts->ticket != NULL)
		return condition_not_met(
		    run, "it belongs to a ticket, which the rule does not mention");
	return conditions_match(rule->conditions, run);
}

static void
tell(const Rule *rule, ConditionResult result, const ConditionRun *conditions,
    const RulesetRun *run)
{
	const char *why = result == CONDITION_YES ? conditions->why->str : conditions->missed;
	g_autofree char *error = NULL;

	if (result == CONDITION_YES && why[0] == '\0')
		why = "always";
	if (result == CONDITION_ERROR)
		why = error = g_strconcat("error: ", why, NULL);
	run->tried(rule->name, result == CONDITION_YES, why, run->data);
}

static void
hold(Intent *intent, const char *rule, const char *reason)
{
	intent->kind = INTENT_HOLD;
	g_free(intent->rule);
	g_free(intent->reason);
	intent->rule = g_strdup(rule);
	intent->reason = g_strdup(reason);
}

/* One rule after another; true when one of them decided. */
static bool
match_rules(
    const Ruleset *ruleset, ConditionRun *conditions, const RulesetRun *run, Intent *intent)
{
	ActionNames known = known_names(ruleset, NULL);

	for (size_t i = 0; i < ruleset->rules->len; i++) {
		const Rule *rule = ruleset->rules->pdata[i];
		ConditionResult result = try_rule(rule, conditions);

		if (result == CONDITION_LATE) {
			hold(intent, rule->name, "the rules took too long");
			return true;
		}
		if (run->tried != NULL)
			tell(rule, result, conditions, run);
		intent->errors += result == CONDITION_ERROR;
		if (result != CONDITION_YES)
			continue;
		action_apply(&rule->action, conditions, &known, intent);
		if (rule->continues)
			continue;
		intent->kind = rule->action.kind;
		intent->rule = g_strdup(rule->name);
		return true;
	}
	return false;
}

static void
run_clear(ConditionRun *run)
{
	pattern_scratch_free(run->scratch);
	g_free(run->whole_text);
	g_ptr_array_unref(run->captures);
	if (run->why != NULL)
		g_string_free(run->why, true);
	g_free(run->missed);
}

Intent *
ruleset_match(const Ruleset *ruleset, const Facts *facts, const RulesetRun *run)
{
	const PatternWatch watch = {.is_late = is_late, .data = (void *)run};
	Intent *intent = g_new0(Intent, 1);
	ConditionRun conditions = {
	    .facts = facts,
	    .scratch = pattern_scratch_new(&watch),
	    .captures = g_ptr_array_new_with_free_func(g_free),
	    .why = run->tried == NULL ? NULL : g_string_new(NULL),
	};

	intent->watchers = g_ptr_array_new_with_free_func(g_free);
	if (!match_rules(ruleset, &conditions, run, intent))
		hold(intent, NULL, "no rule matched");
	run_clear(&conditions);
	return intent;
}
