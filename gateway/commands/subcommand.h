/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The subcommands of a command (`show` of `casegate case show NUMBER`) as tables: what each takes, and the functions
 * that run where the spool is open and, before and after, in the process that was started. A command that does one
 * thing only is one subcommand without a name.
 */
#pragma once

#include <stdbool.h>

#include "gateway/commands/call.h"
#include "gateway/model/context.h"

typedef enum {
	OPTION_FLAG,
	OPTION_WORD,
	OPTION_NUMBER, /* not negative */
	OPTION_WORDS,  /* may be given several times */
} OptionKind;

/* `--name VALUE`; becomes the call's argument of that name. */
typedef struct {
	const char *name; /* NULL ends a table */
	OptionKind kind;
} SubcommandOption;

typedef struct {
	const char *name; /* NULL where the command has one subcommand only */
	/* Or several that are taken and served alike, NULL-terminated; caller owns the array. */
	const char **(*names)(void);
	const char *const *
	    operands; /* the call's arguments that they become, NULL-terminated; or NULL: none */
	int least;    /* so many of the operands must be there */
	const char *rest;   /* the list argument that all after the operands become; or NULL */
	bool rest_may_lack; /* else there must be at least one */
	const SubcommandOption *options; /* or NULL: none */

	bool dry_run; /* changes nothing: where there is no spool it works on an empty one */

	/* Fetches what is no argument, a text or a mail; or NULL. Runs in the process that was started. */
	bool (*prepare)(Call *call, GError **error);
	/* Given what serve wrote, changes the call to be served once more, or says that this was it; or NULL. */
	bool (*again)(Call *call, GBytes *told, bool *ret_again, GError **error);
	/* Runs where the spool is open and writes what is to be printed. */
	bool (*serve)(Context *context, const Call *call, GString *out, GError **error);
	/* Makes what is printed of what serve wrote; NULL: it is printed as it stands. Runs where prepare does. */
	GBytes *(*finish)(const Call *call, GBytes *served, GError **error);
} Subcommand;

/* Reads argv (argv[0] is the command) into a call, prepare() included; all that does not fit is an error that names
 * what was meant. subcommands: ended by one without serve. */
bool subcommand_parse(
    const Subcommand *subcommands, int argc, char **argv, Call *call, GError **error);
/* The subcommand of this call, when all its operands are there; or NULL with an error. */
const Subcommand *subcommand_find(
    const Subcommand *subcommands, const Call *call, GError **error);

/* A prepare(): the text is the operand "text", or the file of `--file`, or standard input. */
bool subcommand_take_text(Call *call, GError **error);
/* The same where a text may be missing: standard input is left alone. */
bool subcommand_take_text_if_given(Call *call, GError **error);

/* Of all lists: `list [STATE] [--limit N] [--before ID]`. */
extern const char *const SUBCOMMAND_LIST_OPERANDS[];
extern const SubcommandOption SUBCOMMAND_LIST_OPTIONS[];
/* Which of these names, NULL-terminated, its STATE means; -1: none is given. */
bool subcommand_list_state(const Context *context, const Call *call, const char *const *names,
    int *ret_state, GError **error);
