/* SPDX-License-Identifier: Apache-2.0 */
/* One line of a form: the labels on it, and where the value of each stands. For rules/form*.c only. */
#pragma once

#include "rules/form_label.h"

typedef struct {
	FormLabel label;
	const char *value; /* foreign; a piece of the line */
	const char *end;   /* of it */
	char tick;         /* before the label: 'x', '-' for one that is not ticked; 0: none */
} FormPart;

/* Appends what the line says (FormPart): mostly nothing, or one label with its value. */
void form_line_read(const Form *form, const char *line, const char *end, GArray *parts);

/* Past bullets, numbers, ticks and bold marks. */
const char *form_line_skip_bullet(const char *line, const char *end, char *ret_tick);
/* What a tick is: 'x', '-' for one that is not ticked; 0: none. *ret_size: how many bytes it has. */
char form_line_tick(const char *p, const char *end, size_t *ret_size);

/* "Kostenplaats: 4711": what another form would ask. */
bool form_line_is_foreign(const char *line, const char *end);
/* A blank line, or one that is drawn. */
bool form_line_is_blank(const char *line, const char *end);

/* Whether it may have more than one cell. */
bool form_line_may_be_row(const char *line, const char *end);
/* The cells of a row of a table: by tabs or bars, else by semicolons or some blanks (char *, trimmed; caller owns the
 * array). */
GPtrArray *form_line_cells(const char *line, const char *end);

/* A value without what may stand around it. Caller owns. */
char *form_line_value(const char *start, const char *end);
