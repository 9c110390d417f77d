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
} TableColumn;

typedef struct {
	int width;   /* of the terminal; 0: there is none, nothing is cut */
	bool colour; /* the heading stands out */
} TableStyle;

typedef struct Table Table;

/* columns are borrowed for the table's life. */
Table *table_new(const TableColumn *columns, size_t n_columns);
void table_free(Table *table);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Table, table_free)

/* One row: as many cells as there are columns, copied; NULL is an empty cell. */
void table_add(Table *table, const char *const *cells);
void table_print(const Table *table, const TableStyle *style, GString *out);
