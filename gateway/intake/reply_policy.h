/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether an automatic letter may go to who wrote a mail, and which words it may have; whether a mail may be sent on.
 * Pure: headers, proof and our own server's verdict in, a word of reason out.
 */
#pragma once

#include "gateway/intake/sender_proof.h"
#include "gateway/model/proof.h"
#include "parsers/message.h"

/* Why no letter may go to the sender at all, for the trace; NULL: one may, or it came through a list,
 * which decide() judges. Static. verdict: what our own server says. */
const char *reply_policy_forbids(
    const Message *message, const Verdict *verdict, SenderProof proof);

/* Whether nothing is proven: then every word of a letter is the same for everybody, known or not. */
bool reply_policy_is_constant(SenderProof proof);
/* The letter that is written instead of `letter` at this proof: at none, one of the few with constant words. */
const char *reply_policy_letter(const char *letter, SenderProof proof);

/* Why a mail may not be sent on to this address, NULL: it may. from_us: it came from a letter of ours. */
const char *reply_policy_forbids_forward(
    const Message *message, const char *address, bool from_us);
