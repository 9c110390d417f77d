/* SPDX-License-Identifier: Apache-2.0 */
/* What came of a mail, for programs: what `casegate explain --json` prints and `casegate test-rules` compares. */
#pragma once

#include <jansson.h>

#include "gateway/intake/apply.h"
#include "gateway/intake/decide.h"
#include "spool/letter.h"

/* What is there when a mail has been decided. */
typedef struct {
	Ticket *ticket; /* own; that it became or belongs to, or NULL */
	char *account;  /* own; that ticket's, or NULL */
	Letter *letter; /* own; that was written, or NULL */
} ReportChanges;
void report_changes_clear(ReportChanges *after);
bool report_look_back(
    Spool *spool, const ApplyResult *applied, ReportChanges *ret_after, GError **error);

/* Adds {rule, matched, why}. */
void report_add_rule(json_t *rules, const char *rule, bool matched, const char *why);

/* All borrowed. */
typedef struct {
	const Message *message;
	const Situation *situation;
	const Decision *decision;
	const ApplyResult *applied;
	AsksKind asks;
	const char *item;       /* name of the catalog item asked for, or NULL */
	const GPtrArray *lines; /* of char *: what the mail's lines say of its case; or NULL */
	const char *evidence;   /* that ties it to its ticket, in words; or NULL */
	const char *vouched;    /* what our own server said of the sender, in words; or NULL */
	json_t *rules;          /* those tried: list of {rule, matched, why} */
	const ReportChanges *after;
	const char *language; /* the letter's */
} ReportFacts;

/* Returns a new object. */
json_t *report_json(const ReportFacts *outcome);
/* The same of a mail that was set aside before anything was asked. */
json_t *report_aside(const Message *message, const char *decision, const char *reason);
