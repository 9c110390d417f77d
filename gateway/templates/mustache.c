/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Parses a template into a flat list of nodes: a section is one node that knows where it ends. Text points into the
 * template's own copy. One pass, linear; nothing recurses.
 */
#include "gateway/templates/mustache.h"

#include <string.h>

#include "gateway/templates/mustache_html.h"
#include "gateway/templates/mustache_node.h"

#define SECTIONS_MAX 32 /* nested in one template */
#define PROSE "text"    /* the value that an agent wrote */

G_DEFINE_QUARK(mustache - error - quark, mustache_error)

typedef struct {
	Mustache *mustache;
	const char *at;
	const char *counted; /* up to here, `line` is right */
	unsigned line;
	char *open;       /* own; the delimiters */
	char *close;      /* own */
	bool line_begins; /* nothing stands in this output line yet */
	HtmlPlace html;
	size_t sections[SECTIONS_MAX]; /* the nodes of those that are open */
	size_t n_sections;
	unsigned *ret_error_line;
	GError **error;
} Parser;

typedef struct {
	const char *begin;
	const char *end; /* behind the closing delimiter */
	char sigil;      /* one of "#^/>!={&", or 0: a value */
	char *name;      /* own; what stands in it, trimmed */
} Tag;

static void
tag_clear(Tag *tag)
{
	g_free(tag->name);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Tag, tag_clear)

static bool parser_fail(Parser *parser, const char *format, ...) G_GNUC_PRINTF(2, 3);

static bool
parser_fail(Parser *parser, const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	if (parser->error != NULL)
		*parser->error = g_error_new_valist(
		    MUSTACHE_ERROR, MUSTACHE_ERROR_SYNTAX, format, arguments);
	va_end(arguments);
	if (parser->ret_error_line != NULL)
		*parser->ret_error_line = parser->line;
	return false;
}

static void
count_lines(Parser *parser, const char *to)
{
	for (; parser->counted < to; parser->counted++)
		parser->line += *parser->counted == '\n';
}

static Node *
add_node(Parser *parser, NodeKind kind)
{
	GArray *nodes = parser->mustache->nodes;
	Node node = {.kind = kind, .line = parser->line};

	g_array_append_val(nodes, node);
	return &g_array_index(nodes, Node, nodes->len - 1);
}

static void
begin_line(Parser *parser)
{
	if (parser->line_begins)
		add_node(parser, NODE_LINE);
	parser->line_begins = false;
}

static void
add_text(Parser *parser, const char *to)
{
	while (parser->at < to) {
		const char *newline = memchr(parser->at, '\n', to - parser->at);
		const char *end = newline != NULL ? newline + 1 : to;
		Node *node = NULL;

		begin_line(parser);
		node = add_node(parser, NODE_TEXT);
		node->text = parser->at;
		node->length = end - parser->at;
		if (parser->mustache->escape == MUSTACHE_HTML)
			html_place_read(&parser->html, node->text, node->length);
		parser->line_begins = newline != NULL;
		parser->at = end;
	}
}

static bool
read_tag(Parser *parser, const char *begin, Tag *ret_tag)
{
	const char *inner = begin + strlen(parser->open);
	char sigil = *inner != '\0' && strchr("#^/>!={&", *inner) != NULL ? *inner : '\0';
	const char *twin = sigil == '{' ? "}" : sigil == '=' ? "=" : "";
	g_autofree char *closing = g_strconcat(twin, parser->close, NULL);
	const char *end = NULL;

	count_lines(parser, begin);
	inner += sigil != '\0';
	end = strstr(inner, closing);
	if (end == NULL)
		return parser_fail(parser, "a tag without its end '%s'", closing);
	ret_tag->begin = begin;
	ret_tag->end = end + strlen(closing);
	ret_tag->sigil = sigil;
	ret_tag->name = g_strstrip(g_strndup(inner, end - inner));
	if (ret_tag->name[0] == '\0' && sigil != '!')
		return parser_fail(parser, "a tag without a name");
	return true;
}

static bool
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* Whether the tag has its line to itself: then that line is no part of the result. */
static bool
stands_alone(const Parser *parser, const Tag *tag, const char **ret_line, const char **ret_next)
{
	const char *line = tag->begin;
	const char *next = tag->end;

	if (tag->sigil == '\0' || tag->sigil == '{' || tag->sigil == '&')
		return false;
	while (line > parser->mustache->source && is_blank(line[-1]))
		line--;
	if (line > parser->mustache->source && line[-1] != '\n')
		return false;
	while (is_blank(*next))
		next++;
	if (g_str_has_prefix(next, "\r\n"))
		next++;
	if (*next != '\n' && *next != '\0')
		return false;
	*ret_line = line;
	*ret_next = next + (*next == '\n');
	return true;
}

static bool
set_delimiters(Parser *parser, const char *pair)
{
	const char *blank = pair + strcspn(pair, " \t\r\n");
	const char *second = blank + strspn(blank, " \t\r\n");

	if (*second == '\0' || strpbrk(second, " \t\r\n") != NULL || strchr(pair, '=') != NULL)
		return parser_fail(parser, "'%s' is no pair of delimiters", pair);
	g_free(parser->open);
	g_free(parser->close);
	parser->open = g_strndup(pair, blank - pair);
	parser->close = g_strdup(second);
	return true;
}

