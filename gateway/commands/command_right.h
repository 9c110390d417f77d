/* SPDX-License-Identifier: Apache-2.0 */
/* Who may use which command, in one table. A command that it does not have is the machine's owner's alone. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/config/config.h"

typedef enum {
	RIGHT_PAGE, /* what the pages ask for themselves, whoever is before them */
	RIGHT_LINK, /* the same, with the token of a letter's link, and as far as that is good */
	RIGHT_CUSTOMER, /* customers, on their pages: it shows what they may see of their own */
	RIGHT_CUSTOMER_SENDS, /* the same, and it is a form of theirs */
	RIGHT_READ, /* whoever the control socket lets in, agents on a page: it shows, and changes nothing */
	RIGHT_ACT,   /* the same, under their own name: customers hear nothing of it */
	RIGHT_AGENT, /* agents of the configuration */
	RIGHT_OWNER, /* root and the gateway's own user, who may do all the rest, too; on a page, operators */
	RIGHT_MACHINE, /* the same, but never on a page */
} CommandRight;

/* subcommand: or NULL. */
CommandRight command_right(const char *command, const char *subcommand);
/* GATEWAY_ERROR_NOT_ALLOWED says who may. */
bool command_right_check(const Config *config, const Call *call, GError **error);
