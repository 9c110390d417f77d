/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables as spreadsheets save them (RFC 4180): cells between commas, semicolons or tabs, whichever the first line has
 * most of, in quotes where they hold one of these or a line end. Pure; borrows the text, which need not end in NUL.
 */
#pragma once

#include <glib.h>
#include <stddef.h>

typedef struct {
	const char *at;
	const char *end;
	char separator;
	unsigned line; /* of what is read next, from 1 */
} Csv;

/* A byte order mark at the start is no part of the text; nor is a first line "sep=;", which says the separator. */
void csv_open(Csv *csv, const char *text, size_t length);

typedef enum {
	CSV_ROW,
	CSV_BAD, /* ret_wrong says why, in words; the next line goes on */
	CSV_END,
} CsvResult;

/* The next row that is not empty. ret_cells: of char *, as they stand, not necessarily UTF-8 and without NUL; set for
 * a row only, caller owns. ret_line: where it begins. */
CsvResult csv_next(Csv *csv, GPtrArray **ret_cells, unsigned *ret_line, const char **ret_wrong);
