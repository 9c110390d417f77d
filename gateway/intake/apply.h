/* SPDX-License-Identifier: Apache-2.0 */
/* Doing what was decided: ticket, people, timeline, attachments, letters; all in the caller's transaction. */
#pragma once

#include "gateway/intake/case_fields.h"
#include "gateway/intake/decide.h"
#include "gateway/intake/sender_proof.h"
#include "gateway/model/context.h"
#include "gateway/util/error.h"
#include "spool/mail.h"

/* All borrowed. */
typedef struct {
	const Situation *situation;
	const Decision *decision;
	const Mail *mail;
	const ConfigMailbox *mailbox;
	const CatalogItem *item; /* of a request; or NULL */
	GPtrArray *values;   /* of CatalogValue: the item's variables as understood; or NULL */
	const json_t *forms; /* what the letter with the list of forms tells; or NULL */
	const CaseFields *form; /* what the mail's lines say of a new case */
	const Contact *author;  /* who wrote it; NULL: the sender, or nobody usable */
	const Verdict *verdict; /* what our own server says of it; or NULL */
	bool is_news; /* of a report about delivery: the desk is told; see bounce_letter.h */
} ApplyOrder;

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

bool apply_message(
    Context *context, const ApplyOrder *order, ApplyResult *ret_effect, GError **error);

/* A mail that could not be read: a bare case that says so, for a person to look at. */
bool apply_unreadable(Context *context, const Mail *mail, const char *reason,
    ApplyResult *ret_effect, GError **error);
