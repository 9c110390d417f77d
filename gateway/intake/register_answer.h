/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Registration by mail: what somebody unknown sent waits until they answer the letter that it brought (the letter
 * `register`). Then their address is a known contact's, in an account once an operator, or the account's own domain, says
 * so, and what waited is decided as a known contact's mail, the answer behind it.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* The answer of who got the letter, by its token, while that lasts; where nothing waits it registers, and is an ordinary
 * mail. Anybody else's, a machine's and a late one are ordinary mails; one that our own server calls forged is held. */
bool register_answer(MailFacts *facts, Taken *ret_taken, GError **error);

/* The mail waits. */
bool register_keep(const MailFacts *facts, GError **error);
