/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses are ours. Pure. */
#pragma once

#include "gateway/config/config.h"
#include "parsers/message.h"

/* Whether the address is this mailbox's, or one that answers to its letters go to. */
bool own_address_is_of(const ConfigMailbox *mailbox, const char *address);
/* Whether the address is a mailbox of ours, or one that answers to our letters go to. */
bool own_address_is_ours(const Config *config, const char *address);
/* The mailbox that a mail came by, as far as can be told: the one of this name; without a name the one that it was
 * delivered or addressed to; else the first. Borrowed. */
const ConfigMailbox *own_address_mailbox(
    const Config *config, const char *name, const Message *message);
/* Where answers to this mailbox's letter with this token go. Caller owns. */
char *own_address_with_token(const ConfigMailbox *mailbox, const char *token);
