/* SPDX-License-Identifier: Apache-2.0 */
/* An agent is told that a mail with their address as its sender waits, as nothing shows that it is theirs. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* In constant words, to the address that the configuration has: it may be somebody else who wrote. So many an hour, and no
 * more. ticket: or NULL. lacks: "token" or "pass". */
bool agent_unproven_tell(MailFacts *facts, const ConfigAgent *agent, const Ticket *ticket,
    const char *lacks, GError **error);
