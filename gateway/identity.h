/* SPDX-License-Identifier: Apache-2.0 */
/* Who speaks, and how sure we are of it (the levels L0 to L4). Pure. */
#pragma once

#include <stdbool.h>

#include "gateway/config.h"
#include "parsers/message.h"

/*
 * Whether our own mail exchanger vouched for the domain of From: by DMARC, or by a DKIM signature of that domain
 * (RFC 7489, 8601). Only headers with the mailbox's authserv-id count, and only the topmost hop among them, no
 * deeper than the mailbox says: what stands below may have been written by the sender. ret_why: for the trace.
 */
bool identity_is_aligned(const Message *message, const ConfigMailbox *mailbox, char **ret_why);
/* Whether our own mail exchanger says that the mail is not from the domain of its From (DMARC fail). */
bool identity_is_denied(const Message *message, const ConfigMailbox *mailbox);

/* 0: nothing; 1: a token of the ticket; 2: a known contact whose domain is aligned; 3: both. */
int identity_proof(bool known, bool aligned, bool own_token);

/* Whether `domain` is `of` or lies below it, compared label by label without case. */
bool identity_domain_within(const char *domain, const char *of);

/* Whether the address is this mailbox's, or one that answers to its letters go to. */
bool identity_is_of(const ConfigMailbox *mailbox, const char *address);
/* Whether the address is a mailbox of ours, or one that answers to our letters go to. */
bool identity_is_ours(const Config *config, const char *address);
