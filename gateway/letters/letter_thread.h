/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a letter refers to. Whoever gets a copy of it, or of an answer to it, reads that: so it names the mails of its
 * recipient and letters to its recipient, and nobody else's.
 */
#pragma once

#include "gateway/model/context.h"
#include "parsers/message.h"
#include "spool/contact.h"
#include "spool/ticket.h"

/* All borrowed. */
typedef struct {
	const Contact *to;      /* or NULL: */
	const char *address;    /* who is no contact */
	const Ticket *ticket;   /* or NULL */
	const Message *answers; /* or NULL */
} LetterReader;

/* Of char *, oldest first: what the answered message of the recipient's own refers to, and that message; or else
 * what the recipient has of the ticket. */
bool letter_thread(
    Context *context, const LetterReader *reader, GPtrArray **ret_ids, GError **error);
