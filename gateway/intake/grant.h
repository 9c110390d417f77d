/* SPDX-License-Identifier: Apache-2.0 */
/* Which mails are read twice: those by which somebody may get something, once they are decided. */
#pragma once

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/mail.h"

/*
 * Whether the message, as it was read, may be granted something: it carries a proof token of ours, says the word of a
 * decision on something of ours, or is an agent's. Cheap, and rather once too often: a reader that a mail has taken
 * over may have made all of it up, and a fresh one is asked whether it reads the same.
 */
bool grant_is_possible(const Context *context, const Mail *mail, const Message *message);
