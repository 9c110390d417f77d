/* SPDX-License-Identifier: Apache-2.0 */
/* What cannot be done to a ticket, told in the language of who wanted it: GATEWAY_ERROR_REFUSED, "CS0000001: it is ...". */
#pragma once

#include "gateway/model/context.h"
#include "spool/ticket.h"

/* What something means to who reads it: a sentence of gateway/templates/refusals.h that has no parts. language: NULL: the
 * desk's. Caller owns. */
char *refusal_said(const Context *context, const char *language, const char *sentence);
/* said: in the language already. ticket: or NULL: it is about none. Always false. */
bool refusal_set(const Ticket *ticket, const char *said, GError **error);
/* The language of who reads it; NULL: the desk's. Borrowed. */
const char *refusal_language(const Context *context, const char *language);
