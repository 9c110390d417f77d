/* SPDX-License-Identifier: Apache-2.0 */
/* A mistake of an operator's file: where, what was found, what was expected. Kept in the order of the files' lines. */
#pragma once

#include <glib.h>

typedef struct {
	char *file;      /* own */
	unsigned line;   /* from 1; 0: the file as a whole */
	unsigned column; /* from 1; 0: it means the whole line */
	char *found;     /* own; "unknown key 'mailboxs'" */
	char *expected;  /* own; "one of desk, mailboxes, ...; did you mean 'mailboxes'?" */
} Diagnostic;
void diagnostic_free(Diagnostic *diagnostic);

/* "casegate.yaml:12: found ..., expected ..." on one line. Caller owns. */
char *diagnostic_text(const Diagnostic *diagnostic);

/* An empty list of Diagnostic. Caller owns. */
GPtrArray *diagnostics_new(void);

/* Puts the mistake among those of its file, after all of the same or an earlier line; once, should an alias bring a
 * reader to its place again. */
void diagnostics_add(GPtrArray *diagnostics, Diagnostic *take_diagnostic);

/* A mistake of a file as a whole: it cannot be read, it is missing. */
void diagnostics_add_file(GPtrArray *diagnostics, const char *file, const char *expected,
    const char *found_format, ...) G_GNUC_PRINTF(4, 5);
/* A mistake of one line of a file that is no YAML. */
void diagnostics_add_line(GPtrArray *diagnostics, const char *file, unsigned line,
    const char *expected, const char *found_format, ...) G_GNUC_PRINTF(5, 6);
