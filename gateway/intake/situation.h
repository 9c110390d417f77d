/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The steps before doing what was decided, each of which adds to the facts: who writes, on which ticket, how sure that
 * is, what the mail says, what the rules want, what becomes of it.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* The steps, in their order. */
/* Who wrote it, and what our own server says of the domain. A person is met: an unverified contact comes into being; a
 * machine is only looked up. */
bool situation_find_sender(MailFacts *facts, GError **error);
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
