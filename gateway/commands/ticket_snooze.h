/* SPDX-License-Identifier: Apache-2.0 */
/* `snooze NUMBER until DATE` and `wake NUMBER`, of cases and requests. */
#pragma once

#include "gateway/commands/call.h"
#include "gateway/model/context.h"

#define TICKET_SNOOZE_DATE "date" /* the argument: the words behind the number */
bool ticket_snooze_serve(Context *context, const Call *call, GString *out, GError **error);
bool ticket_snooze_wake(Context *context, const Call *call, GString *out, GError **error);

/* Their rows; of gateway/commands/ticket_command.h. */
#define TICKET_SNOOZE_SUBCOMMANDS                                                \
	{.name = "snooze",                                                       \
	    .operands = TICKET_COMMAND_NUMBER,                                   \
	    .least = 1,                                                          \
	    .rest = TICKET_SNOOZE_DATE,                                          \
	    .options = TICKET_COMMAND_AS_OPTION,                                 \
	    .serve = ticket_snooze_serve},                                       \
	{                                                                        \
		.name = "wake", .operands = TICKET_COMMAND_NUMBER, .least = 1,   \
		.options = TICKET_COMMAND_AS_OPTION, .serve = ticket_snooze_wake \
	}
