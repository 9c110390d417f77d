/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Six digits above the words of who has an authenticator app: the code of it where one is awaited, else words like all
 * others. They are a code until that is known, so that nobody reads one.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Out of the message, into facts->confirmation.digits, where it begins with such. */
void app_digits_take(MailFacts *facts);
/* Whether a code is awaited: what was decided needs that of an app, or another mail of the author's waits for one. */
bool app_digits_are_awaited(const MailFacts *facts, bool *ret_awaited, GError **error);
/* They were words: they stand in the message as they came, and nothing of it is read yet. */
void app_digits_put_back(MailFacts *facts);
