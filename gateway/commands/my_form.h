/* SPDX-License-Identifier: Apache-2.0 */
/* What a customer sends by a page, looked at before it is taken: what lacks is said at once, and nothing is kept of it. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/commands/my_ticket.h"

/* Keeps it as a mail (gateway/intake/page_form.h), which waits to be decided. */
bool my_form_send(const MySelf *self, const Call *call, GError **error);
/* While it waits to be decided, GATEWAY_ERROR_LATER where the call has the flag `wait`. {waiting}, or what became of the form with this nonce: {number, decision, held}. Caller owns; NULL with an error. */
json_t *my_form_sent(const MySelf *self, const Call *call, GError **error);
/* The same of the form that became this mail. */
json_t *my_form_outcome(Context *context, int64_t mail, bool waits, GError **error);
