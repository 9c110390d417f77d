/* SPDX-License-Identifier: Apache-2.0 */
/* What was written between the lines of letters of ours that a mail quotes: their texts are in the spool. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Sets facts->quoted; where something was written there, the mail's message has it from then on, below its text or, where
 * the text is nothing but the quote, instead of it. */
bool quoted_answers_read(MailFacts *facts, int64_t ticket, GError **error);

/* The quote at which the text ends by pointing, where nothing new was found in it: nobody but its reader can tell what is
 * meant. Caller owns; or NULL. */
char *quoted_answers_pointed_at(const MailFacts *facts);

/* Whether the mail is nothing but a letter of ours, or ends by pointing at what it quotes, and nothing new is there. */
bool quoted_answers_missed(const MailFacts *facts);
