/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the lines of a mail say of a new case, "Categorie: Netwerk": what of it may be taken, from this sender with
 * this proof. The words of the labels are the operator's, answers/<lang>.yaml.
 */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/context.h"
#include "spool/contact.h"

void case_fields_clear(CaseFields *form);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(CaseFields, case_fields_clear)

/* Of whom they are, and how sure that is, is in the facts. */
bool case_fields_read(const MailFacts *facts, CaseFields *ret_form, GError **error);
