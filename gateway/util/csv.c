/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A row that makes no sense costs its own line only, so that all mistakes of a file can be listed at once: after it,
 * reading goes on at the line below the one where it began.
 */
#include "gateway/util/csv.h"

#include <stdbool.h>
#include <string.h>

static bool
at_line_end(const Csv *csv)
{
	return csv->at == csv->end || *csv->at == '\n' || *csv->at == '\r';
}

/* Over "\n", "\r\n" or a lone "\r". */
static void
skip_line_end(Csv *csv)
{
	if (csv->at == csv->end)
		return;
	if (*csv->at == '\r' && csv->end - csv->at > 1 && csv->at[1] == '\n')
		csv->at++;
	csv->at++;
	csv->line++;
}

static void
skip_line(Csv *csv)
{
	while (!at_line_end(csv))
		csv->at++;
	skip_line_end(csv);
}

static char
guess_separator(const Csv *csv)
{
	static const char CANDIDATES[] = ",;\t";
	size_t counts[sizeof CANDIDATES - 1] = {0};
	size_t best = 0;
	bool quoted = false;

	for (const char *c = csv->at; c < csv->end && (quoted || (*c != '\n' && *c != '\r'));
	     c++) {
		const char *one = *c == '\0' ? NULL : strchr(CANDIDATES, *c);

		if (*c == '"')
			quoted = !quoted;
		if (!quoted && one != NULL)
			counts[one - CANDIDATES]++;
	}
	for (size_t i = 1; i < G_N_ELEMENTS(counts); i++)
		if (counts[i] > counts[best])
			best = i;
	return CANDIDATES[best];
}

static bool
begins_with(const Csv *csv, const char *prefix)
{
	size_t length = strlen(prefix);

	return (size_t)(csv->end - csv->at) >= length && memcmp(csv->at, prefix, length) == 0;
}

void
csv_open(Csv *csv, const char *text, size_t length)
{
	*csv = (Csv){.at = text, .end = text + length, .line = 1};
	if (begins_with(csv, "\xef\xbb\xbf"))
		csv->at += 3;
	if (begins_with(csv, "sep=") && csv->end - csv->at > 4 && strchr(",;\t", csv->at[4]) &&
	    csv->at[4] != '\0') {
		csv->separator = csv->at[4];
		skip_line(csv);
		return;
	}
	csv->separator = guess_separator(csv);
}

/* csv stands on the opening quote, and then behind the closing one. */
static const char *
read_quoted(Csv *csv, GString *cell)
{
	for (csv->at++; csv->at < csv->end; csv->at++) {
		if (*csv->at == '\n')
			csv->line++;
		if (*csv->at != '"') {
			g_string_append_c(cell, *csv->at);
			continue;
		}
		if (++csv->at == csv->end || *csv->at != '"')
			return at_line_end(csv) || *csv->at == csv->separator
				   ? NULL
				   : "text behind the quote that ends a cell";
		g_string_append_c(cell, '"');
	}
	return "a quote that nothing closes";
}

static const char *
read_cell(Csv *csv, GString *cell)
{
	if (csv->at < csv->end && *csv->at == '"')
		return read_quoted(csv, cell);
	for (; !at_line_end(csv) && *csv->at != csv->separator; csv->at++)
		g_string_append_c(cell, *csv->at);
	return NULL;
}

static const char *
read_row(Csv *csv, GPtrArray *cells)
{
	for (;;) {
		g_autoptr(GString) cell = g_string_new(NULL);
		const char *wrong = read_cell(csv, cell);

		if (wrong != NULL)
			return wrong;
		if (memchr(cell->str, '\0', cell->len) != NULL)
			return "a NUL byte";
		g_ptr_array_add(cells, g_string_free(g_steal_pointer(&cell), FALSE));
		if (at_line_end(csv))
			break;
		csv->at++;
	}
	skip_line_end(csv);
	return NULL;
}

static bool
is_empty(const GPtrArray *cells)
{
	for (guint i = 0; i < cells->len; i++)
		if (((const char *)cells->pdata[i])[0] != '\0')
			return false;
	return true;
}

CsvResult
csv_next(Csv *csv, GPtrArray **ret_cells, unsigned *ret_line, const char **ret_wrong)
{
	while (csv->at < csv->end) {
		g_autoptr(GPtrArray) cells = g_ptr_array_new_with_free_func(g_free);
		Csv start = *csv;
		const char *wrong = read_row(csv, cells);

		*ret_line = start.line;
		if (wrong != NULL) {
			*csv = start;
			skip_line(csv);
			*ret_wrong = wrong;
			return CSV_BAD;
		}
		if (is_empty(cells))
			continue;
		*ret_cells = g_steal_pointer(&cells);
		return CSV_ROW;
	}
	return CSV_END;
}
