/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ticket, ticket.kind, ticket.state, ticket.category: what it belongs to. A rule that mentions none of them sees
 * only mail that belongs to no ticket; ruleset.c keeps that.
 */
#include "rules/condition.h"

typedef enum {
	TICKET_NONE,
	TICKET_KNOWN,
	TICKET_ANY,
} Ticket;

static void *
read_ticket(const YamlNode *value, ConditionScope *scope)
{
	static const YamlChoice choices[] = {
	    {"none", TICKET_NONE}, {"known", TICKET_KNOWN}, {"any", TICKET_ANY}, {NULL, 0}};
	int *wanted = g_new0(int, 1);

	(void)scope;
	if (!yaml_read_choice(value, choices, wanted))
		g_clear_pointer(&wanted, g_free);
	return wanted;
}

static ConditionResult
match_ticket(const void *self, ConditionRun *run)
{
	const int *wanted = self;
	const char *number = run->facts->ticket;

	if (*wanted == TICKET_ANY)
		return CONDITION_YES;
	return condition_when((number != NULL) == (*wanted == TICKET_KNOWN), run, "ticket",
	    number == NULL ? "none" : number);
}

const ConditionKind condition_ticket = {
    .key = "ticket",
    .about_ticket = true,
    .read = read_ticket,
    .match = match_ticket,
    .free = g_free,
};

static void *
read_ticket_kind(const YamlNode *value, ConditionScope *scope)
{
	static const char *const names[] = {"case", "request", NULL};

	(void)scope;
	return condition_read_words_of(value, names);
}

static ConditionResult
match_ticket_kind(const void *self, ConditionRun *run)
{
	return condition_word(self, "ticket kind", run->facts->ticket_kind, run);
}

const ConditionKind condition_ticket_kind = {
    .key = "ticket.kind",
    .about_ticket = true,
    .read = read_ticket_kind,
    .match = match_ticket_kind,
    .free = condition_free_words,
};

static void *
read_ticket_state(const YamlNode *value, ConditionScope *scope)
{
	return condition_read_words_of(
	    value, scope->known == NULL ? NULL : scope->known->ticket_states);
}

static ConditionResult
match_ticket_state(const void *self, ConditionRun *run)
{
	return condition_word(self, "ticket state", run->facts->ticket_state, run);
}

const ConditionKind condition_ticket_state = {
    .key = "ticket.state",
    .about_ticket = true,
    .read = read_ticket_state,
    .match = match_ticket_state,
    .free = condition_free_words,
};

static void *
read_ticket_category(const YamlNode *value, ConditionScope *scope)
{
	return condition_read_words_of(
	    value, scope->known == NULL ? NULL : scope->known->categories);
}

static ConditionResult
match_ticket_category(const void *self, ConditionRun *run)
{
	return condition_word(self, "ticket category", run->facts->ticket_category, run);
}

const ConditionKind condition_ticket_category = {
    .key = "ticket.category",
    .about_ticket = true,
    .read = read_ticket_category,
    .match = match_ticket_category,
    .free = condition_free_words,
};
