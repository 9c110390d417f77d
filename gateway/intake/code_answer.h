/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail that answers a letter about a code with six digits. It does nothing but confirm the mail that waits for them: the
 * right ones set that one back to waiting, so that it is decided anew with what its sender has now confirmed. Each other
 * answer has its outcome and its letter. What says something else than a code goes the way of every mail.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Before anybody else looks at the mail, with the letters that it names: their codes go from the message, and what may be
 * a code into facts->code. */
void code_answer_read(MailFacts *facts);
/* In the caller's transaction. */
bool code_answer_take(MailFacts *facts, Taken *ret_taken, GError **error);
