/* SPDX-License-Identifier: Apache-2.0 */
/* What stands below `then:` and `continue:`: the result as a rule writes it. */
#pragma once

#include "rules/condition.h"
#include "rules/ruleset.h"

/* All strings are own; NULL: not said. Each may hold {{names}} but where it says so. */
typedef struct {
	RuleResultKind kind;
	char *title;
	char *category;
	char *priority;
	char *group;
	char *assign; /* an agent; once loaded, by their address; never filled */
	char *account;
	char *item;
	char *forward; /* an address; never filled: a mail does not choose who gets letters */
	char *letter;  /* never filled */
	char *reason;
	GPtrArray *watchers; /* own; of char *, addresses; never filled; or NULL */
	RuleResultFaq faq;
} Action;
void action_clear(Action *action);

/* What a priority may be, lowest first; NULL-terminated. */
extern const char *const ACTION_PRIORITIES[];

/* What values are checked against while loading, and once filled. All borrowed. */
typedef struct {
	RulesetNames known;
	const GPtrArray *captures; /* the names of the rule's groups; NULL once loaded */
} ActionNames;

/* Reads `then:` (a word, or a map of one word) or, with continues, the map of values below `continue:`. false when
 * it said mistakes. */
bool action_read(
    const YamlNode *node, bool continues, const ActionNames *names, Action *ret_action);

/* Fills the action's values into the result, over what is there; watchers are added. */
void action_apply(const Action *action, const ConditionRun *run, const ActionNames *names,
    RuleResult *rule_result);
