/* SPDX-License-Identifier: Apache-2.0 */
/* Who beside the reporter has to do with a ticket, and who of them gets its letters. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Those in To and Cc. */
bool watchers_copied(const MailFacts *facts, const Ticket *ticket, GError **error);
/* Those whom the lines of a new case name, and who wrote it on behalf of somebody else. */
bool watchers_named(const MailFacts *facts, const Ticket *ticket, GError **error);
/* Who wrote a request, and for whom: none of them approves it. Whether its writer has confirmed it is kept, too. */
bool watchers_requesters(const MailFacts *facts, const Ticket *ticket, GError **error);
/* In whose name a customer wrote hears of it. */
bool watchers_tell_reporter(const MailFacts *facts, const Ticket *ticket, GError **error);
/* Those whom a rule adds. */
bool watchers_add(const MailFacts *facts, int64_t ticket, GError **error);
