/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Loads the rules and tries them in order. The invariant: every rule ends as met, not met, or in an error of its
 * own that the next rules do not feel; only the deadline ends the whole, and then the mail is held.
 */
#include "rules/ruleset.h"

#include <string.h>

#include "rules/prefilter.h"
#include "rules/rule.h"
#include "rules/rule_files.h"
#include "rules/rules_check.h"

struct Ruleset {
	GPtrArray *rules;     /* own; of Rule */
	Prefilter *prefilter; /* own */
	unsigned seen;        /* ConditionSeen: the texts that it looks at */
	char **groups;        /* own; or NULL: not checked */
	char **categories;    /* own */
	char **items;         /* own */
};

static void
free_rule(void *rule)
{
	rule_free(rule);
}

/* The lists are the ruleset's own: what is filled into values is checked against them later. */
static ActionNames
known_names(const Ruleset *ruleset, const RulesetNames *loading)
{
	ActionNames names = {.known = {
				 .groups = (const char *const *)ruleset->groups,
				 .categories = (const char *const *)ruleset->categories,
				 .items = (const char *const *)ruleset->items,
			     }};

	if (loading != NULL) {
		names.known.mailboxes = loading->mailboxes;
		names.known.ticket_states = loading->ticket_states;
		names.known.has_letter = loading->has_letter;
		names.known.data = loading->data;
		names.known.agent = loading->agent;
		names.known.people = loading->people;
	}
	return names;
}

