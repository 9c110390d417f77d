/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ceilings on letters, whatever is proven. What answers a mail by itself is held back beyond them, and that is said on
 * the ticket, in `casegate status` and in an alarm; all other letters to customers, approvers and those to whom mails
 * are forwarded wait until they may go. Notifications have a ceiling of their own: gateway/desk/notifications.h.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

/* Of the automatic answer that is about to be written. ticket: that it is about, or NULL. ret_why: why it is held back,
 * which is recorded; NULL: it may go. Caller owns. */
bool reply_limits_look(
    const MailFacts *facts, const Ticket *ticket, char **ret_why, GError **error);
/* The same, and why no letter at all goes to the sender of this mail; what an agent writes for them is another matter. */
bool reply_limits_reply(
    const MailFacts *facts, const Ticket *ticket, char **ret_why, GError **error);
