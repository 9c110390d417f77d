/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Ceilings on letters, whatever is proven. What answers a mail by itself is held back beyond them, and that is said on
 * the ticket, in `casegate status` and in an alarm; all other letters to customers, approvers and those to whom mails
 * are forwarded wait until they may go. Notifications have a ceiling of their own: gateway/desk/notifications.h.
 */
#pragma once

#include "gateway/letters/loop_mark.h"
#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/mail.h"
#include "spool/ticket.h"

/* An automatic answer that is about to be written. All borrowed. */
typedef struct {
	const Contact *to;
	const Ticket *ticket; /* or NULL */
	const Mail *mail;     /* that it answers */
	int proof;
	LoopMark mark; /* of that mail */
} ReplyTurn;

/* ret_why: why it is held back, which is recorded; NULL: it may go. Caller owns. */
bool reply_limits_look(Context *context, const ReplyTurn *turn, char **ret_why, GError **error);
