/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One linear pass that keeps from libxml2 what makes it slow (16 seconds for one tag of a megabyte, square
 * time for elements nested without end) and what changes no text: a mail of Outlook's is half style sheets
 * and conditional comments.
 */
#include "parsers/html_filter.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/limits.h"

typedef struct {
	const char *end; /* of the input */
	GString *out;
	GPtrArray *limits; /* foreign */
	unsigned depth;
	bool has_unclosed; /* an element without end was met: none is looked for again */
} Filter;

typedef struct {
	const char *name;
	size_t size;
	const char *end; /* behind '>' */
	unsigned attributes;
	bool is_closing;
} Tag;

static const char *
skip_to(const char *from, const char *stop)
{
	const char *found = strstr(from, stop);

	return found == NULL ? from + strlen(from) : found + strlen(stop);
}

/* From behind a tag's name to behind its '>', over quoted values; NULL where it does not end in time. */
static const char *
skip_attributes(const char *p, const char *end, unsigned *ret_count)
{
	const char *limit = end - p > LIMIT_TAG ? p + LIMIT_TAG : end;
	unsigned count = 0;

	while (p < limit && *p != '>' && *p != '<') {
		if (g_ascii_isspace(*p) || *p == '/') {
			count += g_ascii_isalpha(p[1]);
			p++;
		} else if (*p == '=' && (p[1] == '"' || p[1] == '\'')) {
			const char *close = memchr(p + 2, p[1], (size_t)(limit - p - 1));

			p = close == NULL ? p + 1 : close + 1;
		} else {
			p++;
		}
	}
	*ret_count = count;
	return p < limit && *p == '>' ? p + 1 : NULL;
}

static bool
tag_at(const char *p, const char *end, Tag *ret_tag)
{
	Tag tag = {.is_closing = p[1] == '/'};

	tag.name = p + 1 + tag.is_closing;
	if (!g_ascii_isalpha(*tag.name))
		return false;
	tag.size = strcspn(tag.name, " \t\n/>");
	tag.end = skip_attributes(tag.name + tag.size, end, &tag.attributes);
	*ret_tag = tag;
	return true;
}

/* Whether the tag's name is in a list like " br hr ". */
static bool
tag_is(const Tag *tag, const char *list)
{
	char key[16] = " ";

	if (tag->size > sizeof(key) - 3)
		return false;
	for (size_t i = 0; i < tag->size; i++)
		key[i + 1] = g_ascii_tolower(tag->name[i]);
	key[tag->size + 1] = ' ';
	return strstr(list, key) != NULL;
}

/* Behind the end tag of an element whose content is no text. */
static const char *
skip_element(Filter *filter, const Tag *tag)
{
	g_autofree char *close = g_strdup_printf("</%.*s", (int)tag->size, tag->name);
	size_t size = tag->size + 2;

	if (filter->has_unclosed)
		return tag->end;
	for (const char *p = strchr(tag->end, '<'); p != NULL; p = strchr(p + 1, '<')) {
		if (g_ascii_strncasecmp(p, close, size) == 0)
			return skip_to(p, ">");
	}
	filter->has_unclosed = true;
	return tag->end;
}

/* Follows how deep the elements are that must be closed. Returns whether the tag may stay. */
static bool
keep_depth(Filter *filter, const Tag *tag)
{
	static const char no_depth[] =
	    " area base br col hr img input link meta param source wbr p li "
	    "tr td th dd dt option tbody thead tfoot ";

	if (tag_is(tag, no_depth) || tag->end[-2] == '/')
		return true;
	if (tag->is_closing) {
		filter->depth -= filter->depth > 0;
		return true;
	}
	if (filter->depth == LIMIT_HTML_DEPTH) {
		limits_note(filter->limits, "html");
		return false;
	}
	filter->depth++;
	return true;
}

/* The attributes that change the text or tell whose it is. */
static bool
is_wanted(const char *name, size_t size)
{
	static const char *const wanted[] = {"class", "id", "style", "href", "alt", "hidden"};

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		if (strlen(wanted[i]) == size &&
		    g_ascii_strncasecmp(wanted[i], name, size) == 0)
			return true;
	}
	return false;
}

/* From an attribute's name to behind its value. */
static const char *
skip_attribute(const char *p, const char *end)
{
	while (p < end && *p != '=' && *p != '>' && !g_ascii_isspace(*p))
		p++;
	if (p == end || *p != '=')
		return p;
	p++;
	if (p < end && (*p == '"' || *p == '\'')) {
		const char *close = memchr(p + 1, *p, (size_t)(end - p - 1));

		return close == NULL ? p + 1 : close + 1;
	}
	while (p < end && *p != '>' && !g_ascii_isspace(*p))
		p++;
	return p;
}

/* The tag with the attributes that are wanted. */
static void
append_tag(GString *out, const char *start, const Tag *tag)
{
	const char *p = tag->name + tag->size;

	g_string_append_len(out, start, p - start);
	while (p < tag->end) {
		size_t size = strcspn(p, " \t\n=/>");
		const char *next = size == 0 ? p + 1 : skip_attribute(p, tag->end);

		if (size > 0 && is_wanted(p, size)) {
			g_string_append_c(out, ' ');
			g_string_append_len(out, p, next - p);
		}
		p = next;
	}
	g_string_append_c(out, '>');
}

/* Takes one tag, comment or declaration; returns what follows it. */
static const char *
take_markup(Filter *filter, const char *p)
{
	Tag tag;

	if (g_str_has_prefix(p, "<!--"))
		return skip_to(p + 4, "-->");
	if (p[1] == '!' || p[1] == '?')
		return skip_to(p, ">");
	if (!tag_at(p, filter->end, &tag) || tag.end == NULL) {
		g_string_append(filter->out, "&lt;");
		return p + 1;
	}
	if (!tag.is_closing && tag_is(&tag, " style script title template object "))
		return skip_element(filter, &tag);
	if (memchr(tag.name, ':', tag.size) != NULL || tag.size > 20 ||
	    tag_is(&tag, " font b i u em strong big small sup sub tt nobr "))
		return tag.end;
	if (tag.attributes > LIMIT_ATTRIBUTES)
		limits_note(filter->limits, "html");
	else if (keep_depth(filter, &tag))
		append_tag(filter->out, p, &tag);
	return tag.end;
}

GString *
html_filter(const char *html, GPtrArray *limits)
{
	size_t size = strlen(html);
	Filter filter = {html + size, g_string_sized_new(size), limits, 0, false};

	/* Inside a body libxml2 makes no paragraphs of its own. */
	g_string_append(filter.out, "<body>");
	while (*html != '\0') {
		const char *next = html + strcspn(html, "<");

		g_string_append_len(filter.out, html, next - html);
		html = *next == '<' ? take_markup(&filter, next) : next;
	}
	return filter.out;
}
