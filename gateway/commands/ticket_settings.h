/* SPDX-License-Identifier: Apache-2.0 */
/* `assign`, `add`, `remove` and `set NUMBER`, of cases and requests: what the desk sets, and of which no letter tells. */
#pragma once

#include "gateway/commands/subcommand.h"

#define TICKET_SETTINGS "field=value"
bool ticket_settings_assign(Context *context, const Call *call, GString *out, GError **error);
bool ticket_settings_people(Context *context, const Call *call, GString *out, GError **error);
bool ticket_settings_set(Context *context, const Call *call, GString *out, GError **error);
extern const char *const TICKET_SETTINGS_AGENT[];   /* the operands */
extern const char *const TICKET_SETTINGS_ADDRESS[]; /* the same */

#define TICKET_SETTINGS_SUBCOMMANDS                                           \
	{.name = "assign",                                                    \
	    .operands = TICKET_SETTINGS_AGENT,                                \
	    .least = 2,                                                       \
	    .options = TICKET_COMMAND_AS_OPTION,                              \
	    .serve = ticket_settings_assign},                                 \
	    {.name = "add",                                                   \
		.operands = TICKET_SETTINGS_ADDRESS,                          \
		.least = 2,                                                   \
		.options = TICKET_COMMAND_AS_OPTION,                          \
		.serve = ticket_settings_people},                             \
	    {.name = "remove",                                                \
		.operands = TICKET_SETTINGS_ADDRESS,                          \
		.least = 2,                                                   \
		.options = TICKET_COMMAND_AS_OPTION,                          \
		.serve = ticket_settings_people},                             \
	{                                                                     \
		.name = "set", .operands = TICKET_COMMAND_NUMBER, .least = 1, \
		.rest = TICKET_SETTINGS, .options = TICKET_COMMAND_AS_OPTION, \
		.serve = ticket_settings_set                                  \
	}
