/* SPDX-License-Identifier: Apache-2.0 */
/* What the values that a rule gives do to a ticket, beside those that a new one simply starts with. */
#pragma once

#include "gateway/intake/apply.h"

/* The organisation that the intent names. *ret_account is untouched where it names none, or one that is not there;
 * then *ret_trouble says so (caller owns). */
bool rule_values_account(Context *context, const RuleResult *rule_result, int64_t *ret_account,
    char **ret_trouble, GError **error);

/* Category, priority, group and watchers of a ticket that is there, the first three noted on its timeline: where the
 * words of this sender do more than stand there. The caller saves the ticket. */
bool rule_values_change(
    Context *context, const ApplyOrder *order, Ticket *ticket, GError **error);
