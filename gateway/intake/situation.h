/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps between knowing who writes and doing what was decided, each of which adds to the facts: which ticket, how sure
 * it is, what the mail says, what the rules want, what becomes of it.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* The steps, in their order; sender_find() comes before them. */
/* Which ticket, and whether the author may see it. */
bool situation_find_ticket(MailFacts *facts, GError **error);
/* How sure it is who speaks, and what that alone changes of the author's contact. */
bool situation_prove(MailFacts *facts, GError **error);
/* What it says: lines of a new case, a form, the words of an answer, whose state it asks for. */
bool situation_read(MailFacts *facts, GError **error);
/* What the rules want. */
bool situation_ask_rules(MailFacts *facts, GError **error);
/* What becomes of it. */
void situation_decide(MailFacts *facts);
