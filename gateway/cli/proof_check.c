/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/proof_check.h"

#include "rules/diagnostic.h"

static void
check_mailbox(const Config *config, const ConfigMailbox *mailbox, GPtrArray *warnings)
{
	if (mailbox->authserv == NULL)
		diagnostics_add_file(warnings, config->file,
		    "'authserv: HOST', your own mail server as it calls itself in "
		    "Authentication-Results",
		    "mailbox '%s' without authserv: nobody vouches for a sender, so that "
		    "whoever "
		    "has a letter to a manager or an agent can approve or act in that name",
		    mailbox->name);
	if (mailbox->reply_address == NULL)
		diagnostics_add_file(warnings, config->file,
		    "'reply_address: NAME+{token}@DOMAIN', where the server delivers "
		    "NAME+anything@ to it",
		    "mailbox '%s' without reply_address: an accept that does not quote our "
		    "letter "
		    "closes only when authserv vouches for its sender, else it is asked back; "
		    "and letters that come back silence no address",
		    mailbox->name);
}

void
proof_check(const Config *config, GPtrArray *warnings)
{
	if (config->outgoing.envelope_from != NULL)
		diagnostics_add_file(warnings, config->file,
		    "no envelope_from, where the server lets each letter have its own",
		    "'envelope_from': letters that come back to it silence no address");
	for (unsigned i = 0; i < config->mailboxes->len; i++)
		check_mailbox(config, config->mailboxes->pdata[i], warnings);
}
