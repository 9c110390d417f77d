/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Steps 3 to 8 of deciding about one message: who speaks, which ticket it belongs to and whether the sender may see
 * it, what the rules want, and what is allowed.
 */
#pragma once

#include "gateway/intake/apply.h"
#include "gateway/intake/report.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/sender.h"
#include "gateway/intake/status_answer.h"
#include "gateway/intake/threading.h"
#include "gateway/intake/trace.h"

/* All that is found out about one message on its way. */
typedef struct {
	Context *context;
	const Mail *mail;
	const Message *message;
	const ConfigMailbox *mailbox;
	Trace *trace;
	Contact *sender; /* own; or NULL */
	const Contact
	    *speaks_for; /* who is heard: the sender, or for whom an agent writes; or NULL */
	CaseFields lines;
	Verdict verdict;  /* own */
	Letter *returned; /* own; the letter whose envelope address it came to, or NULL */
	Thread thread;
	Ticket *ticket; /* own; the one it belongs to and may see, or NULL */
	bool
	    may_approve; /* answers a letter that asked this sender to approve it, and still may */
	bool was_asked; /* to approve it, and answers without that letter's token */
	Answer answer;
	StatusAsked asked;
	RequestForm form;
	RuleResult *rule_result; /* own */
	Situation situation;
	Decision decision;
	ApplyResult applied;
	/* of a mail that is only explained; else NULL */
	json_t *tried; /* own; the rules */
	ReportChanges after;
} Intake;

void intake_clear(Intake *intake);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Intake, intake_clear)

/* From facts to way->decision. context, mail, message, mailbox and explanation are there. */
bool situation_consider(Intake *intake, GError **error);

/* In which language the sender is written to. Borrowed. */
const char *situation_language(const Intake *intake);
/* What the mail asks for, the form that was found in it included. */
AsksKind situation_asks(const Intake *intake);
