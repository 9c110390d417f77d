/* SPDX-License-Identifier: Apache-2.0 */
/* What the values that a rule gives do to a ticket, beside those that a new one simply starts with. */
#pragma once

#include "gateway/intake/mail_facts.h"

/* The organisation that the rule names. *ret_account is untouched where it names none, or one that is not there; then
 * facts->applied.trouble says so. */
bool rule_values_account(MailFacts *facts, int64_t *ret_account, GError **error);

/* The agent whom the rule names gets the ticket, which its timeline tells. */
bool rule_values_assign(const MailFacts *facts, Ticket *ticket, GError **error);

/* Category, priority, group, agent and watchers of a ticket that is there, all but the last noted on its timeline: where the
 * words of this sender do more than stand there. The caller saves the ticket. */
bool rule_values_change(const MailFacts *facts, Ticket *ticket, GError **error);
