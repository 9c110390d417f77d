/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The desk calls a mail spam. Its sender's unproven mail is put away from then on; the ticket that it opened is cancelled, and
 * nobody is told: no letter, no notification, and of those that wait none goes. All in the caller's transaction.
 */
#pragma once

#include "gateway/model/actor.h"
#include "gateway/model/context.h"
#include "spool/mail.h"
#include "spool/ticket.h"

/* ret_number: of the ticket that was cancelled, or of the one that got a note, because the mail is only a part of it or it has
 * ended; NULL: it is on none. Caller owns. GATEWAY_ERROR_REFUSED says why not. */
bool spam_mark(
    Context *context, const Mail *mail, const Actor *by, char **ret_number, GError **error);
/* The same of the mail that opened the ticket. */
bool spam_mark_ticket(Context *context, const Ticket *ticket, const Actor *by, GError **error);
/* The way back: the address is none of a spammer any more, and the mail, which may be NULL, is decided anew, where it was put
 * away. ret_changed: whether any of it was so. */
bool spam_unmark(
    Context *context, const char *address, const Mail *mail, bool *ret_changed, GError **error);
