/* SPDX-License-Identifier: Apache-2.0 */
/* The commands that are served where the spool is open: in the running gateway, or in the process that was started. */
#pragma once

#include "gateway/commands/command.h"

/* Exit codes of what a caller may go on from: something came meanwhile; this form did it already; in a moment. */
#define SERVED_NEWER 4
#define SERVED_DONE 5
#define SERVED_LATER 6

/* All of them; NULL-terminated. */
const Command *const *served_commands(void);

/* Serves the call, between spool_begin() and spool_commit(); what a failed one changed is taken back. The reply may
 * only be sent after the commit. */
void served_run(Context *context, const Call *call, CallReply *ret_reply);
/* Of this error, as command.h lists them. */
int served_exit_code(const GError *error);
