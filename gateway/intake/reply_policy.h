/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an automatic letter may go to who wrote a mail, and which words it may have; whether a mail may be sent on.
 * Pure: headers, proof and our own server's verdict in, a word of reason out.
 */
#pragma once

#include "gateway/intake/decide.h"
#include "gateway/intake/sender_proof.h"
#include "parsers/message.h"

/* All borrowed. */
typedef struct {
	const Message *message;
	const Verdict *verdict; /* what our own server says of From; or NULL: nothing */
	int proof;              /* 0 to 4 */
} ReplyAsk;

/* Why no letter may go to the sender at all, for the trace; NULL: one may. Static. */
const char *reply_policy_forbids(const ReplyAsk *ask);
/* Nobody is referred who cannot be told of it: the mail is held instead. */
void reply_policy_refer(const ReplyAsk *ask, Decision *decision);

/* Whether nothing is proven: then every word of a letter is the same for everybody, known or not. */
bool reply_policy_is_constant(int proof);
/* The letter that is written instead of `letter` at this proof: at none, one of the few with constant words. */
const char *reply_policy_letter(const char *letter, int proof);

/* Whether this address belongs to a machine, or to a role whose answers nobody reads: "owner-x@", "postmaster@". */
bool reply_policy_is_machine(const char *address);

/* Why a mail may not be sent on to this address, NULL: it may. from_us: it came from a letter of ours. */
const char *reply_policy_forbids_forward(
    const Message *message, const char *address, bool from_us);
