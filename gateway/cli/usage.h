/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a command takes, read out of its help: the lines of its usage, and those below that tell of its words and options.
 * So that what a shell completes and what a person reads are one text. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	char *name;  /* own; "--file" */
	char *value; /* own; "FILE", "yes|no"; NULL: it takes none */
	char *about; /* own; "" where nothing is told */
} UsageOption;

/* One line of the usage. */
typedef struct {
	char **verbs; /* own; "answer", "ask"; none: the command has none */
	GPtrArray *
	    operands; /* own; of char *, "NUMBER"; what follows the last may be more of it, with repeats */
	GPtrArray *options; /* own; of UsageOption */
	bool repeats;
} Usage;

/* Of Usage, of `casegate NAME --help`. Caller owns. */
GPtrArray *usage_read(const char *name, const char *help);
/* What the help tells of this word, "case list" its list; "" where it tells nothing. Caller owns. */
char *usage_about(const char *help, const char *word);
