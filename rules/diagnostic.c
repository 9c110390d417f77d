/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The list of mistakes that reading the operator's files leaves. It is always in order: files as they were first
 * named, within a file by line, so that whoever prints it need not sort.
 */
#include "rules/diagnostic.h"

#include <stdbool.h>

void
mistake_free(Mistake *mistake)
{
	if (mistake == NULL)
		return;
	g_free(mistake->file);
	g_free(mistake->found);
	g_free(mistake->expected);
	g_free(mistake);
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
mistake_text(const Mistake *mistake)
{
	g_autofree char *line =
	    mistake->line > 0 ? g_strdup_printf(":%u", mistake->line) : g_strdup("");
	char *text = g_strdup_printf("%s%s: found %s, expected %s", mistake->file, line,
	    mistake->found, mistake->expected);

	blank_controls(text);
	return text;
}

GPtrArray *
mistakes_new(void)
{
	return g_ptr_array_new_with_free_func((GDestroyNotify)mistake_free);
}

static int
compare_place(const Mistake *a, const Mistake *b)
{
	if (a->line != b->line)
		return a->line < b->line ? -1 : 1;
	return a->column < b->column ? -1 : a->column > b->column;
}

static bool
is_known(const GPtrArray *mistakes, const Mistake *mistake)
{
	for (guint i = 0; i < mistakes->len; i++) {
		const Mistake *other = g_ptr_array_index(mistakes, i);

		if (compare_place(other, mistake) == 0 &&
		    g_strcmp0(other->file, mistake->file) == 0 &&
		    g_strcmp0(other->found, mistake->found) == 0 &&
		    g_strcmp0(other->expected, mistake->expected) == 0)
			return true;
	}
	return false;
}

/* Behind the last of its file that does not come after it; a file that is new goes to the end. */
static guint
place_of(const GPtrArray *mistakes, const Mistake *mistake)
{
	guint place = mistakes->len;

	for (guint i = mistakes->len; i > 0; i--) {
		const Mistake *other = g_ptr_array_index(mistakes, i - 1);

		if (g_strcmp0(other->file, mistake->file) != 0)
			continue;
		if (compare_place(other, mistake) <= 0)
			return i;
		place = i - 1;
	}
	return place;
}

void
mistakes_add(GPtrArray *mistakes, Mistake *take_mistake)
{
	if (is_known(mistakes, take_mistake))
		mistake_free(take_mistake);
	else
		g_ptr_array_insert(
		    mistakes, (int)place_of(mistakes, take_mistake), take_mistake);
}

static Mistake *mistake_new(const char *file, unsigned line, const char *expected,
    const char *found_format, va_list arguments) G_GNUC_PRINTF(4, 0);

static Mistake *
mistake_new(const char *file, unsigned line, const char *expected, const char *found_format,
    va_list arguments)
{
	Mistake *mistake = g_new0(Mistake, 1);

	mistake->file = g_strdup(file);
	mistake->line = line;
	mistake->expected = g_strdup(expected);
	mistake->found = g_strdup_vprintf(found_format, arguments);
	return mistake;
}

void
mistakes_add_file(
    GPtrArray *mistakes, const char *file, const char *expected, const char *found_format, ...)
{
	va_list arguments;

	va_start(arguments, found_format);
	mistakes_add(mistakes, mistake_new(file, 0, expected, found_format, arguments));
	va_end(arguments);
}

void
mistakes_add_line(GPtrArray *mistakes, const char *file, unsigned line, const char *expected,
    const char *found_format, ...)
{
	va_list arguments;

	va_start(arguments, found_format);
	mistakes_add(mistakes, mistake_new(file, line, expected, found_format, arguments));
	va_end(arguments);
}
