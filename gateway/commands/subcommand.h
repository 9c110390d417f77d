/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The verbs of a command (`show` of `casegate case show NUMBER`) as tables: what each takes, and the functions
 * that run where the spool is open and, before and after, in the process that was started. A command that does
 * one thing only is one verb without a name.
 */
#pragma once

#include <stdbool.h>

#include "gateway/model/context.h"
#include "gateway/commands/call.h"

typedef enum {
	OPTION_FLAG,
	OPTION_WORD,
	OPTION_NUMBER, /* not negative */
} OptionKind;

/* `--name VALUE`; becomes the request's word of that name. */
typedef struct {
	const char *name; /* NULL ends a table */
	OptionKind kind;
} VerbOption;

typedef struct {
	const char *name; /* NULL where the command has one verb only */
	const char *const *
	    operands; /* the request's words that they become, NULL-terminated; or NULL: none */
	int least;    /* so many of the operands must be there */
	const char *
	    rest; /* the list of words that all behind the operands become, at least one; or NULL */
	const VerbOption *options; /* or NULL: none */

	bool rehearses; /* changes nothing: where there is no spool it does with an empty one */

	/* Fetches what is no argument, a text or a mail; or NULL. Runs in the process that was started. */
	bool (*prepare)(Request *request, GError **error);
	/* Does it where the spool is open and writes what is to be printed. */
	bool (*serve)(Office *office, const Request *request, GString *out, GError **error);
	/* Makes what is printed of what serve wrote; NULL: it is printed as it stands. Runs where prepare does. */
	GBytes *(*finish)(const Request *request, GBytes *served, GError **error);
} Verb;

/* Reads argv (argv[0] is the command) into a request, prepare() included; all that does not fit is an error that
 * names what was meant. verbs: ended by one without serve. */
bool verb_parse(const Verb *verbs, int argc, char **argv, Request *request, GError **error);
/* The verb of this request, when all words are there that it must have; or NULL with an error. */
const Verb *verb_find(const Verb *verbs, const Request *request, GError **error);

/* A prepare(): the text is the operand "text", or the file of `--file`, or standard input. */
bool verb_take_text(Request *request, GError **error);
/* The same where a text may be missing: standard input is left alone. */
bool verb_take_text_if_given(Request *request, GError **error);

/* Of all lists: `list [STATE] [--limit N]`. */
extern const char *const VERB_LIST_OPERANDS[];
extern const VerbOption VERB_LIST_OPTIONS[];
