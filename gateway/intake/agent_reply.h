/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail that answers a letter to the desk's people. It speaks for the desk when the letter's token was issued to the
 * very agent who is in From, and that is an agent still; then it does what it says, or nothing at all, and the agent
 * is told why. Any other is held: it becomes no customer's word, and nothing goes to a customer.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* The next attachment that goes along and whose bytes are to be read before the mail is decided, or NULL. Of the
 * message, where its bytes, or why they cannot be had, are to be put. */
MessageAttachment *agent_reply_wants(
    Context *context, const Mail *mail, const Message *message);

/* In the caller's transaction, with the letters that the mail names. Its ticket is in facts->applied, its lines are added
 * to the trace. */
bool agent_reply(MailFacts *facts, Taken *ret_taken, GError **error);
