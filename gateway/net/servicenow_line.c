/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/net/servicenow_line.h"

#include <glib.h>
#include <string.h>

#define ELLIPSIS "\n[...]"

char *
servicenow_line_shorten(const char *text, long most, bool *ret_cut)
{
	*ret_cut = g_utf8_strlen(text, -1) > most;
	return *ret_cut ? g_utf8_substring(text, 0, MAX(most, 0)) : g_strdup(text);
}

/* The length of such a tag that the text begins with, or 0. */
static size_t
code_tag(const char *text)
{
	static const char *const TAGS[] = {"[code]", "[/code]"};

	for (size_t i = 0; i < G_N_ELEMENTS(TAGS); i++)
		if (g_ascii_strncasecmp(text, TAGS[i], strlen(TAGS[i])) == 0)
			return strlen(TAGS[i]);
	return 0;
}

char *
servicenow_line_without_html(const char *text)
{
	GString *out = g_string_new(NULL);

	for (const char *at = text; *at != '\0';) {
		size_t tag = *at == '[' ? code_tag(at) : 0;

		if (tag == 0) {
			g_string_append_c(out, *at++);
			continue;
		}
		g_string_append_len(out, at, (gssize)tag - 1);
		g_string_append(out, " ]");
		at += tag;
	}
	return g_string_free(out, false);
}

char *
servicenow_line_add(const char *text, const char *person, const char *name, const char *key,
    long most, bool *ret_cut)
{
	g_autofree char *line =
	    g_strdup_printf("%s%s[%s %s]", person, *person == '\0' ? "" : " ", name, key);
	long room = most - g_utf8_strlen(line, -1) - 2;
	g_autofree char *whole = servicenow_line_shorten(text, room, ret_cut);
	g_autofree char *part = NULL;

	if (!*ret_cut)
		return g_strconcat(whole, *whole == '\0' ? "" : "\n\n", line, NULL);
	part = g_utf8_substring(whole, 0, MAX(room - (long)strlen(ELLIPSIS), 0));
	return g_strconcat(part, ELLIPSIS "\n\n", line, NULL);
}

/* Where the mark "[name key]" that ends the line begins; NULL: there is none. */
static const char *
find_mark(const char *line, const char *name)
{
	g_autofree char *opening = g_strdup_printf("[%s ", name);
	const char *mark = g_strrstr(line, opening);
	const char *at = NULL;

	if (mark == NULL)
		return NULL;
	for (at = mark + strlen(opening); g_ascii_isalnum(*at); at++)
		;
	return at > mark + strlen(opening) && strcmp(at, "]") == 0 ? mark : NULL;
}

char *
servicenow_line_cut(const char *text, const char *name, char **ret_key)
{
	g_autofree char *whole = g_strchomp(g_strdup(text));
	char *line = strrchr(whole, '\n');
	const char *mark = find_mark(line == NULL ? whole : line + 1, name);

	*ret_key = NULL;
	if (mark == NULL)
		return g_strdup(text);
	*ret_key = g_strndup(mark + strlen(name) + 2, strlen(mark) - strlen(name) - 3);
	*(line == NULL ? whole : line) = '\0';
	return g_strdup(g_strchomp(whole));
}
