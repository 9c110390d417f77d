/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which ticket a message belongs to. All evidence is gathered, then weighed: a token in the address or the id of our
 * letter that is answered weighs most, then a token that is quoted and known ids, then ids further back, then a number in the subject.
 */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/ticket.h"

/* Whether the message has a proof token of ours, whatever that is good for, or that cannot be said now. */
bool threading_has_token(
    const Context *context, const ConfigMailbox *mailbox, const Message *message);

void evidence_free(Evidence *evidence);
void thread_clear(Thread *thread);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Thread, thread_clear)

/* Sets the evidence: each letter of ours that the mail names by its token or its id, in the order found, whoever it was
 * sent to. This is where a mail's tokens are checked. */
bool threading_letters(MailFacts *facts, GError **error);

/* The letter to one of the desk's people that the mail answers, or NULL: the one that the best evidence names. Its id
 * alone, which others may have read, makes a mail an answer only where it is a machine's, or From is whom the letter
 * was sent to. ret_by_token: the mail has that letter's token, expired or not. Of the evidence. */
const Letter *threading_agent_letter(const MailFacts *facts, bool *ret_by_token);

/* Whether a letter went to one of the desk's people. */
bool threading_is_for_desk(const Letter *letter);

/* Adds to the evidence what is no letter of ours: known ids, and numbers. */
bool threading_gather(MailFacts *facts, GError **error);

/* Pure. sender: the contact's id, or 0. */
void threading_weigh(const GPtrArray *evidence, int64_t sender, Thread *ret_thread);

/* Whether this mail is a letter of our own that came back to us. */
bool threading_is_ours(
    const Context *context, const Message *message, bool *ret_ours, GError **error);
