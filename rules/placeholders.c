/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Fills `{{name}}`, and nothing else of Mustache: there is no logic in a rule's values. What is filled in is a
 * stranger's text; it is never looked at for names again.
 */
#include "rules/placeholders.h"

#include <string.h>

#define FILLED_MOST 250

bool
placeholders_is_needed(const char *text)
{
	return strstr(text, "{{") != NULL;
}

/* The name that stands at "{{"; *ret_after: behind its "}}". NULL: there is no end. */
static char *
name_at(const char *open, const char **ret_after)
{
	const char *end = strstr(open, "}}");

	if (end == NULL)
		return NULL;
	*ret_after = end + 2;
	return g_strstrip(g_strndup(open + 2, (size_t)(end - open - 2)));
}

GPtrArray *
placeholders_names(const char *text)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *open;

	while ((open = strstr(text, "{{")) != NULL) {
		char *name = name_at(open, &text);

		if (name == NULL)
			return NULL;
		g_ptr_array_add(names, name);
	}
	return g_steal_pointer(&names);
}

static bool
is_blank(gunichar c)
{
	GUnicodeType type = g_unichar_type(c);

	return g_unichar_isspace(c) || type == G_UNICODE_CONTROL ||
	       type == G_UNICODE_LINE_SEPARATOR || type == G_UNICODE_PARAGRAPH_SEPARATOR;
}

static char *
one_line(const char *text)
{
	g_autoptr(GString) line = g_string_new(NULL);
	bool blank = false;
	long count = 0;

	for (const char *p = text; *p != '\0' && count < FILLED_MOST; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (is_blank(c)) {
			blank = line->len > 0;
			continue;
		}
		if (blank)
			g_string_append_c(line, ' ');
		g_string_append_unichar(line, c);
		count += blank ? 2 : 1;
		blank = false;
	}
	return g_string_free(g_steal_pointer(&line), false);
}

char *
placeholders_text(const char *text, PlaceholderValue value, void *data)
{
	g_autoptr(GString) filled = g_string_new(NULL);
	const char *open;

	while ((open = strstr(text, "{{")) != NULL) {
		const char *after = open;
		g_autofree char *name = name_at(open, &after);
		const char *filling = name == NULL ? NULL : value(name, data);

		if (name == NULL)
			break;
		g_string_append_len(filled, text, open - text);
		g_string_append(filled, filling == NULL ? "" : filling);
		text = after;
	}
	g_string_append(filled, text);
	return one_line(filled->str);
}
