/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The commands: one file each, two halves. `parse` runs in the process that was started and turns its arguments
 * into a request; `serve` runs where the spool is open, which is the running gateway (asked by its control
 * socket) or else that same process, and writes what is to be printed. A command that needs no spool has a
 * `main` of its own instead.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

#include "gateway/office.h"

/* Exit codes: 0 good, 1 it was refused or is not there, and of sysexits.h: 64 usage, 65 bad data, 69 no server,
 * 70 internal, 75 try again later, 77 not allowed, 78 configuration. */

typedef struct {
	const char *command; /* "case" */
	GVariantDict *
	    words; /* own; arguments by name, strings and numbers: "verb" "show", "number" "CS0001234" */
	GBytes *bytes; /* own; a mail, a text; or NULL */
} Request;
void request_clear(Request *request);
const char *request_word(const Request *request, const char *name); /* borrowed, or NULL */
gint64 request_number(const Request *request, const char *name, gint64 otherwise);
bool request_flag(const Request *request, const char *name);
/* The text of a request as valid UTF-8, or NULL with an error. Caller owns. */
char *request_text(const Request *request, GError **error);

typedef struct {
	const char *name;
	const char *summary; /* for `casegate help` */
	const char *help;    /* the whole text of `casegate NAME --help` */
	/* argv[0] is the command's name. Options that all share (--config, --state, --json, --help) are gone. */
	bool (*parse)(int argc, char **argv, Request *request, GError **error);
	bool (*serve)(Office *office, const Request *request, GString *out, GError **error);
	int (*main)(int argc, char **argv); /* argv with all options */
} Command;

extern const Command command_case, command_check, command_contact, command_deliver,
    command_explain, command_mail, command_read, command_request, command_run, command_status;

/* Runs argv[1] and returns the exit code. */
int command_run_main(int argc, char **argv);

/* The options that all share, for commands with a main of their own: read and taken out of argv. */
typedef struct {
	const char *config; /* borrowed from argv or a constant */
	const char *state;
	bool json;
	bool help;
} CommandOptions;
bool command_options(int *argc, char **argv, CommandOptions *ret_options, GError **error);
/* Takes `--name VALUE` or `--name=VALUE` (or the bare flag when value is NULL) out of argv; true when it was there. */
bool command_take_option(
    int *argc, char **argv, const char *name, const char **ret_value, GError **error);
/* Says it on standard error as "casegate COMMAND: text" and returns the exit code of this error. */
int command_fail(const char *command, const GError *error);
/* Reads the configuration for a command; lists every mistake on standard error and returns NULL otherwise (exit 78). */
Config *command_config(const CommandOptions *options);
