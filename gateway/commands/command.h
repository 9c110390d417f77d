/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands: one file each. A command is a table of subcommands (subcommand.h), whose arguments are read in the
 * process that was started and which are served where the spool is open: in the running gateway, by its control socket,
 * or else in that same process. A command that needs no spool has a `main` of its own instead.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/commands/call.h"
#include "gateway/commands/subcommand.h"
#include "gateway/model/context.h"

/* Exit codes: 0 good, 1 it was refused, is not there, or is not well, 3 no gateway runs, 4 something came meanwhile, and of sysexits.h: 64 usage, 65 bad data, 66 a file that
 * cannot be read, 70 internal, 72 the spool is damaged or gone, 74 nothing can be printed, 75 try again later, 77 not allowed, 78 configuration. */

typedef struct {
	const char *name;
	const char *summary;           /* for `casegate help` */
	const char *help;              /* the whole text of `casegate NAME --help` */
	const Subcommand *subcommands; /* ended by one without serve; or NULL */
	/* Called with all options, but --help, where there are no subcommands. */
	int (*main)(int argc, char **argv);
	/* Run by an MTA: what is not the fault of its input has exit code 75, so that no mail is sent back. */
	bool called_again;
} Command;

extern const Command command_account, command_case, command_contact, command_deliver,
    command_explain, command_history, command_key, command_letter, command_link, command_login,
    command_mail, command_mfa, command_my, command_page, command_request, command_session,
    command_status, command_values;
