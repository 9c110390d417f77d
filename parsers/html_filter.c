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

enum { MAX_NAME = 20 /* bytes of an element's */ };

/* What becomes of an element by its name. */
typedef enum {
	TAG_OTHER,
	TAG_BARE,  /* the tag goes, its content stays */
	TAG_SPAN,  /* so, unless it has an attribute that is wanted */
	TAG_FLAT,  /* needs no end */
	TAG_NOISE, /* goes with its content */
} TagKind;

typedef struct {
	const char *end; /* of the input */
	GString *out;
	GPtrArray *limits; /* foreign */
	unsigned depth;
	unsigned spans;                   /* that are open */
	bool span_kept[LIMIT_HTML_DEPTH]; /* whether their tags stayed */
	bool has_unclosed; /* an element without end was met: none is looked for again */
} Filter;

typedef struct {
	const char *name;
	size_t size;
	const char *end; /* behind '>' */
	unsigned attributes;
	bool is_closing;
	TagKind kind;
} Tag;

/* Sorted by name. */
static const struct {
	const char *name;
	TagKind kind;
} tags[] = {{"area", TAG_FLAT}, {"b", TAG_BARE}, {"base", TAG_FLAT}, {"big", TAG_BARE},
    {"br", TAG_FLAT}, {"col", TAG_FLAT}, {"dd", TAG_FLAT}, {"dt", TAG_FLAT}, {"em", TAG_BARE},
    {"font", TAG_BARE}, {"hr", TAG_FLAT}, {"i", TAG_BARE}, {"img", TAG_FLAT},
    {"input", TAG_FLAT}, {"li", TAG_FLAT}, {"link", TAG_FLAT}, {"meta", TAG_FLAT},
    {"nobr", TAG_BARE}, {"object", TAG_NOISE}, {"option", TAG_FLAT}, {"p", TAG_FLAT},
    {"param", TAG_FLAT}, {"script", TAG_NOISE}, {"small", TAG_BARE}, {"source", TAG_FLAT},
    {"span", TAG_SPAN}, {"strong", TAG_BARE}, {"style", TAG_NOISE}, {"sub", TAG_BARE},
    {"sup", TAG_BARE}, {"tbody", TAG_FLAT}, {"td", TAG_FLAT}, {"template", TAG_NOISE},
    {"tfoot", TAG_FLAT}, {"th", TAG_FLAT}, {"thead", TAG_FLAT}, {"title", TAG_NOISE},
    {"tr", TAG_FLAT}, {"tt", TAG_BARE}, {"u", TAG_BARE}, {"wbr", TAG_FLAT}};

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

static int
compare_name(const Tag *tag, const char *name)
{
	/* It begins with a letter, which tells most names apart. */
	int first = (*tag->name | 0x20) - *name;
	int order = first != 0 ? first : g_ascii_strncasecmp(tag->name, name, tag->size);

	return order != 0 ? order : -(name[tag->size] != '\0');
}

static TagKind
find_kind(const Tag *tag)
{
	size_t low = 0;
	size_t high = G_N_ELEMENTS(tags);

	/* Office's own, and what is none. */
	if (memchr(tag->name, ':', tag->size) != NULL || tag->size > MAX_NAME)
		return TAG_BARE;
	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = compare_name(tag, tags[middle].name);

		if (order == 0)
			return tags[middle].kind;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return TAG_OTHER;
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
	tag.kind = find_kind(&tag);
	*ret_tag = tag;
	return true;
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
	if (tag->kind == TAG_FLAT || tag->end[-2] == '/')
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
	static const char *const wanted[] = {
	    "class", "id", "style", "href", "alt", "hidden", "start", "type", "value"};

	for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
		if ((*name | 0x20) == *wanted[i] &&
		    g_ascii_strncasecmp(wanted[i], name, size) == 0 && wanted[i][size] == '\0')
			return true;
	}
	return false;
}

