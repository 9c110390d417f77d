/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the lines of a mail say of a new case, "Categorie: Netwerk": what of it may be taken, from this sender with
 * this proof. The words of the labels are the operator's, answers/<lang>.yaml.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/contact.h"

typedef struct MailFacts MailFacts; /* gateway/intake/mail_facts.h */

typedef struct {
	const char *category; /* borrowed from the configuration; NULL: nothing was taken */
	int64_t account;      /* 0: nothing was taken */
	char *group;          /* own; that account's, or NULL */
	GArray *people;       /* own; of int64_t, contacts; or NULL */
	Contact *reporter;    /* own; on whose behalf it is; NULL: the sender's */
	bool by_desk;         /* an agent says so, which is the desk's word */
	char *first_line;     /* own; of the text, that says something; or NULL */
	bool says_nothing;    /* there is none, and no other mail in it */
	GPtrArray *
	    words; /* own; of char *, for the trace: what was taken, what not and why; or NULL */
} CaseFields;
void case_fields_clear(CaseFields *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CaseFields, case_fields_clear)

/* Of whom they are, and how sure that is, is in the facts. */
bool case_fields_read(const MailFacts *facts, CaseFields *ret_form, GError **error);
