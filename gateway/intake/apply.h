/* SPDX-License-Identifier: Apache-2.0 */
/* Doing what was decided: ticket, people, timeline, attachments, letters; all in the caller's transaction. */
#pragma once

#include "gateway/model/context.h"
#include "gateway/util/error.h"
#include "spool/mail.h"

typedef struct MailFacts MailFacts; /* gateway/intake/mail_facts.h */

typedef struct {
	int64_t ticket;     /* the one that it became or belongs to; 0: none */
	char *number;       /* own; its number, or NULL */
	const char *letter; /* what was written, or NULL */
	GPtrArray *faq;     /* own; of FaqHit: what it answers at once; or NULL */
	const char *notice; /* what the desk is told, or NULL */
	char *no_letter;    /* own; why none was written although one was due, or NULL */
	char *trouble;      /* own; what of the rule's values could not be done, or NULL */
} ApplyResult;
void apply_result_clear(ApplyResult *applied);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(ApplyResult, apply_result_clear)

/* What was decided; facts->applied says what came of it. */
bool apply_message(MailFacts *facts, GError **error);
