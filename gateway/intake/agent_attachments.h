/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The attachments of an agent's answer, which go along to the customer and stay with the ticket, and those of a mail that
 * is sent on. Not those that a mail into each mail: small pictures within the text, and proofs of who signed it. Pure, but for
 * agent_attachments_keep().
 */
#pragma once

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/mail.h"
#include "spool/ticket.h"

enum {
	AGENT_FILES_DECORATION = 32 * 1024, /* bytes of a picture that belongs to a signature */
};

/* The next one whose bytes are to be asked for, or NULL. Borrowed from the message. */
MessageAttachment *agent_attachments_missing(const Message *message);
/* Why they cannot go along, in words, or NULL: they can. Caller owns. */
char *agent_attachments_mistake(const Context *context, const Message *message);
/* The next one of a mail that a rule may send on; or NULL: no rule does so, or all or too much is there. */
MessageAttachment *agent_attachments_to_forward(const Context *context, const Message *message);
/* Of ComposeAttachment, whose strings and bytes are the message's. Caller owns. */
GPtrArray *agent_attachments_list(const Message *message);
/* They are the ticket's, as a customer's are. */
bool agent_attachments_keep(Context *context, const Ticket *ticket, const Mail *mail,
    const Message *message, GError **error);
