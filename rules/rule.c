/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one rule: its name, `when:`, and `then:` or `continue:`. */
#include "rules/rule.h"

#include <stdlib.h>
#include <string.h>

/* The parts of a rule as they stand in the file. */
typedef struct {
	char *name; /* own; goes to the rule */
	const YamlNode *when;
	const YamlNode *then;
	const YamlNode *values; /* below `continue:` */
} Parts;

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
	.offset = offsetof(Parts, name),
	.required = true,
	.help = "what the trace calls it"},
    {.key = "when",
	.read = keep_node,
	.offset = offsetof(Parts, when),
	.required = true,
	.help = "the conditions, all of which must be met; {} for every mail"},
    {.key = "then",
	.read = keep_node,
	.offset = offsetof(Parts, then),
	.help = "what becomes of it"},
    {.key = "continue",
	.read = keep_node,
	.offset = offsetof(Parts, values),
	.help = "values that it gets, whatever becomes of it"},
    {0},
};

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A node in one spelling: maps sorted by key, one scalar like a list of it. */
static char *
spell(const YamlNode *node)
{
	size_t count = yaml_kind(node) == YAML_SCALAR ? 1 : yaml_length(node);
	g_auto(GStrv) parts = g_new0(char *, count + 1);
	g_autofree char *joined = NULL;

	for (size_t i = 0; i < count; i++) {
		g_autofree char *key = NULL, *value = NULL;

		if (yaml_kind(node) == YAML_SCALAR) {
			parts[i] = g_strescape(yaml_scalar(node), NULL);
			continue;
		}
		if (yaml_kind(node) == YAML_MAP)
			key = spell(yaml_key(node, i));
		value = spell(
		    yaml_kind(node) == YAML_MAP ? yaml_value(node, i) : yaml_item(node, i));
		parts[i] = key == NULL ? g_steal_pointer(&value)
				       : g_strdup_printf("%s:%s", key, value);
	}
	qsort(parts, count, sizeof(*parts), by_text);
	joined = g_strjoinv(",", parts);
	if (yaml_kind(node) == YAML_LIST)
		return g_steal_pointer(&joined);
	return g_strdup_printf(yaml_kind(node) == YAML_MAP ? "{%s}" : "\"%s\"", joined);
}

/* What it may match, by what stands about the ticket at the top of its conditions. */
static unsigned
find_sees(const YamlNode *when, bool about_ticket)
{
	static const char *const of_ticket[] = {
	    "ticket.kind", "ticket.state", "ticket.category"};
	const YamlNode *ticket = yaml_get(when, "ticket");
	const char *word = ticket == NULL ? NULL : yaml_scalar(ticket);

	if (!about_ticket || g_strcmp0(word, "none") == 0)
		return RULE_SEES_NEW;
	if (g_strcmp0(word, "known") == 0)
		return RULE_SEES_TICKET;
	for (size_t i = 0; i < G_N_ELEMENTS(of_ticket); i++)
		if (yaml_get(when, of_ticket[i]) != NULL)
			return RULE_SEES_TICKET;
	return RULE_SEES_NEW | RULE_SEES_TICKET;
}

static bool
takes_all(const YamlNode *when)
{
	return yaml_length(when) == (yaml_get(when, "ticket") == NULL ? 0 : 1);
}

static bool
read_when(const YamlNode *when, ConditionScope *scope, Rule *rule)
{
	rule->conditions = conditions_read(when, scope);
	rule->about_ticket = scope->about_ticket;
	if (yaml_kind(when) != YAML_MAP)
		return false;
	rule->sees = find_sees(when, scope->about_ticket);
	rule->takes_all = takes_all(when);
	rule->key = spell(when);
	return true;
}

static bool
read_parts(const YamlNode *node, const Parts *parts, const ActionNames *names, Rule *rule)
{
	g_autoptr(GPtrArray) captures = g_ptr_array_new_with_free_func(g_free);
	ConditionScope scope = {
	    .names = captures, .patterns = rule->patterns, .known = &names->known};
	ActionNames known = *names;
	bool good = read_when(parts->when, &scope, rule);

	known.captures = captures;
	rule->continues = parts->values != NULL;
	if ((parts->then == NULL) == (parts->values == NULL)) {
		yaml_mistake(node, "'then' or 'continue', one of them", "%s",
		    parts->then == NULL ? "neither" : "both");
		return false;
	}
	return action_read(rule->continues ? parts->values : parts->then, rule->continues,
		   &known, &rule->action) &&
	       good;
}

Rule *
rule_read(const YamlNode *node, const ActionNames *names)
{
	Parts parts = {0};
	Rule *rule = g_new0(Rule, 1);
	bool good;

	rule->patterns = g_ptr_array_new_with_free_func(g_free);
	rule->file = g_strdup(yaml_file(node));
	rule->line = yaml_line(node);
	good =
	    yaml_read_map(node, rule_fields, &parts) && read_parts(node, &parts, names, rule);
	rule->name = parts.name;
	if (!good)
		g_clear_pointer(&rule, rule_free);
	return rule;
}

void
rule_free(Rule *rule)
{
	if (rule == NULL)
		return;
	g_free(rule->name);
	g_clear_pointer(&rule->conditions, g_ptr_array_unref);
	action_clear(&rule->action);
	g_free(rule->file);
	g_free(rule->key);
	g_ptr_array_unref(rule->patterns);
	g_free(rule);
}
