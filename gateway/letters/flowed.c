/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/letters/flowed.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define WHOLE 78 /* characters of a line that is left as it is */
#define WIDTH 72 /* of what a longer one is broken into, with its last blank */

static const char SIGNATURE[] = "-- ";

/* Where the next line begins: behind the last blank that leaves this one short enough, else behind the first; NULL where it
 * is left as it is. No more is looked at than is needed, as a text may be one line. */
static const char *
find_break(const char *line, const char *end)
{
	const char *last = NULL;
	unsigned width = 0;

	for (const char *p = line; p < end; p = g_utf8_next_char(p), width++) {
		if (width >= WHOLE && last != NULL)
			return last;
		if ((width < WIDTH || last == NULL) && *p == ' ' && p > line && p + 1 < end &&
		    p[1] != ' ')
			last = p + 1;
	}
	return width > WHOLE ? last : NULL;
}

/* Section 4.4: what could be taken for a mark gets a blank in front of it, which a reader takes away. */
static bool
looks_marked(const char *line)
{
	return *line == ' ' || *line == '>' || g_str_has_prefix(line, "From ");
}

static void
append_line(GString *out, const char *line, const char *end)
{
	size_t depth = strspn(line, ">");
	const char *text = line + depth;

	if (depth > 0 && *text == ' ')
		text++;
	while (end > text && end[-1] == ' ')
		end--;
	for (const char *next = text; next != NULL; text = next) {
		next = find_break(text, end);
		g_string_append_len(out, line, (gssize)depth);
		if (end > text && (depth > 0 || looks_marked(text)))
			g_string_append_c(out, ' ');
		g_string_append_len(out, text, (next == NULL ? end : next) - text);
		g_string_append_c(out, '\n');
	}
}

char *
flowed_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *out = g_string_sized_new(strlen(valid) + strlen(valid) / 8);

	for (const char *line = valid; *line != '\0';) {
		const char *end = line + strcspn(line, "\r\n");

		if ((size_t)(end - line) == strlen(SIGNATURE) &&
		    g_str_has_prefix(line, SIGNATURE))
			g_string_append_printf(out, "%s\n", SIGNATURE);
		else
			append_line(out, line, end);
		line = end + (g_str_has_prefix(end, "\r\n") ? 2 : *end != '\0');
	}
	return g_string_free(out, FALSE);
}
