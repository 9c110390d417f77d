/* SPDX-License-Identifier: Apache-2.0 */
/* What our own mail exchanger says of who is in From. Pure. */
#pragma once

#include <stdbool.h>

#include "gateway/config/config.h"
#include "parsers/message.h"

/* What our own mail exchanger says of the domain of From. */
typedef struct {
	bool passed; /* it vouches for it */
	bool
	    failed; /* it says that the mail is not from there (DMARC fail), or cannot be read, or From cannot */
	bool rejects; /* and that the domain wants such mail rejected, or not what it wants */
	char *why;    /* own; in words, for the trace */
} Verdict;
void verdict_clear(Verdict *verdict);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Verdict, verdict_clear)

/*
 * Our own mail exchanger vouches for the domain of From by DMARC, or by a DKIM signature of that domain
 * (RFC 7489, 8601), or for the whole address where its user handed the mail in there. Only fields with the mailbox's
 * authserv-id count, and only the topmost hop among them, no deeper than the mailbox says: what stands below may have
 * been written by the sender. All of it is of message->origin; where that is NULL nothing is proved.
 */
void sender_proof_judge(
    const Message *message, const ConfigMailbox *mailbox, Verdict *ret_verdict);

/* Whether a result below so many Received can be by Microsoft 365: its servers alone stand above and right below. */
bool sender_proof_is_by_microsoft(const Origin *origin, unsigned hop);

/*
 * What our own server's spam filter says: fields that stand where its results do, or above, with its Received
 * below; all, where the mailbox has
 * spam_headers: all. There the sender may have written some, too: they speak against a mail and never for it, so that
 * nobody but himself has anything of it. origin: NULL: nothing is said.
 */
SpamSign sender_proof_spam(const Origin *origin, const ConfigMailbox *mailbox);

/* Whether our own server has looked at it: with Microsoft 365, whether it comes from outside. */
bool sender_proof_has_results(const Origin *origin, const ConfigMailbox *mailbox);
