/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands: one file each. A command is a table of verbs (gateway/commands/subcommand.h), whose arguments are read in the
 * process that was started and which are served where the spool is open: in the running gateway, asked by its
 * control socket, or else in that same process. A command that needs no spool has a `main` of its own instead.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/model/context.h"
#include "gateway/commands/call.h"
#include "gateway/commands/subcommand.h"

/* Exit codes: 0 good, 1 it was refused or is not there, and of sysexits.h: 64 usage, 65 bad data, 66 a file that
 * cannot be read, 70 internal, 74 nothing can be printed, 75 try again later, 77 not allowed, 78 configuration. */

typedef struct {
	const char *name;
	const char *summary; /* for `casegate help` */
	const char *help;    /* the whole text of `casegate NAME --help` */
	const Verb *verbs;   /* ended by one without serve; or NULL */
	/* Called with all options, but --help, where there are no verbs. */
	int (*main)(int argc, char **argv);
	/* By an MTA: what is not the fault of its input has exit code 75, so that no mail is sent back. */
	bool called_again;
} Command;

extern const Command command_account, command_case, command_check, command_contact,
    command_deliver, command_explain, command_init, command_letter, command_mail, command_read,
    command_request, command_run, command_status, command_test_rules;

/* Runs argv[1] and returns the exit code. */
int command_run_main(int argc, char **argv);

/* Does what was asked for where the spool is open, between spool_begin() and spool_commit(); what a failed one
 * changed is taken back. The reply may only be told after the commit. */
void command_serve(Office *office, const Request *request, Reply *ret_reply);

/* The options that all share, for commands with a main of their own: read and taken out of argv. */
typedef struct {
	const char *config; /* borrowed from argv or a constant */
	const char *state;
	bool json;
} CommandOptions;
bool command_options(int *argc, char **argv, CommandOptions *ret_options, GError **error);
/* Says it on standard error as "casegate COMMAND: text" and returns the exit code of this error. */
int command_fail(const char *command, const GError *error);
int command_exit_code(const GError *error);
/* Reads the configuration for a command; lists every mistake on standard error and returns NULL otherwise (exit 78). */
Config *command_config(const CommandOptions *options);
/* Opens the office; waits for some seconds while a command has the spool. Takes the configuration in any case. */
Office *command_office(Config *take_config, const char *state, GError **error);
/* Of tables on this standard output. */
TableStyle command_style(void);
/* Writes to standard output; the exit code. */
int command_print(const char *command, GBytes *out);
