/* SPDX-License-Identifier: Apache-2.0 */
/* Tables of plain text: columns two spaces apart, as wide as their widest cell, cut to fit a terminal. Pure. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

typedef struct {
	const char *heading;
	bool flexible; /* is cut first where the table is wider than the terminal */
	bool right;    /* for numbers */
} TextTableColumn;

typedef struct {
	int width;   /* of the terminal; 0: there is none, nothing is cut */
	bool colour; /* the heading stands out */
} TextTableStyle;

typedef struct TextTable TextTable;

/* columns are borrowed for the table's life. */
TextTable *text_table_new(const TextTableColumn *columns, size_t n_columns);
void text_table_free(TextTable *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(TextTable, text_table_free)

/* One row: as many cells as there are columns, copied; NULL is an empty cell. */
void text_table_add(TextTable *table, const char *const *cells);
void text_table_print(const TextTable *table, const TextTableStyle *style, GString *out);
