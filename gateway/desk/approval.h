/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Asking for the approval of a request. The requester's manager is asked where one is known, else the group that
 * fulfils it; who asks for something never approves it.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/ticket.h"

/* Writes the letters that ask; the ticket awaits approval. */
bool approval_ask(Context *context, const Ticket *ticket, GError **error);
/* Asks once more whoever was asked last. */
bool approval_remind(Context *context, const Ticket *ticket, GError **error);
/* A manager's word on what costs money or gives access is no proof: a person of the desk decides. */
bool approval_ask_desk(
    Context *context, const Ticket *ticket, const char *manager, GError **error);

/* An answer to a letter that asks, or asked. All borrowed. */
typedef struct {
	const Ticket *ticket;
	const Letter *letter;
	const Contact *sender;
} ApprovalAnswer;
/* Whether the sender is the one whom the letter asked and still may approve, or an agent of the group. */
bool approval_is_theirs(
    Context *context, const ApprovalAnswer *answer, bool *ret_theirs, GError **error);

/* Whether the sender is the one whom the ticket's last letter that asks went to and still may approve. */
bool approval_was_asked(Context *context, const Ticket *ticket, const Contact *sender,
    bool *ret_asked, GError **error);

/* Who was asked last, where that is not the desk's group but one approver: the address. NULL: it is the desk's. Caller
 * owns. */
bool approval_whose(Context *context, const Ticket *ticket, char **ret_asked, GError **error);

/* The group that a request belongs to, or the first that there is; NULL: there are none. */
const ConfigGroup *approval_group(const Config *config, const Ticket *ticket);
