/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All that is text goes through html_escape(). A list has two lines at least: a single one may begin with a date, or with
 * a name below a dash.
 */
#include "gateway/templates/mustache_prose.h"

#include <stdbool.h>
#include <string.h>

#include "gateway/templates/mustache_html.h"

#define BOLD_MOST 200 /* bytes */
#define NUMBER_MOST 3 /* digits */

/* The letters, digits and signs of an address; what is not ASCII only where it is a letter or a digit. */
static const char *
end_of_address(const char *address)
{
	static const char signs[] = "-._~:/?#[]@!$&'()*+,;=%";

	for (; *address != '\0'; address = g_utf8_next_char(address)) {
		gunichar c = g_utf8_get_char_validated(address, -1);

		if (c >= 0x80 &&
		    ((gint32)c < 0 || !(g_unichar_isalnum(c) || g_unichar_ismark(c))))
			break;
		if (c < 0x80 && !g_ascii_isalnum((char)c) && strchr(signs, (char)c) == NULL)
			break;
	}
	return address;
}

static bool
is_opened(const char *address, const char *end)
{
	int open = 0;

	for (; address < end; address++)
		open += (*address == '(') - (*address == ')');
	return open >= 0;
}

/* Bytes of the web address that stands here, without the stop or bracket of the sentence around it; 0: none. */
static size_t
web_address(const char *text)
{
	static const char *const schemes[] = {"https://", "http://"};
	const char *host = NULL, *end = NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(schemes) && host == NULL; i++)
		if (g_ascii_strncasecmp(text, schemes[i], strlen(schemes[i])) == 0)
			host = text + strlen(schemes[i]);
	if (host == NULL || !(g_ascii_isalnum(*host) || (unsigned char)*host >= 0x80))
		return 0;
	end = end_of_address(host);
	while (end > host && (strchr(".,;:!?'*_[]", end[-1]) != NULL ||
				 (end[-1] == ')' && !is_opened(text, end))))
		end--;
	return end == host ? 0 : (size_t)(end - text);
}

/* Bytes of the *words* that stand here, with both asterisks; 0: none. */
static size_t
bold(const char *text)
{
	const char *end = *text == '*' ? text + 1 + strcspn(text + 1, "*\n") : text;
	gunichar first = 0;

	if (*end != '*' || end - text < 2 || end - text > BOLD_MOST || end[-1] == ' ')
		return 0;
	first = g_utf8_get_char_validated(text + 1, -1);
	return g_unichar_isalnum(first) && !g_ascii_isalnum(end[1]) && end[1] != '*'
		   ? (size_t)(end + 1 - text)
		   : 0;
}

static void
append_link(GString *out, const char *address)
{
	g_string_append(out, "<a class=\"link\" href=\"");
	html_escape(out, address, CONTEXT_URL);
	g_string_append(out, "\">");
	html_escape(out, address, CONTEXT_TEXT);
	g_string_append(out, "</a>");
}

static void
append_words(GString *out, const char *text, size_t size)
{
	g_autofree char *words = g_strndup(text, size);

	html_escape(out, words, CONTEXT_TEXT);
}

/* Text within a line, or of several lines that are no list. */
static void
append_text(GString *out, const char *text, const char *end)
{
	for (bool within = false; text < end;) {
		size_t address = within ? 0 : web_address(text);
		size_t strong = within || address > 0 ? 0 : bold(text);

		if (address > 0 && text + address <= end) {
			g_autofree char *link = g_strndup(text, address);

			append_link(out, link);
			text += address;
		} else if (strong > 0 && text + strong <= end) {
			g_string_append(out, "<b>");
			append_text(out, text + 1, text + strong - 1);
			g_string_append(out, "</b>");
			text += strong;
		} else {
			within = g_ascii_isalnum(*text);
			append_words(out, text++, 1);
		}
	}
}

/* What stands in front of an item, and behind it where its words begin. */
typedef struct {
	int number; /* 0: a point; -1: this line is no item */
	const char *words;
} Item;

static Item
item_at(const char *line)
{
	static const char *const points[] = {"- ", "* ", "\xe2\x80\xa2 ", "\xe2\x80\x93 "};
	const char *at = line + strspn(line, " \t");
	size_t digits = strspn(at, "0123456789");

	for (size_t i = 0; i < G_N_ELEMENTS(points); i++) {
		if (g_str_has_prefix(at, points[i]))
			return (Item){0, at + strlen(points[i])};
	}
	if (digits > 0 && digits <= NUMBER_MOST && (at[digits] == '.' || at[digits] == ')') &&
	    (at[digits + 1] == ' ' || at[digits + 1] == '\t'))
		return (Item){(int)g_ascii_strtoull(at, NULL, 10), at + digits + 2};
	return (Item){-1, NULL};
}

static const char *
line_end(const char *line)
{
	return line + strcspn(line, "\n");
}

/* Behind the item's line and those that go on below it, indented. */
static const char *
item_end(const char *line)
{
	const char *end = line_end(line);

	while (*end == '\n' && (end[1] == ' ' || end[1] == '\t') &&
	       item_at(end + 1).number < 0 && end[1 + strspn(end + 1, " \t")] != '\n')
		end = line_end(end + 1);
	return end;
}

/* The item of the same list that follows behind `end`, perhaps below a blank line; or NULL. */
static const char *
next_item(const char *end, int number)
{
	const char *line = end + strspn(end, "\n");
	Item item = *line == '\0' || line - end > 2 ? (Item){-1, NULL} : item_at(line);

	return item.number == (number == 0 ? 0 : number + 1) ? line : NULL;
}

/* The list that begins at this line; returns where it ends, or NULL: there is none. */
static const char *
append_list(GString *out, const char *line)
{
	Item item = item_at(line);
	const char *end = NULL;
	const char *tag = item.number == 0 ? "ul" : "ol";

	if (item.number < 0 || next_item(item_end(line), item.number) == NULL)
		return NULL;
	if (g_str_has_suffix(out->str, "<br>\n"))
		g_string_truncate(out, out->len - strlen("<br>\n"));
	g_string_append_printf(out, "<%s", tag);
	if (item.number > 1)
		g_string_append_printf(out, " start=\"%d\"", item.number);
	g_string_append(out, " style=\"margin:8px 0;padding:0 0 0 28px\">\n");
	for (; line != NULL; line = next_item(end, item.number)) {
		item = item_at(line);
		end = item_end(line);
		g_string_append(out, "<li>");
		append_text(out, item.words, end);
		g_string_append(out, "</li>\n");
	}
	g_string_append_printf(out, "</%s>\n", tag);
	return *end == '\n' ? end + 1 : end;
}

void
mustache_prose(GString *out, const char *text)
{
	while (*text != '\0') {
		const char *behind = append_list(out, text);
		const char *end = line_end(text);

		if (behind == NULL) {
			behind = *end == '\n' ? end + 1 : end;
			append_text(out, text, behind);
		}
		text = behind;
	}
}
