/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Rules: conditions on facts, and what the mail then becomes. First match wins; a matching rule with `continue:`
 * instead of `then:` sets values and lets the next ones be tried. Pure: the same facts give the same result. The
 * files are rules.d/NN-name.yaml, tried in the order of their names.
 */
#pragma once

#include "rules/facts.h"

typedef struct Ruleset Ruleset;

typedef enum {
	RULE_RESULT_IGNORE,
	RULE_RESULT_HOLD,
	RULE_RESULT_SPAM, /* it is put away; never what its sender is proven to have written */
	RULE_RESULT_OPEN_CASE,
	RULE_RESULT_FILE_REQUEST,
	RULE_RESULT_FOLLOW_UP, /* whatever the lifecycle says for a plain reply */
	RULE_RESULT_COMMENT,
	RULE_RESULT_ACCEPT,
	RULE_RESULT_REJECT,
	RULE_RESULT_ASK_BACK,
	RULE_RESULT_APPROVE,
	RULE_RESULT_DECLINE,
	RULE_RESULT_ANSWER_STATUS,
	RULE_RESULT_CHANGE_DETAILS,
	RULE_RESULT_FORWARD,
} RuleResultKind;
const char *rule_result_kind_name(RuleResultKind kind); /* "open_case" */

/* Whether the acknowledgement may answer frequent questions. */
typedef enum {
	RULE_RESULT_FAQ_UNSAID, /* it may */
	RULE_RESULT_FAQ_YES,
	RULE_RESULT_FAQ_NO,
} RuleResultFaq;

/* What the first matching rule wants. Strings are own, or NULL where the rule says nothing. */
typedef struct {
	RuleResultKind kind;
	char *rule; /* its name */
	char *title;
	char *category;
	char *priority;
	char *group;
	char *agent; /* address of whom it is assigned to */
	char *account;
	char *item;          /* catalog item to file */
	char *forward;       /* address */
	char *letter;        /* name of another letter, or "none" */
	char *reason;        /* of hold, ignore and spam */
	GPtrArray *watchers; /* own; of char *; never NULL */
	RuleResultFaq faq;
	unsigned errors; /* rules that could not be tried to their end, for the metrics */
} RuleResult;
void rule_result_free(RuleResult *rule_result);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RuleResult, rule_result_free)

/* What names a rule may use; borrowed while loading. NULL lists are not checked. */
typedef struct {
	const char *const *groups;
	const char *const *categories;
	const char *const *items;
	bool (*has_letter)(const char *name, const void *data); /* or NULL */
	const void *data;
	const char *const *mailboxes;
	const char *const *ticket_states;
	/* The address of the agent whom a word means; NULL: none, and *ret_expected (caller owns) says who can be meant. Borrowed.
	 * Or NULL. */
	const char *(*agent)(const char *word, const void *people, char **ret_expected);
	const void *people;
} RulesetNames;

/* Reads *.yaml of every directory; a file in a later directory replaces one of the same name in an earlier. */
Ruleset *ruleset_load(
    const char *const *directories, const RulesetNames *names, GPtrArray *diagnostics);
/* The same of one file in memory; name stands for it in mistakes. */
Ruleset *ruleset_parse(const char *name, const char *bytes, size_t length,
    const RulesetNames *names, GPtrArray *diagnostics);
void ruleset_free(Ruleset *ruleset);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Ruleset, ruleset_free)
size_t ruleset_count(const Ruleset *ruleset); /* of rules */
/* Whether any of them sends mails on. */
bool ruleset_forwards(const Ruleset *ruleset);
/* Whether a rule has this letter sent. */
bool ruleset_names_letter(const Ruleset *ruleset, const char *letter);

/* What is allowed and hardly meant: rules that no mail reaches, or with the conditions of an earlier one, patterns
 * that can take very long, and patterns that every mail must be searched for. Added to warnings, of Diagnostic. */
void ruleset_check(const Ruleset *ruleset, GPtrArray *warnings);

/* Told of each rule that was tried, in order: why is "subject has no match", "answer accept, line 1 ..." */
typedef void (*RulesetTried)(const char *rule, bool matched, const char *why, void *data);

typedef struct {
	int64_t (*clock_us)(void *data); /* monotonic; looked at between patterns */
	int64_t deadline_us;             /* past it the mail is held with the reason */
	RulesetTried tried;              /* or NULL */
	void *data;
	/* Tell only of rules that matched or met an error: those that cannot match then cost nothing. */
	bool brief;
} RulesetRun;

/* Never NULL: when no rule matches, a hold with the reason. */
RuleResult *ruleset_match(const Ruleset *ruleset, const Facts *facts, const RulesetRun *run);
