/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Letters of ours that come back. Each leaves with an envelope sender of its own, whose token stands in no letter: only
 * what comes to that address is believed, and only of the recipient of that very letter. Every other report, which returns
 * what a letter shows, is a comment on its ticket of which the desk is told: whoever has read a letter of the ticket could
 * have written it.
 */
#pragma once

#include "gateway/intake/mail_facts.h"
#include "gateway/model/context.h"
#include "parsers/message.h"
#include "rules/ruleset.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/ticket.h"

/* The envelope sender of a letter: the mailbox's reply address with its token, where the configuration has one and names
 * no other; else an address of the desk, at which nothing is believed. Caller owns. */
char *bounce_letter_address(const Context *context, const Letter *letter);

/* Sets `returned`: the letter at whose own envelope address a machine's mail came in. A person's mail is never looked at
 * so. */
bool bounce_letter_find(MailFacts *facts, GError **error);

/* Whether the report says that this letter, which was really sent, cannot be delivered to its recipient, ever. */
bool bounce_letter_is_final(const Letter *letter, const Message *message);
/* Whether it reports about an address of somebody who may see this ticket: a number in it is no more than a guess. */
bool bounce_letter_names_party(
    const MailFacts *facts, const Ticket *ticket, bool *ret_names, GError **error);
/* Says on the ticket which letter did not reach whom. */
bool bounce_letter_note(const MailFacts *facts, int64_t ticket, GError **error);
/* What a report brings about: its address gets no automatic letter any more, until it writes itself. */
bool bounce_letter_take(const MailFacts *facts, GError **error);
/* A letter did not arrive: its ticket's group is told, and a solution that nobody saw does not close by time. */
bool bounce_letter_undelivered(Context *context, const Letter *letter, GError **error);
/* Who writes, and is proven to, can be written to again. */
bool bounce_letter_forgive(MailFacts *facts, GError **error);

/* What a rule would send on although it comes from a letter of ours, or from where it would go, stays here: a person
 * looks at it. */
void bounce_letter_keep(MailFacts *facts);