/* Whether a style hides, keeps blanks, marks a list, or tells a quote from what is only indented; most are looks. */
static bool
is_wanted_style(const char *p, const char *end)
{
	static const char *const wanted[] = {
	    "border", "display", "margin", "mso-hide", "mso-list", "white-space"};

	for (; p < end; p++) {
		for (size_t i = 0; i < G_N_ELEMENTS(wanted); i++) {
			if ((*p | 0x20) == *wanted[i] &&
			    (size_t)(end - p) > strlen(wanted[i]) &&
			    g_ascii_strncasecmp(p, wanted[i], strlen(wanted[i])) == 0)
				return true;
		}
	}
	return false;
}

/* Of the attributes that are wanted. */
static bool
is_style(const char *name)
{
	return (name[0] | 0x20) == 's' && (name[2] | 0x20) == 'y';
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

/* The tag with the attributes that are wanted. Returns whether it has any. */
static bool
append_tag(GString *out, const char *start, const Tag *tag)
{
	const char *p = tag->name + tag->size;
	size_t bare = out->len + (size_t)(p - start);

	g_string_append_len(out, start, p - start);
	while (p < tag->end) {
		size_t size = strcspn(p, " \t\n=/>");
		const char *next = size == 0 ? p + 1 : skip_attribute(p, tag->end);

		if (size > 0 && is_wanted(p, size) &&
		    (!is_style(p) || is_wanted_style(p + size, next))) {
			g_string_append_c(out, ' ');
			g_string_append_len(out, p, next - p);
		}
		p = next;
	}
	g_string_append_c(out, '>');
	return out->len > bare + 1;
}

/* Spans without a meaning go, each with its own end. */
static void
take_span(Filter *filter, const char *p, const Tag *tag)
{
	size_t before = filter->out->len;
	bool keep = false;

	if (tag->is_closing) {
		keep = filter->spans > 0 && filter->span_kept[filter->spans - 1];
		filter->spans -= filter->spans > 0;
		if (keep && keep_depth(filter, tag))
			append_tag(filter->out, p, tag);
		return;
	}
	if (filter->spans == LIMIT_HTML_DEPTH)
		return;
	keep = append_tag(filter->out, p, tag) && keep_depth(filter, tag);
	if (!keep)
		g_string_truncate(filter->out, before);
	filter->span_kept[filter->spans++] = keep;
}

/* Takes one tag, comment or declaration; returns what follows it. */
static const char *
take_markup(Filter *filter, const char *p)
{
	Tag tag;

	if (p[1] == '!' && p[2] == '-' && p[3] == '-')
		return skip_to(p + 4, "-->");
	if (p[1] == '!' || p[1] == '?')
		return skip_to(p, ">");
	if (!tag_at(p, filter->end, &tag) || tag.end == NULL) {
		g_string_append(filter->out, "&lt;");
		return p + 1;
	}
	if (tag.kind == TAG_NOISE && !tag.is_closing)
		return skip_element(filter, &tag);
	if (tag.kind == TAG_BARE)
		return tag.end;
	if (tag.attributes > LIMIT_ATTRIBUTES)
		limits_note(filter->limits, "html");
	else if (tag.kind == TAG_SPAN)
		take_span(filter, p, &tag);
	else if (keep_depth(filter, &tag))
		append_tag(filter->out, p, &tag);
	return tag.end;
}

GString *
html_filter(const char *html, GPtrArray *limits)
{
	size_t size = strlen(html);
	Filter filter = {.end = html + size, .out = g_string_sized_new(size), .limits = limits};

	/* Inside a body libxml2 makes no paragraphs of its own. */
	g_string_append(filter.out, "<body>");
	while (*html != '\0') {
		const char *next = html + strcspn(html, "<");

		g_string_append_len(filter.out, html, next - html);
		html = *next == '<' ? take_markup(&filter, next) : next;
	}
	return filter.out;
}
