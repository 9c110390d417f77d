/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a customer sees of a ticket: what letters would tell them, and no note, trace or proof, and nobody's address but
 * their own. What they may not see and what is not there are one and the same answer.
 */
#pragma once

#include <jansson.h>

#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"

typedef enum {
	MY_NOTHING,
	MY_APPROVAL,     /* they are asked to approve it: what is asked for */
	MY_ORGANISATION, /* it is their organisation's: they may look */
	MY_OWN,          /* a party: they may write on it, too */
} MyAccess;

/* Who is logged in. All borrowed. */
typedef struct {
	Context *context;
	const Contact *contact;
	int confirmed;        /* by what they were let in, as in Mail */
	const char *language; /* in which they read */
} MySelf;

/* ret_sees: whether they are shown the cases of their whole account: they may, and have confirmed what that needs. */
bool my_ticket_sees_organisation(const MySelf *self, bool *ret_sees, GError **error);
/* GATEWAY_ERROR_MISSING also where it is none of theirs. number: or NULL, which nothing has. */
bool my_ticket_find(const MySelf *self, const char *number, Ticket **ret_ticket,
    MyAccess *ret_access, GError **error);
/* {number, kind, state, title, category, created, changed, answer_due, waits, mine}; answer_due: when
 * an answer is promised for, or null; waits: "accept", "question" or null: what it waits
 * for the reader to do. Caller owns. */
json_t *my_ticket_head(const MySelf *self, const Ticket *ticket);
/* The same with all that is shown; NULL with an error. Caller owns. */
json_t *my_ticket_json(
    const MySelf *self, const Ticket *ticket, MyAccess access, GError **error);
