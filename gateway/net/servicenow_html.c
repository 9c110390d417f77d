/* SPDX-License-Identifier: Apache-2.0 */
/* Without those tags, HTML is what begins with a tag that editors begin with and ends with one: a "<" in a sentence is
 * none. */
#include "gateway/net/servicenow_html.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "parsers/html.h"

#define OPENING "[code]"
#define CLOSING "[/code]"

/* Of a text between the two tags. Caller owns. */
static char *
plain(const char *html, size_t length)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) clean = g_string_sized_new(length);
	char *text = NULL;

	for (size_t i = 0; i < length; i++)
		if (!g_ascii_iscntrl(html[i]) || html[i] == '\n' || html[i] == '\t')
			g_string_append_c(clean, html[i]);
	text = html_to_text(clean->str, limits);
	for (char *at = text; *at != '\0'; at++)
		if (*at >= HTML_QUOTE_FROM_HERE && *at <= HTML_LAST_MARK)
			*at = '\n'; /* such a mark has a line to itself */
	return g_strstrip(text);
}

/* The first such tag, in any case of letters, or NULL. */
static const char *
find(const char *text, const char *tag)
{
	for (const char *at = text; (at = strchr(at, '[')) != NULL; at++)
		if (g_ascii_strncasecmp(at, tag, strlen(tag)) == 0)
			return at;
	return NULL;
}

static bool
is_html(const char *text)
{
	static const char *const TAGS[] = {"a", "b", "blockquote", "body", "br", "div", "em",
	    "font", "h1", "h2", "h3", "h4", "html", "i", "img", "ol", "p", "pre", "span",
	    "strong", "table", "u", "ul", NULL};
	g_autofree char *trimmed = g_strstrip(g_strdup(text));
	size_t length = strlen(trimmed);
	size_t letters = *trimmed == '<' ? strcspn(trimmed + 1, " \t\r\n/>") : 0;
	g_autofree char *name =
	    letters == 0 ? NULL : g_ascii_strdown(trimmed + 1, (gssize)letters);

	return name != NULL && g_strv_contains(TAGS, name) && trimmed[length - 1] == '>';
}

/* Each part begins a line. */
static void
append_part(GString *out, char *take_text)
{
	g_autofree char *text = g_strstrip(take_text);

	if (*text != '\0')
		g_string_append_printf(out, "%s%s", out->len == 0 ? "" : "\n", text);
}

/* From behind a "[code]" to its end; gives where the text goes on. */
static const char *
append_html(GString *out, const char *html)
{
	const char *end = find(html, CLOSING);
	size_t length = end == NULL ? strlen(html) : (size_t)(end - html);

	append_part(out, plain(html, length));
	return end == NULL ? html + length : end + strlen(CLOSING);
}

char *
servicenow_html_to_text(const char *text)
{
	const char *code = find(text, OPENING);
	g_autoptr(GString) out = NULL;

	if (code == NULL)
		return is_html(text) ? plain(text, strlen(text)) : g_strdup(text);
	out = g_string_new(NULL);
	for (; code != NULL; code = find(text, OPENING)) {
		append_part(out, g_strndup(text, (size_t)(code - text)));
		text = append_html(out, code + strlen(OPENING));
	}
	append_part(out, g_strdup(text));
	return g_strdup(out->str);
}