static void
read_rules(const YamlDocument *document, const RulesetNames *names, Ruleset *ruleset)
{
	const YamlNode *top = yaml_top(document);
	ActionNames known = known_names(ruleset, names);

	if (top == NULL)
		return;
	if (yaml_kind(top) != YAML_LIST)
		yaml_mistake_unexpected(top, "a list of rules");
	for (size_t i = 0; yaml_kind(top) == YAML_LIST && i < yaml_length(top); i++) {
		Rule *rule = rule_read(yaml_item(top, i), &known);

		if (rule != NULL)
			g_ptr_array_add(ruleset->rules, rule);
	}
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

/* All rules are read: which strings each of them needs. */
static void
build_prefilter(Ruleset *ruleset)
{
	ruleset->prefilter = prefilter_new(ruleset->rules->len);
	for (unsigned i = 0; i < ruleset->rules->len; i++) {
		const Rule *rule = ruleset->rules->pdata[i];
		g_autoptr(GPtrArray) literals =
		    conditions_literals(rule->conditions, &ruleset->seen);

		if (literals != NULL)
			prefilter_require(ruleset->prefilter, i, literals);
	}
	prefilter_build(ruleset->prefilter);
}

Ruleset *
ruleset_load(const char *const *directories, const RulesetNames *names, GPtrArray *diagnostics)
{
	g_autoptr(GPtrArray) paths = rule_files_list(directories, diagnostics);
	Ruleset *ruleset = new_ruleset(names);

	for (size_t i = 0; i < paths->len; i++) {
		g_autoptr(YamlDocument) document = yaml_open(paths->pdata[i], diagnostics);

		if (document != NULL)
			read_rules(document, names, ruleset);
	}
	build_prefilter(ruleset);
	return ruleset;
}

Ruleset *
ruleset_parse(const char *name, const char *bytes, size_t length, const RulesetNames *names,
    GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_parse(name, bytes, length, diagnostics);
	Ruleset *ruleset = new_ruleset(names);

	if (document != NULL)
		read_rules(document, names, ruleset);
	build_prefilter(ruleset);
	return ruleset;
}

void
ruleset_free(Ruleset *ruleset)
{
	if (ruleset == NULL)
		return;
	g_ptr_array_unref(ruleset->rules);
	prefilter_free(ruleset->prefilter);
	g_strfreev(ruleset->groups);
	g_strfreev(ruleset->categories);
	g_strfreev(ruleset->items);
	g_free(ruleset);
}

void
ruleset_check(const Ruleset *ruleset, GPtrArray *warnings)
{
	rules_check(ruleset->rules, warnings);
}

bool
ruleset_names_letter(const Ruleset *ruleset, const char *letter)
{
	for (unsigned i = 0; i < ruleset->rules->len; i++) {
		const Rule *rule = ruleset->rules->pdata[i];

		if (g_strcmp0(rule->action.letter, letter) == 0)
			return true;
	}
	return false;
}

size_t
ruleset_count(const Ruleset *ruleset)
{
	return ruleset->rules->len;
}

bool
ruleset_forwards(const Ruleset *ruleset)
{
	for (unsigned i = 0; i < ruleset->rules->len; i++) {
		if (((const Rule *)ruleset->rules->pdata[i])->action.kind ==
		    RULE_RESULT_FORWARD)
			return true;
	}
	return false;
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
	if (rule->action.kind == RULE_RESULT_SPAM && run->facts->proof != PROOF_NONE)
		return condition_not_met(run, "its sender is proven, whose mail is never spam");
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
hold(RuleResult *rule_result, const char *rule, const char *reason)
{
	rule_result->kind = RULE_RESULT_HOLD;
	g_free(rule_result->rule);
	g_free(rule_result->reason);
	rule_result->rule = g_strdup(rule);
	rule_result->reason = g_strdup(reason);
}

static void
scan(const Ruleset *ruleset, const char *text, PrefilterHits *hits)
{
	prefilter_scan(ruleset->prefilter, text, strnlen(text, CONDITION_TEXT_MOST), hits);
}

static void
scan_addresses(const Ruleset *ruleset, const GPtrArray *addresses, PrefilterHits *hits)
{
	for (size_t i = 0; i < addresses->len; i++)
		scan(ruleset, ((const MessageAddress *)addresses->pdata[i])->address, hits);
}

/* The rules that may match, by the strings that stand in the texts which any of them looks at. */
static PrefilterHits *
find_candidates(const Ruleset *ruleset, ConditionRun *run)
{
	const Message *message = run->facts->message;
	PrefilterHits *hits = prefilter_hits_new(ruleset->prefilter);

	if ((ruleset->seen & SEEN_SUBJECT) != 0) {
		scan(ruleset, message_whole_subject(message), hits);
		scan(ruleset, message->subject, hits);
	}
	if ((ruleset->seen & SEEN_WHOLE_TEXT) != 0)
		scan(ruleset, condition_whole_text_of(run), hits);
	else if ((ruleset->seen & SEEN_TEXT) != 0)
		scan(ruleset, message->text, hits);
	if ((ruleset->seen & SEEN_FROM) != 0 && message->from != NULL)
		scan(ruleset, message->from->address, hits);
	if ((ruleset->seen & SEEN_TO) != 0) {
		scan_addresses(ruleset, message->to, hits);
		scan_addresses(ruleset, message->cc, hits);
		for (size_t i = 0; i < message->delivered_to->len; i++)
			scan(ruleset, message->delivered_to->pdata[i], hits);
	}
	for (size_t i = 0; (ruleset->seen & SEEN_HEADERS) != 0 && i < message->headers->len;
	     i++)
		scan(ruleset, ((const MessageHeader *)message->headers->pdata[i])->value, hits);
	return hits;
}

/* The next rule to try: every one where somebody wants to hear of all, else those that may match. */
static unsigned
next_rule(const Ruleset *ruleset, const PrefilterHits *candidates, unsigned from)
{
	return candidates == NULL ? MIN(from, ruleset->rules->len)
				  : prefilter_next(candidates, from);
}

/* What is done with a rule that matched; true when that decides. */
static bool
take(const Rule *rule, const Ruleset *ruleset, const ConditionRun *conditions,
    RuleResult *rule_result)
{
	ActionNames known = known_names(ruleset, NULL);

	action_apply(&rule->action, conditions, &known, rule_result);
	if (rule->continues)
		return false;
	rule_result->kind = rule->action.kind;
	rule_result->rule = g_strdup(rule->name);
	return true;
}

/* One rule after another; true when one of them decided. */
static bool
match_rules(const Ruleset *ruleset, ConditionRun *conditions, const RulesetRun *run,
    RuleResult *rule_result)
{
	bool all = run->tried != NULL && !run->brief;
	g_autoptr(PrefilterHits) candidates = all ? NULL : find_candidates(ruleset, conditions);

	for (unsigned i = next_rule(ruleset, candidates, 0); i < ruleset->rules->len;
	     i = next_rule(ruleset, candidates, i + 1)) {
		const Rule *rule = ruleset->rules->pdata[i];
		ConditionResult result = try_rule(rule, conditions);

		if (result == CONDITION_LATE) {
			hold(rule_result, rule->name, "the rules took too long");
			return true;
		}
		if (run->tried != NULL && (all || result != CONDITION_NO))
			tell(rule, result, conditions, run);
		rule_result->errors += result == CONDITION_ERROR;
		if (result == CONDITION_YES && take(rule, ruleset, conditions, rule_result))
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

RuleResult *
ruleset_match(const Ruleset *ruleset, const Facts *facts, const RulesetRun *run)
{
	const PatternWatch watch = {.is_late = is_late, .data = (void *)run};
	RuleResult *rule_result = g_new0(RuleResult, 1);
	ConditionRun conditions = {
	    .facts = facts,
	    .scratch = pattern_scratch_new(&watch),
	    .captures = g_ptr_array_new_with_free_func(g_free),
	    .why = run->tried == NULL ? NULL : g_string_new(NULL),
	};

	rule_result->watchers = g_ptr_array_new_with_free_func(g_free);
	if (!match_rules(ruleset, &conditions, run, rule_result))
		hold(rule_result, NULL, "no rule matched");
	run_clear(&conditions);
	return rule_result;
}
