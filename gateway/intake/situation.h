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
/* How sure it is who speaks, and what that alone changes of the author's contact. Digits that who has an app wrote above
 * all else are no part of the text. */
bool situation_prove(MailFacts *facts, GError **error);
/* What it says: lines of a new case, a form, the words of an answer, whose state it asks for. */
bool situation_read(MailFacts *facts, GError **error);
/* What the rules want; what they said before is forgotten. */
bool situation_ask_rules(MailFacts *facts, GError **error);
/* What becomes of it. Where that needs a code and the mail begins with one, the code is looked at, which counts; where no
 * code is awaited, such digits are words, and it is read and decided with them. */
bool situation_decide(MailFacts *facts, GError **error);
