/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate case new` and `casegate request new`: what somebody says on the phone or at the counter. */
#pragma once

#include "gateway/commands/subcommand.h"

/* The text and the files, which travel as one. */
bool ticket_new_take(Call *call, GError **error);
bool ticket_new_case(Context *context, const Call *call, GString *out, GError **error);
bool ticket_new_request(Context *context, const Call *call, GString *out, GError **error);

#define TICKET_NEW_FIELDS "field=value"
extern const char *const TICKET_NEW_CASE[];    /* the operands */
extern const char *const TICKET_NEW_REQUEST[]; /* the same */
extern const SubcommandOption TICKET_NEW_OPTIONS[];
#define TICKET_NEW_HELP                                                                 \
	"\n"                                                                            \
	"What is new is somebody's who calls or stands at the counter:\n"               \
	"  --for REPORTER      whose it is: an address, or the name of a contact\n"     \
	"  --name NAME         what somebody is called who is no contact yet\n"         \
	"  --category CATEGORY in the place of what rules say\n"                        \
	"  --priority PRIORITY the same\n"                                              \
	"  --group GROUP       in the place of what rules and account say\n"            \
	"  --attach FILE       as often as there are files\n"                           \
	"  --mailbox NAME      from which letters go; the first of the configuration\n" \
	"  --as AGENT          in whose name\n"                                         \
	"  --silent            no acknowledgement\n"
