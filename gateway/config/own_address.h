/* SPDX-License-Identifier: Apache-2.0 */
/* Which addresses are ours. Pure. */
#pragma once

#include "gateway/config/config.h"

/* Whether the address is this mailbox's, or one that answers to its letters go to. */
bool own_address_is_of(const ConfigMailbox *mailbox, const char *address);
/* Whether the address is a mailbox of ours, or one that answers to our letters go to. */
bool own_address_is_ours(const Config *config, const char *address);
/* Where answers to this mailbox's letter with this token go. Caller owns. */
char *own_address_with_token(const ConfigMailbox *mailbox, const char *token);
