/* SPDX-License-Identifier: Apache-2.0 */
/* What is chosen in a new case on a customer's page: for whom it is, in which account, and what is asked often. */
#pragma once

#include "gateway/commands/my_ticket.h"

/* {categories, name, address, account, accounts, may_report, colleagues}: accounts: those that they may choose from;
 * colleagues: [{name, address}] where they see their organisation, and else nobody's. NULL with an error. Caller owns. */
json_t *my_new_json(const MySelf *self, GError **error);
/* Takes their own name out of the fields, and adds the names of those fields which name others than they may. lacks: of
 * char *, owned. */
bool my_new_check(const MySelf *self, GHashTable *fields, GPtrArray *lacks, GError **error);
/* {fitting, others}, each [{title, text, link}]: frequent questions, those first that this text asks. text: or NULL. Caller
 * owns. */
json_t *my_new_faq(const MySelf *self, const char *text);
