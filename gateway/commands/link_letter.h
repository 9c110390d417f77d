/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the link of a letter leads to. Whoever has it may do what the letter's token is good for in a mail, and sees what that
 * letter said. One that is none of ours, too old, or of who has nothing to do with the ticket any more leads to one and the
 * same answer.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/contact.h"
#include "spool/letter.h"
#include "spool/ticket.h"
#include "spool/web_form.h"

/* What the page is. */
typedef enum {
	LINK_ACCEPTS,
	LINK_REJECTS,
	LINK_COMMENTS,
	LINK_LOGS_IN, /* it asks for an approval, which takes that person's session */
	LINK_NEWER,   /* of a solution in the place of which there is another now */
	LINK_OVER,    /* the ticket has ended */
	LINK_PAGES,   /* how many there are */
} LinkPage;
const char *link_page_name(LinkPage page); /* "accept" */

typedef struct {
	Letter *letter;   /* own */
	Contact *contact; /* own; NULL: a group of the desk */
	Ticket *ticket;   /* own; as it is now */
	LinkPage page;
	bool is_newer; /* there is a newer solution than the letter tells of */
} LinkLetter;
void link_letter_clear(LinkLetter *link);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(LinkLetter, link_letter_clear)

/* All borrowed. */
typedef struct {
	const char *token;
	const char *deed;   /* of the address: "accept" */
	const char *number; /* the ticket, where the letter tells of several; or NULL */
} LinkAddress;
/* GATEWAY_ERROR_MISSING where it leads nowhere. */
bool link_letter_find(
    Context *context, const LinkAddress *address, LinkLetter *ret_link, GError **error);
/* The solution that the letter tells of; NULL: it tells of none. Caller owns. */
bool link_letter_solution(
    Context *context, const LinkLetter *link, char **ret_solution, GError **error);
