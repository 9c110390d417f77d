/* SPDX-License-Identifier: Apache-2.0 */
/* The answer from a contact's new address to the letter that asks whether it is theirs. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* By that letter's token, while it lasts, from the address that it was sent to: the contact has that one from now on. What
 * comes from elsewhere, from a machine or too late is an ordinary mail; one that our own server calls forged is held, and
 * so is one whose address is another contact's by now. */
bool details_answer(MailFacts *facts, Taken *ret_taken, GError **error);