static bool
open_section(Parser *parser, const Tag *tag)
{
	Node *node = NULL;

	if (parser->n_sections == SECTIONS_MAX)
		return parser_fail(parser, "more than %d sections in each other", SECTIONS_MAX);
	node = add_node(parser, tag->sigil == '#' ? NODE_SECTION : NODE_INVERTED);
	node->text = g_string_chunk_insert(parser->mustache->strings, tag->name);
	parser->sections[parser->n_sections++] = parser->mustache->nodes->len - 1;
	return true;
}

static bool
close_section(Parser *parser, const Tag *tag)
{
	GArray *nodes = parser->mustache->nodes;
	Node *node = NULL;

	if (parser->n_sections == 0)
		return parser_fail(parser, "an end of '%s', which has no beginning", tag->name);
	node = &g_array_index(nodes, Node, parser->sections[parser->n_sections - 1]);
	if (strcmp(node->text, tag->name) != 0)
		return parser_fail(parser, "an end of '%s' in the section '%s' of line %u",
		    tag->name, node->text, node->line);
	node->end = nodes->len;
	parser->n_sections--;
	return true;
}

static bool
add_value(Parser *parser, const Tag *tag)
{
	Node *node = add_node(parser, NODE_VALUE);
	const char *wrong = NULL;

	node->text = g_string_chunk_insert(parser->mustache->strings, tag->name);
	if (parser->mustache->escape == MUSTACHE_HTML)
		wrong = html_place_value(&parser->html, &node->context);
	if (node->context == CONTEXT_TEXT && strcmp(tag->name, PROSE) == 0)
		node->context = CONTEXT_PROSE;
	return wrong == NULL || parser_fail(parser, "%s: '%s'", wrong, tag->name);
}

static bool
add_tag(Parser *parser, const Tag *tag, const char *line)
{
	GStringChunk *strings = parser->mustache->strings;
	Node *node = NULL;

	switch (tag->sigil) {
	case '!':
		return true;
	case '=':
		return set_delimiters(parser, tag->name);
	case '#':
	case '^':
		return open_section(parser, tag);
	case '/':
		return close_section(parser, tag);
	case '>':
		if (parser->html.state != HTML_IN_TEXT)
			return parser_fail(
			    parser, "a partial inside of a tag: '%s'", tag->name);
		node = add_node(parser, NODE_PARTIAL);
		node->indent = g_string_chunk_insert_len(strings, line, tag->begin - line);
		break;
	case '\0':
		return add_value(parser, tag);
	default:
		node = add_node(parser, NODE_RAW);
	}
	node->text = g_string_chunk_insert(strings, tag->name);
	return true;
}

static bool
parse_next(Parser *parser, const char *begin)
{
	g_auto(Tag) tag = {0};
	const char *line = begin;
	const char *next = NULL;

	if (!read_tag(parser, begin, &tag))
		return false;
	if (stands_alone(parser, &tag, &line, &next)) {
		add_text(parser, line);
		parser->line_begins = true;
	} else {
		next = tag.end;
		add_text(parser, begin);
		begin_line(parser);
	}
	parser->at = next;
	return add_tag(parser, &tag, line);
}

static bool
parse(Parser *parser)
{
	const char *begin = NULL;
	const Node *section = NULL;

	while ((begin = strstr(parser->at, parser->open)) != NULL)
		if (!parse_next(parser, begin))
			return false;
	add_text(parser, parser->at + strlen(parser->at));
	count_lines(parser, parser->at);
	if (parser->html.state != HTML_IN_TEXT)
		return parser_fail(parser, "a tag of HTML without its end");
	if (parser->n_sections == 0)
		return true;
	section = &g_array_index(
	    parser->mustache->nodes, Node, parser->sections[parser->n_sections - 1]);
	parser->line = section->line;
	return parser_fail(parser, "a section '%s' without its end", section->text);
}

Mustache *
mustache_parse(
    const char *text, MustacheEscape escape, unsigned *ret_error_line, GError **error)
{
	g_autoptr(Mustache) mustache = g_new0(Mustache, 1);
	Parser parser = {
	    .mustache = mustache,
	    .line = 1,
	    .open = g_strdup("{{"),
	    .close = g_strdup("}}"),
	    .line_begins = true,
	    .ret_error_line = ret_error_line,
	    .error = error,
	};
	bool good = false;

	mustache->escape = escape;
	mustache->source = g_strdup(text);
	mustache->strings = g_string_chunk_new(256);
	mustache->nodes = g_array_new(false, false, sizeof(Node));
	parser.at = parser.counted = mustache->source;
	good = parse(&parser);
	g_free(parser.open);
	g_free(parser.close);
	return good ? g_steal_pointer(&mustache) : NULL;
}

void
mustache_free(Mustache *mustache)
{
	if (mustache == NULL)
		return;
	g_free(mustache->source);
	g_string_chunk_free(mustache->strings);
	g_array_unref(mustache->nodes);
	g_free(mustache);
}
