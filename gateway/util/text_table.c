/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tables. Widths are columns of the terminal, not bytes. Where a table is too wide, the flexible columns give way,
 * the widest first, then the others; none below what can be recognised.
 */
#include "gateway/util/text_table.h"

#include "gateway/util/sanitize.h"

enum {
	GAP = 2,
	LEAST_WIDTH = 8,
};

struct TextTable {
	const TextTableColumn *columns; /* foreign */
	size_t n_columns;
	GPtrArray *cells; /* own; of char *, row by row */
};

TextTable *
text_table_new(const TextTableColumn *columns, size_t n_columns)
{
	TextTable *table = g_new0(TextTable, 1);

	table->columns = columns;
	table->n_columns = n_columns;
	table->cells = g_ptr_array_new_with_free_func(g_free);
	return table;
}

void
text_table_free(TextTable *table)
{
	if (table == NULL)
		return;
	g_ptr_array_unref(table->cells);
	g_free(table);
}

void
text_table_add(TextTable *table, const char *const *cells)
{
	for (size_t i = 0; i < table->n_columns; i++)
		g_ptr_array_add(table->cells, sanitize_line(cells[i] == NULL ? "" : cells[i]));
}

static int
total_width(const TextTable *table, const int *widths)
{
	int total = GAP * (int)(table->n_columns - 1);

	for (size_t i = 0; i < table->n_columns; i++)
		total += widths[i];
	return total;
}

/* The widest of the columns that may still give way, or n_columns. */
static size_t
widest_column(const TextTable *table, const int *widths, bool flexible)
{
	size_t widest = table->n_columns;

	for (size_t i = 0; i < table->n_columns; i++)
		if (table->columns[i].flexible == flexible && widths[i] > LEAST_WIDTH &&
		    (widest == table->n_columns || widths[i] > widths[widest]))
			widest = i;
	return widest;
}

/* Caller owns. */
static int *
fit_widths(const TextTable *table, int width)
{
	int *widths = g_new0(int, table->n_columns);

	for (size_t i = 0; i < table->n_columns; i++)
		widths[i] = sanitize_width(table->columns[i].heading);
	for (guint i = 0; i < table->cells->len; i++) {
		int *column = &widths[i % table->n_columns];

		*column = MAX(*column, sanitize_width(g_ptr_array_index(table->cells, i)));
	}
	while (width > 0 && total_width(table, widths) > width) {
		size_t widest = widest_column(table, widths, true);

		if (widest == table->n_columns)
			widest = widest_column(table, widths, false);
		if (widest == table->n_columns)
			break;
		widths[widest]--;
	}
	return widths;
}

static void
print_row(const TextTable *table, const char *const *cells, const int *widths, GString *out)
{
	gsize start = out->len;

	for (size_t i = 0; i < table->n_columns; i++) {
		int missing = MAX(widths[i] - sanitize_width(cells[i]), 0);

		sanitize_pad(out, table->columns[i].right ? missing : 0);
		sanitize_append_cut(out, cells[i], widths[i]);
		sanitize_pad(out, table->columns[i].right ? GAP : missing + GAP);
	}
	while (out->len > start && out->str[out->len - 1] == ' ')
		g_string_truncate(out, out->len - 1);
	g_string_append_c(out, '\n');
}

static void
print_heading(
    const TextTable *table, const TextTableStyle *style, const int *widths, GString *out)
{
	g_autofree const char **headings = g_new0(const char *, table->n_columns);

	for (size_t i = 0; i < table->n_columns; i++)
		headings[i] = table->columns[i].heading;
	if (style->colour)
		g_string_append(out, "\033[1m");
	print_row(table, headings, widths, out);
	if (style->colour)
		g_string_append(out, "\033[0m");
}

void
text_table_print(const TextTable *table, const TextTableStyle *style, GString *out)
{
	g_autofree int *widths = fit_widths(table, style->width);

	print_heading(table, style, widths, out);
	for (guint i = 0; i < table->cells->len; i += (guint)table->n_columns)
		print_row(table, (const char *const *)&table->cells->pdata[i], widths, out);
}
