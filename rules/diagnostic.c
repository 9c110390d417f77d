/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of mistakes that reading the operator's files leaves. It is always in order: files as they were first
 * named, within a file by line, so that whoever prints it need not sort.
 */
#include "rules/diagnostic.h"

#include <stdbool.h>

void
diagnostic_free(Diagnostic *diagnostic)
{
	if (diagnostic == NULL)
		return;
	g_free(diagnostic->file);
	g_free(diagnostic->found);
	g_free(diagnostic->expected);
	g_free(diagnostic);
}

/* What was found is the file's own text: a control character in it must not reach a terminal. */
static void
blank_controls(char *text)
{
	for (char *c = text; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			*c = ' ';
}

char *
diagnostic_text(const Diagnostic *diagnostic)
{
	g_autofree char *line =
	    diagnostic->line > 0 ? g_strdup_printf(":%u", diagnostic->line) : g_strdup("");
	char *text = g_strdup_printf("%s%s: found %s, expected %s", diagnostic->file, line,
	    diagnostic->found, diagnostic->expected);

	blank_controls(text);
	return text;
}

GPtrArray *
diagnostics_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
}

static int
compare_place(const Diagnostic *a, const Diagnostic *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->column < b->column ? -1 : a->column > b->column;
}

static bool
is_known(const GPtrArray *diagnostics, const Diagnostic *diagnostic)
{
	for (guint i = 0; i < diagnostics->len; i++) {
		const Diagnostic *other = g_ptr_array_index(diagnostics, i);

		if (compare_place(other, diagnostic) == 0 &&
		    g_strcmp0(other->file, diagnostic->file) == 0 &&
		    g_strcmp0(other->found, diagnostic->found) == 0 &&
		    g_strcmp0(other->expected, diagnostic->expected) == 0)
			return true;
	}
	return false;
}

/* Behind the last of its file that does not come after it; a file that is new goes to the end. */
static guint
place_of(const GPtrArray *diagnostics, const Diagnostic *diagnostic)
{
	guint place = diagnostics->len;

	for (guint i = diagnostics->len; i > 0; i--) {
		const Diagnostic *other = g_ptr_array_index(diagnostics, i - 1);

		if (g_strcmp0(other->file, diagnostic->file) != 0)
			continue;
		if (compare_place(other, diagnostic) <= 0)
			return i;
		place = i - 1;
	}
	return place;
}

void
diagnostics_add(GPtrArray *diagnostics, Diagnostic *take_diagnostic)
{
	if (is_known(diagnostics, take_diagnostic))
		diagnostic_free(take_diagnostic);
	else
		g_ptr_array_insert(
		    diagnostics, (int)place_of(diagnostics, take_diagnostic), take_diagnostic);
}

static Diagnostic *diagnostic_new(const char *file, unsigned line, const char *expected,
    const char *found_format, va_list arguments) G_GNUC_PRINTF(4, 0);

static Diagnostic *
diagnostic_new(const char *file, unsigned line, const char *expected, const char *found_format,
    va_list arguments)
{
	Diagnostic *diagnostic = g_new0(Diagnostic, 1);

	diagnostic->file = g_strdup(file);
	diagnostic->line = line;
	diagnostic->expected = g_strdup(expected);
	diagnostic->found = g_strdup_vprintf(found_format, arguments);
	return diagnostic;
}

void
diagnostics_add_file(GPtrArray *diagnostics, const char *file, const char *expected,
    const char *found_format, ...)
{
	va_list arguments;

	va_start(arguments, found_format);
	diagnostics_add(
	    diagnostics, diagnostic_new(file, 0, expected, found_format, arguments));
	va_end(arguments);
}

void
diagnostics_add_line(GPtrArray *diagnostics, const char *file, unsigned line,
    const char *expected, const char *found_format, ...)
{
	va_list arguments;

	va_start(arguments, found_format);
	diagnostics_add(
	    diagnostics, diagnostic_new(file, line, expected, found_format, arguments));
	va_end(arguments);
}
