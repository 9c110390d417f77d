/* SPDX-License-Identifier: Apache-2.0 */
/* What a process that has no configuration of its own is told of the mailboxes, to read mails as the gateway does. */
#pragma once

#include "gateway/config/config.h"

/* Name, address, where answers go ("": to the address), what is known of each
 * (config_mailbox_known()). */
#define TOLD_MAILBOXES_FORM "a(sss(asasass))"

/* Floating. */
GVariant *told_mailboxes_pack(const Config *config);
/* Of ConfigMailbox, with nothing but that in them. Caller owns. */
GPtrArray *told_mailboxes_unpack(GVariant *packed);
