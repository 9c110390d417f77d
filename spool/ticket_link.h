/* SPDX-License-Identifier: Apache-2.0 */
/* Which tickets have to do with each other, read. A link gives nobody a right. What writes it: spool/ticket_write.h. */
#pragma once

#include "spool/ticket.h"

typedef enum {
	LINK_NAMED,     /* the mail that opened it names the other one */
	LINK_THREAD,    /* their mails answer the same mail, which never came */
	LINK_FORWARDED, /* a letter about the other one was sent on to another mailbox */
	LINK_DESK,      /* the desk says so */
} TicketLinkReason;
/* "named", "same conversation", "forwarded", "linked by the desk" */
const char *ticket_link_reason_name(TicketLinkReason why);

typedef struct {
	int64_t ticket; /* the other one */
	char *number;   /* own; its number */
	TicketLinkReason why;
	bool names; /* this one names it; else it names this one */
} TicketLink;
void ticket_link_free(TicketLink *link);

/* In the order of the other tickets. */
bool ticket_links(Spool *spool, int64_t ticket, GPtrArray **ret_links, GError **error);

/* The first ticket whose mails answer the mail of this id, which was not there then; 0: none. */
bool ticket_find_unseen(
    Spool *spool, const char *message_id, int64_t *ret_ticket, GError **error);

/* Where what was this ticket's is now: itself, or what it was merged into, and so on. */
bool ticket_follow(Spool *spool, int64_t ticket, int64_t *ret_ticket, GError **error);
/* The same of a number; ret_ticket is NULL where no ticket has it (that is no error). */
bool ticket_find_now(Spool *spool, const char *number, Ticket **ret_ticket, GError **error);
/* The numbers (char *) of those that were merged into it, in their order. */
bool ticket_merged(Spool *spool, int64_t ticket, GPtrArray **ret_numbers, GError **error);

/* Whether a mail from this address stands in its timeline. */
bool ticket_has_words_of(
    Spool *spool, int64_t ticket, const char *address, bool *ret_has, GError **error);
