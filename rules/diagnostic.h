/* SPDX-License-Identifier: Apache-2.0 */
/* A mistake of an operator's file: where, what was found, what was expected. Kept in the order of the files' lines. */
#pragma once

#include <glib.h>

typedef struct {
	char *file;      /* own */
	unsigned line;   /* from 1; 0: the file as a whole */
	unsigned column; /* from 1; 0 with line 0 */
	char *found;     /* own; "unknown key 'mailboxs'" */
	char *expected;  /* own; "one of desk, mailboxes, ...; did you mean 'mailboxes'?" */
} Mistake;
void mistake_free(Mistake *mistake);

/* "casegate.yaml:12: found ..., expected ..." on one line. Caller owns. */
char *mistake_text(const Mistake *mistake);

/* An empty list of Mistake. Caller owns. */
GPtrArray *mistakes_new(void);

/* Puts the mistake among those of its file, after all of the same or an earlier line; once, should an alias bring a
 * reader to its place again. */
void mistakes_add(GPtrArray *mistakes, Mistake *take_mistake);

/* A mistake of a file as a whole: it cannot be read, it is missing. */
void mistakes_add_file(GPtrArray *mistakes, const char *file, const char *expected,
    const char *found_format, ...) G_GNUC_PRINTF(4, 5);
/* A mistake of one line of a file that is no YAML. */
void mistakes_add_line(GPtrArray *mistakes, const char *file, unsigned line,
    const char *expected, const char *found_format, ...) G_GNUC_PRINTF(5, 6);
