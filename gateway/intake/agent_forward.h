/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an agent forwards from an inbox of their own: a customer's mail that came to the wrong place. It is the customer's
 * case, opened by the agent, where the agent is proven; else the mail waits and the agent is asked.
 */
#pragma once

#include "gateway/intake/agent_reply.h"
#include "gateway/intake/mail_facts.h"

/* Whether From is an agent's, and the mail forwards something. */
bool agent_forward_is(const MailFacts *facts);
/* Whose mail that is: the last who wrote of what is forwarded, but for the desk's own people and machines; or NULL: the
 * desk is asked. Borrowed. */
const MessageAddress *agent_forward_customer(const MailFacts *facts);

/* ret_taken: that it waits, where nothing shows that the agent forwarded it and no operator let it go on. */
bool agent_forward_ask(MailFacts *facts, Taken *ret_taken, GError **error);
