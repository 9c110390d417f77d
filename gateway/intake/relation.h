/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that have to do with a ticket and are no party's word on it: of a second person, of the customer from another
 * address, or for another of our mailboxes. A second person who is tied to it adds words, and no more; what else names
 * a ticket is a new one that says so.
 */
#pragma once

#include "gateway/intake/mail_facts.h"

void named_ticket_clear(NamedTicket *named);

/* Whether a person wrote to another of our mailboxes, and not to the one of the ticket, nor with a token of it in an
 * address: what they sent on is something new. */
bool relation_is_elsewhere(const MailFacts *facts);
/* Takes facts->ticket, which is not the mail's own: for facts->named, with what ties the author to it. */
bool relation_set_named(MailFacts *facts, bool elsewhere, GError **error);
/* Whether the author's words are to be added to facts->named, which no rule wants otherwise. */
bool relation_speaks(const MailFacts *facts);
/* Sets what the timeline shows of such words beside them: "unproven, with the token issued to els@klant.example". */
void relation_mark(MailFacts *facts);

/* What a mail on this ticket tells of others. opens: it is its first. */
bool relation_keep(const MailFacts *facts, int64_t ticket, bool opens, GError **error);
