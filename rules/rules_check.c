/* SPDX-License-Identifier: Apache-2.0 */
/* Says what is allowed in rules and hardly meant; nothing here keeps a configuration from being used. */
#include "rules/rules_check.h"

#include <string.h>

#include "rules/diagnostic.h"
#include "rules/pattern_risk.h"
#include "rules/required_literals.h"

static void G_GNUC_PRINTF(4, 5)
    warn(GPtrArray *warnings, const Rule *rule, const char *expected, const char *format, ...)
{
	Diagnostic *warning = g_new0(Diagnostic, 1);
	va_list arguments;

	va_start(arguments, format);
	warning->found = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	warning->file = g_strdup(rule->file);
	warning->line = rule->line;
	warning->expected = g_strdup(expected);
	diagnostics_add(warnings, warning);
}

static bool
decides(const Rule *rule)
{
	return !rule->continues;
}

/* Behind rules that take all it could see. */
static void
check_reached(const GPtrArray *rules, GPtrArray *warnings)
{
	const Rule *taker[(RULE_SEES_NEW | RULE_SEES_TICKET) + 1] = {NULL};
	unsigned taken = 0;

	for (size_t i = 0; i < rules->len; i++) {
		const Rule *rule = rules->pdata[i];

		if ((rule->sees & ~taken) == 0)
			warn(warnings, rule, "a place before it",
			    "rule '%s', which no mail reaches: rule '%s' takes them all",
			    rule->name, taker[rule->sees]->name);
		if (!rule->takes_all || !decides(rule))
			continue;
		taken |= rule->sees;
		for (unsigned sees = 1; sees < G_N_ELEMENTS(taker); sees++)
			if (taker[sees] == NULL && (sees & ~taken) == 0)
				taker[sees] = rule;
	}
}

/* With the conditions of an earlier one that decides; rules that take all are told apart above. */
static void
check_same(const GPtrArray *rules, GPtrArray *warnings)
{
	g_autoptr(GHashTable) earlier = g_hash_table_new(g_str_hash, g_str_equal);

	for (size_t i = 0; i < rules->len; i++) {
		const Rule *rule = rules->pdata[i];
		const Rule *same = g_hash_table_lookup(earlier, rule->key);

		if (same != NULL && !rule->takes_all)
			warn(warnings, rule, "other conditions",
			    "rule '%s' with the same conditions as rule '%s' in line %u of %s",
			    rule->name, same->name, same->line, same->file);
		if (same == NULL && decides(rule))
			g_hash_table_insert(earlier, rule->key, (void *)rule);
	}
}

static void
check_patterns(const Rule *rule, GPtrArray *warnings)
{
	unsigned seen = 0;
	g_autoptr(GPtrArray) literals = conditions_literals(rule->conditions, &seen);

	for (size_t i = 0; i < rule->patterns->len; i++)
		if (pattern_risk_is_likely(rule->patterns->pdata[i]))
			warn(warnings, rule,
			    "a pattern in which nothing that repeats is repeated",
			    "'%s', which some texts make very slow",
			    (char *)rule->patterns->pdata[i]);
	if (literals == NULL && rule->patterns->len > 0)
		warn(warnings, rule, "a word of 3 letters or more that stands in every match",
		    "rule '%s', whose patterns every mail is searched for", rule->name);
}

void
rules_check(const GPtrArray *rules, GPtrArray *warnings)
{
	check_reached(rules, warnings);
	check_same(rules, warnings);
	for (size_t i = 0; i < rules->len; i++)
		check_patterns(rules->pdata[i], warnings);
}
