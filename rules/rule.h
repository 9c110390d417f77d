/* SPDX-License-Identifier: Apache-2.0 */
/* One rule as read from its file; for the files of the ruleset only. */
#pragma once

#include "rules/action.h"

/* Which mail a rule may match at all; bits. */
typedef enum {
	RULE_SEES_NEW = 1,    /* mail that belongs to no ticket */
	RULE_SEES_TICKET = 2, /* mail that belongs to one */
} RuleSees;

typedef struct {
	char *name;            /* own */
	GPtrArray *conditions; /* own */
	Action action;
	bool continues;    /* sets values, and the next rules are tried */
	bool about_ticket; /* it mentions the ticket; else it sees only mail without one */
	unsigned sees;     /* RuleSees */
	bool takes_all;    /* matches all that it sees */
	char *file;        /* own */
	unsigned line;
	char *key; /* own; its conditions in one spelling: equal when they say the same */
	GPtrArray *patterns; /* own; of char *: their sources */
} Rule;

/* NULL: it said mistakes. Caller owns. captures of the names is not looked at. */
Rule *rule_read(const YamlNode *node, const ActionNames *names);
void rule_free(Rule *rule);
