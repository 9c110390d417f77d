/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The command line: finding, explaining and running commands. Those that need no spool, or open it themselves, have a
 * main of their own here.
 */
#pragma once

#include "gateway/commands/command.h"

extern const Command command_audit, command_backup, command_reload, command_restore,
    command_check, command_catalog, command_complete, command_import, command_init,
    command_read, command_report, command_run, command_sign_in, command_template,
    command_test_rules;

/* In the order of `casegate help`, without those that nobody types; NULL-terminated. Caller owns the array. */
const Command **cli_commands(void);
/* Runs argv[1] and returns the exit code. */
int cli_main(int argc, char **argv);

/* The options that all share, for commands with a main of their own: read and taken out of argv, whose first word is the
 * command. Where that fails, they are what cli_fail() needs. */
typedef struct {
	const char *command; /* all borrowed from argv or a constant */
	const char *config;
	const char *state;
	bool has_state; /* it was given */
	bool json;
} CliOptions;
bool cli_options(int *argc, char **argv, CliOptions *ret_options, GError **error);
/* Of a command that prints nothing for programs: with --json its words for people are on standard error. */
void cli_print_for_people(const CliOptions *options);
/* Says it on standard error, as "casegate COMMAND: text" or as JSON, and returns the exit code of this error. */
int cli_fail(const CliOptions *options, const GError *error);
/* The same of mistakes, of Diagnostic, that are this exit code. */
int cli_fail_mistakes(
    const CliOptions *options, const char *text, const GPtrArray *diagnostics, int code);
/* Reads the configuration for a command; lists every mistake on standard error and returns NULL otherwise (exit 78). */
Config *cli_config(const CliOptions *options);
/* Opens the context; waits for some seconds while a command has the spool. Takes the configuration in any case. */
Context *cli_context(Config *take_config, const char *state, GError **error);
/* Serves a call on the spool that is open here, in a transaction of its own. */
bool cli_serve(Context *context, const Call *call, CallReply *ret_reply, GError **error);
/* Whether somebody watches, and a bar on standard error that is gone when it is full: a CallProgress. */
bool cli_shows_progress(void);
void cli_draw_progress(int done, int total, void *data);
/* Of tables on this standard output. */
TextTableStyle cli_style(void);
/* Writes to standard output; the exit code. */
int cli_print(const CliOptions *options, GBytes *out);

/* Where commands make no state folder; of its path. */
#define CLI_NO_STATE                                                                       \
	"there is no state folder %s: 'casegate run' makes it when it starts, or --state " \
	"names another"
