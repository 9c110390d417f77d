/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail that answers "that was not me" to a letter that asks for it, or tells what was done in its reader's name. What
 * the letter was about ends there, and the mail is held: a person is to look who else writes as this contact.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* By the letter's token, late or not, from whom it went to; one that a person has let go on is an ordinary mail. */
bool denial_answer(MailFacts *facts, Taken *ret_taken, GError **error);
