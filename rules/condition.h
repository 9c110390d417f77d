/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Conditions: what may stand below `when:`. Each kind is one const struct in its condition_*.c, listed in
 * condition.c; a new one is one file and one line.
 */
#pragma once

#include "rules/facts.h"
#include "rules/pattern.h"
#include "rules/ruleset.h"
#include "rules/yaml.h"

typedef enum {
	CONDITION_NO,
	CONDITION_YES,
	CONDITION_ERROR, /* a pattern met its limit: the rule cannot be tried to its end */
	CONDITION_LATE,  /* past the deadline */
} ConditionResult;

#define CONDITION_TEXT_MOST (64 * 1024) /* bytes of any one text that patterns see */

/* One match of a ruleset on its way. */
typedef struct {
	const Facts *facts;
	PatternScratch *scratch; /* own */
	char *whole_text;        /* own; made when first asked for */
	GPtrArray
	    *captures; /* own; what named groups matched in this rule: name, value, name ... */
	GString *why;  /* own; NULL: nobody asks. What matched in this rule so far */
	char *missed;  /* own; why the last condition was not met, when somebody asks */
} ConditionRun;

/* What reading a rule's conditions finds out about the rule. */
typedef struct {
	bool about_ticket;   /* it mentions the ticket */
	GPtrArray *names;    /* own; of char *: the groups whose matches may fill its values */
	GPtrArray *patterns; /* own; of char *: the sources of all of them */
	bool inside_not;
	const RulesetNames *known; /* what conditions may name; or NULL */
} ConditionScope;

/* The texts of a mail that literals are looked for in; bits. */
typedef enum {
	SEEN_SUBJECT = 1,
	SEEN_TEXT = 2,
	SEEN_WHOLE_TEXT = 4,
	SEEN_FROM = 8,
	SEEN_TO = 16,
	SEEN_HEADERS = 32,
} ConditionSeen;

typedef struct {
	const char *key;
	bool about_ticket;
	void *(*read)(
	    const YamlNode *value, ConditionScope *scope); /* NULL: it said the mistakes */
	ConditionResult (*match)(const void *self, ConditionRun *run);
	void (*free)(void *self);
	/* Strings of which one stands in a text of the mail whenever it is met, and that text added to *seen; caller
	 * owns; NULL, as result or as function: not sure. */
	GPtrArray *(*literals)(const void *self, unsigned *seen);
} ConditionKind;

/* A map of conditions, all of which must be met. Caller owns the array; what is wrong is said and left out. */
GPtrArray *conditions_read(const YamlNode *map, ConditionScope *scope);
ConditionResult conditions_match(const GPtrArray *conditions, ConditionRun *run);
GPtrArray *conditions_literals(const GPtrArray *conditions, unsigned *seen);

/* For the kinds: a Pattern, whose groups are noted; a GPtrArray of any words; one of words out of `allowed`. */
void *condition_read_pattern(const YamlNode *value, ConditionScope *scope);
void *condition_read_words(const YamlNode *value, ConditionScope *scope);
void *condition_read_words_of(const YamlNode *value, const char *const *allowed);
void condition_free_pattern(void *pattern);
void condition_free_words(void *words);
GPtrArray *condition_pattern_literals(
    const Pattern *pattern, ConditionSeen where, unsigned *seen);
/* New text and rest. Borrowed from the run. */
const char *condition_whole_text_of(ConditionRun *run);

/* Whether the text, called `what` in the trace, has a match; its groups are kept. */
ConditionResult condition_search(
    const Pattern *pattern, const char *what, const char *text, ConditionRun *run);
/* Whether the value (NULL: there is none) is one of the words, without regard to the case of A to Z. */
ConditionResult condition_word(
    const GPtrArray *words, const char *what, const char *value, ConditionRun *run);
/* Says why, for the trace, and gives the result. */
ConditionResult condition_met(ConditionRun *run, const char *format, ...) G_GNUC_PRINTF(2, 3);
ConditionResult condition_not_met(ConditionRun *run, const char *format, ...)
    G_GNUC_PRINTF(2, 3);
ConditionResult condition_when(
    bool met, ConditionRun *run, const char *what, const char *value);

extern const ConditionKind condition_all, condition_any, condition_not;
extern const ConditionKind condition_from, condition_domain, condition_contact,
    condition_account, condition_proof;
extern const ConditionKind condition_to, condition_mailbox;
extern const ConditionKind condition_subject, condition_text, condition_whole_text,
    condition_header;
extern const ConditionKind condition_attachment, condition_spam;
extern const ConditionKind condition_kind, condition_language;
extern const ConditionKind condition_ticket, condition_ticket_kind, condition_ticket_state,
    condition_ticket_category;
extern const ConditionKind condition_answer, condition_asks, condition_item;
extern const ConditionKind condition_time, condition_day;
