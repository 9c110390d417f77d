/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A contact changes its own name, address or language by mail: what the mail says of them, and that it is done. A new
 * address takes a letter of its own, which is answered from there (gateway/intake/details_answer.h).
 */
#pragma once

#include "gateway/intake/mail_facts.h"

#define DETAILS_ADDRESSES_MAX 3 /* letters to new addresses a day, for one contact */

/* Sets details, details_change and new_addresses_today: what would be another than it is. In a known contact's mail that
 * belongs to no ticket, or to a case whose subject it leaves as it is. */
bool details_change_find(MailFacts *facts, GError **error);

void details_change_trace(const MailFacts *facts);

/* Name and language change now, an address when it is confirmed. ret_values: what the letter tells of it; caller owns. */
bool details_change_apply(MailFacts *facts, json_t **ret_values, GError **error);

/* What would be another, for the letter that asks for a code: an array of what details_change_json() makes. */
json_t *details_change_wanted(const MailFacts *facts);

/* {name, address, language: which it is, old, new}. Returns a new object. */
json_t *details_change_json(
    const Context *context, Detail detail, const char *before, const char *after);
