/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Old mail that is only kept, as closed history: threads are put together, contacts are met, unverified, and nothing
 * else happens. Nobody gets a letter for it, no ticket moves, and no token in it counts for anything.
 *
 * Mails of history that answer each other are one ticket, whoever wrote them and in whatever order they come; to a
 * ticket that is no history an old mail is added only where its sender may see it.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Sets who wrote it, its ticket, what the rules make of it (its category and group, or that it is ignored) and the
 * decision: to open a case that is closed, to comment, or to ignore. */
bool history_decide(MailFacts *facts, GError **error);
/* Once it is on a ticket: by what others find it there. */
bool history_tie(const MailFacts *facts, GError **error);
