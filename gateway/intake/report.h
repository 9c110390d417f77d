/* SPDX-License-Identifier: Apache-2.0 */
/* What came of a mail, for programs: what `casegate explain --json` prints and `casegate test-rules` compares. */
#pragma once

#include "gateway/intake/mail_facts.h"
#include <jansson.h>

#include "parsers/message.h"
#include "spool/letter.h"
#include "spool/ticket.h"

/* Sets `after`. */
bool report_look_back(MailFacts *facts, GError **error);

/* The keys of a report of which a rule test says what is expected. */
typedef enum {
	REPORT_KIND,
	REPORT_ANSWER,
	REPORT_ASKS,
	REPORT_ITEM,
	REPORT_RULE,
	REPORT_ACTION,
	REPORT_DECISION,
	REPORT_REASON,
	REPORT_STATE,
	REPORT_TITLE,
	REPORT_CATEGORY,
	REPORT_PRIORITY,
	REPORT_GROUP,
	REPORT_AGENT,
	REPORT_ACCOUNT,
	REPORT_WATCHERS,
	REPORT_FORWARD,
	REPORT_LETTER,
} ReportKey;
#define REPORT_KEYS (REPORT_LETTER + 1)
const char *report_key_name(ReportKey key);

/* Adds {rule, matched, why}. */
void report_add_rule(json_t *rules, const char *rule, bool matched, const char *why);

/* Returns a new object. */
json_t *report_json(const MailFacts *facts);
/* The same of a mail that was set aside before anything was asked: null where nobody knows. decision, reason: or NULL. */
json_t *report_aside(const Message *message, const char *decision, const char *reason);
