/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote a mail: its contact, and whether our own server vouched for the domain. */
#pragma once

#include "gateway/intake/sender_proof.h"
#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/contact.h"

typedef struct {
	Contact *contact; /* own; or NULL: no usable From */
	Verdict verdict;  /* own; of our own MX on its domain */
} Sender;

/* A person is met: an unverified contact comes into being; a machine is only looked up. */
bool sender_find(Context *context, const ConfigMailbox *mailbox, const Message *message,
    Sender *ret_sender, GError **error);
