/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Writes text while libxml2 calls out elements. Line ends are owed, not written: a block that ends where
 * another begins owes one line end, not two, and a blank line is owed once. The only memory of what is open
 * is one byte of flags per element.
 */
#include "parsers/html.h"

#include <libxml/HTMLparser.h>
#include <libxml/parserInternals.h>
#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "parsers/html_element.h"
#include "parsers/html_filter.h"
#include "parsers/html_item.h"
#include "parsers/limits.h"

enum { MAX_QUOTE = 20, MAX_LINK = 500, MAX_ITEM = 9999 };

typedef struct {
	int next;  /* number; 0: its items have points */
	char type; /* '1', 'a', 'A', 'i', 'I' */
} List;

typedef struct {
	GString *out;
	GArray *open;  /* of uint16_t: OPEN_ flags */
	GArray *lists; /* of List: those that are open */
	char *item;    /* own; the number or point that is owed to the next text, or NULL */
	size_t label_start; /* where the open label starts in `out` */
	GPtrArray *limits;  /* foreign */
	char *link;         /* own; where the open link goes, or NULL */
	size_t link_start;  /* where its text starts in `out` */
	unsigned hidden;
	unsigned pre;
	unsigned quote;
	unsigned row_lines; /* that ended in the open row: tells what separates its cells */
	unsigned rows;      /* that are open */
	bool has_cell;      /* there was one in the open row */
	bool has_blank;     /* the line that is being written, of what is not seen */
	bool has_text;      /* the line that is being written */
	bool owes_space;
	bool owes_blank;
	bool owes_tab;
} Writer;

static void
end_line(Writer *writer)
{
	GString *out = writer->out;

	if (writer->has_text) {
		while (out->len > 0 &&
		       (out->str[out->len - 1] == ' ' || out->str[out->len - 1] == '\t'))
			g_string_truncate(out, out->len - 1);
		g_string_append_c(out, '\n');
		writer->row_lines++;
	} else if (writer->has_blank) {
		writer->owes_blank = true;
	}
	writer->has_blank = false;
	writer->has_text = false;
	writer->owes_space = false;
	writer->owes_tab = false;
}

static void
break_line(Writer *writer)
{
	if (!writer->has_text) {
		g_string_append_c(writer->out, '\n');
		writer->row_lines += 2;
	}
	end_line(writer);
}

/* A line that only says where a quote or signature starts or ends. */
static void
write_mark(Writer *writer, char mark)
{
	end_line(writer);
	g_string_append_c(writer->out, mark);
	g_string_append_c(writer->out, '\n');
	writer->row_lines += 2;
}

static void
begin_text(Writer *writer)
{
	GString *out = writer->out;

	if (writer->owes_tab && writer->has_text)
		g_string_append_c(out, '\t');
	else if (writer->owes_space && writer->has_text)
		g_string_append_c(out, ' ');
	if (!writer->has_text) {
		if (writer->owes_blank && out->len > 1 && out->str[out->len - 2] != '\n')
			g_string_append_c(out, '\n');
		for (unsigned i = 0; i < MIN(writer->quote, MAX_QUOTE); i++)
			g_string_append(out, "> ");
	}
	if (writer->item != NULL)
		g_string_append(out, writer->item);
	g_clear_pointer(&writer->item, g_free);
	writer->owes_blank = false;
	writer->owes_tab = false;
	writer->owes_space = false;
	writer->has_text = true;
}

static bool
is_full(Writer *writer)
{
	if (writer->out->len <= LIMIT_TEXT)
		return false;
	limits_note(writer->limits, "text");
	return true;
}

/* The bytes of a word: what comes before white space and what else is looked at. */
static size_t
word_size(const char *text, size_t size)
{
	size_t end = 0;

	while (end < size && (unsigned char)text[end] > ' ' && text[end] != 0x7f &&
	       text[end] != '\xc2')
		end++;
	return end;
}

/* The bytes of a character that takes no room, or 0: joiners and a byte order mark. */
static size_t
unseen_size(const char *text, size_t size)
{
	static const char *const unseen[] = {
	    "\xe2\x80\x8b", "\xe2\x80\x8c", "\xe2\x80\x8d", "\xef\xbb\xbf"};

	for (size_t i = 0; size >= 3 && i < G_N_ELEMENTS(unseen); i++) {
		if (memcmp(text, unseen[i], 3) == 0)
			return 3;
	}
	return 0;
}

/* What stands in front of a line's text and is not seen: alone it makes a blank line, but in a cell an empty one. */
static void
write_unseen(Writer *writer)
{
	if (writer->has_text)
		g_string_append_c(writer->out, ' ');
	else if (writer->rows == 0 || writer->row_lines > 1)
		writer->has_blank = true;
}

/* One run of white space, or of anything else; returns its size. */
static size_t
write_run(Writer *writer, const char *text, size_t size)
{
	size_t end = word_size(text, size);

	if (end == 0 && writer->pre == 0 && strchr(" \t\n\r", *text) != NULL) {
		writer->owes_space = true;
		return 1;
	}
	if (*text == '\n') {
		break_line(writer);
		return 1;
	}
	/* Numeric entities can bring control characters that the input did not have. */
	if (*text == '\r' || *text == 0x7f)
		return 1;
	if (size > 1 && *text == '\xc2' && (unsigned char)text[1] < 0xa0)
		return 2;
	if (size > 1 && memcmp(text, "\xc2\xa0", 2) == 0) {
		write_unseen(writer);
		return 2;
	}
	if (!writer->has_text && unseen_size(text, size) > 0) {
		write_unseen(writer);
		return unseen_size(text, size);
	}
	end += end == 0;
	begin_text(writer);
	g_string_append_len(writer->out, text, (ssize_t)end);
	return end;
}

static void
on_text(void *data, const xmlChar *text, int size)
{
	Writer *writer = data;
	const char *p = (const char *)text;
	size_t left = (size_t)size;

	if (writer->hidden > 0 || is_full(writer))
		return;
	while (left > 0) {
		size_t done = write_run(writer, p, left);

		p += done;
		left -= done;
	}
}

static void
open_link(Writer *writer, const xmlChar **attributes)
{
	const char *href = html_attribute(attributes, "href");

	if (!g_str_has_prefix(href, "http") || strlen(href) > MAX_LINK)
		return;
	g_free(writer->link);
	writer->link = g_strdup(href);
	writer->link_start = writer->out->len;
}

/* Where a link goes is told unless its text says so. */
static void
close_link(Writer *writer)
{
	g_autofree char *link = g_steal_pointer(&writer->link);
	const char *bare = NULL;
	const char *shown = NULL;

	if (link == NULL || writer->out->len <= writer->link_start)
		return;
	bare = strstr(link, "//");
	shown = writer->out->str + writer->link_start;
	bare = bare == NULL ? link : bare + 2;
	if (strstr(shown, "://") != NULL ||
	    g_str_has_prefix(shown + strspn(shown, " "), "www.") ||
	    strstr(bare, shown + strspn(shown, " ")) == bare)
		return;
	writer->owes_space = true;
	begin_text(writer);
	g_string_append_printf(writer->out, "<%s>", link);
}

/* Cells stand on one line, unless one has several: such a table is layout and no form. */
static void
open_cell(Writer *writer)
{
	bool is_first = !writer->has_cell;

	writer->has_cell = true;
	if (is_first || writer->row_lines > 1 || (writer->row_lines == 1 && writer->has_text)) {
		end_line(writer);
		return;
	}
	if (!writer->has_text && writer->row_lines == 1) {
		g_string_truncate(writer->out, writer->out->len - 1);
		writer->row_lines = 0;
		writer->has_text = true;
	}
	writer->owes_tab = true;
	writer->owes_blank = false;
}

/* The number that an attribute is, or 0. */
static int
number_of(const char *digits)
{
	return (int)MIN(g_ascii_strtoull(digits, NULL, 10), MAX_ITEM);
}

static void
open_list(Writer *writer, bool has_numbers, const xmlChar **attributes)
{
	const char *start = html_attribute(attributes, "start");
	const char *type = html_attribute(attributes, "type");
	List list = {.next = has_numbers, .type = '1'};

	if (has_numbers && *start != '\0')
		list.next = CLAMP(number_of(start), 1, MAX_ITEM);
	if (*type != '\0' && type[1] == '\0' && strchr("aAiI", *type) != NULL)
		list.type = *type;
	g_array_append_val(writer->lists, list);
}

/* It is written in front of the item's text, which may be a paragraph's. */
static void
open_item(Writer *writer, const xmlChar **attributes)
{
	const char *value = html_attribute(attributes, "value");
	List none = {0};
	List *list = writer->lists->len == 0
			 ? &none
			 : &g_array_index(writer->lists, List, writer->lists->len - 1);

	g_free(writer->item);
	if (list->next == 0) {
		writer->item = g_strdup("- ");
		return;
	}
	if (*value != '\0')
		list->next = CLAMP(number_of(value), 1, MAX_ITEM);
	writer->item = html_item_label(list->next, list->type);
	list->next = MIN(list->next + 1, MAX_ITEM);
}

/* Of Word's. */
static void
close_label(Writer *writer)
{
	GString *out = writer->out;
	g_autofree char *label = NULL;

	if (out->len < writer->label_start)
		return;
	label = html_item_of_word(out->str + writer->label_start);
	g_string_truncate(out, writer->label_start);
	g_string_append(out, label);
	writer->owes_space = false;
}

static void
open_small(Writer *writer, HtmlElementKind kind, const xmlChar **attributes)
{
	const char *alt = NULL;

	switch (kind) {
	case ELEMENT_OTHER:
		break;
	case ELEMENT_BREAK:
		break_line(writer);
		break;
	case ELEMENT_ITEM:
		open_item(writer, attributes);
		break;
	case ELEMENT_LINK:
		open_link(writer, attributes);
		break;
	case ELEMENT_CELL:
		open_cell(writer);
		break;
	case ELEMENT_IMAGE:
		alt = html_attribute(attributes, "alt");
		if (*alt != '\0' && g_utf8_strlen(alt, -1) <= 2)
			on_text(writer, (const xmlChar *)alt, (int)strlen(alt)); /* a smiley */
		break;
	}
}

static void
on_open(void *data, const xmlChar *element, const xmlChar **attributes)
{
	Writer *writer = data;
	const HtmlElement *known = html_element_find((const char *)element);
	uint16_t flags = (uint16_t)html_element_flags(known, attributes);
	char mark = html_element_mark(attributes);

	writer->hidden += (flags & OPEN_HIDDEN) != 0;
	if (writer->hidden == 0) {
		if ((flags & OPEN_BLOCK) != 0 && !writer->owes_tab)
			end_line(writer);
		writer->owes_blank =
		    writer->owes_blank || ((flags & OPEN_SPACED) != 0 && writer->item == NULL);
		if (mark != '\0')
			write_mark(writer, mark);
		if (mark == HTML_QUOTE_START || mark == HTML_SIGNATURE_START)
			flags |= OPEN_MARKED;
		if ((flags & OPEN_ROW) != 0)
			writer->row_lines = writer->has_cell = 0;
		if ((flags & OPEN_LABEL) != 0) {
			begin_text(writer);
			writer->label_start = writer->out->len;
		}
	}
	if ((flags & OPEN_LIST) != 0)
		open_list(writer, (flags & OPEN_NUMBERS) != 0, attributes);
	writer->rows += (flags & OPEN_ROW) != 0;
	writer->quote += (flags & OPEN_QUOTE) != 0;
	writer->pre += (flags & OPEN_PRE) != 0;
	g_array_append_val(writer->open, flags);
	if (writer->hidden == 0 && !is_full(writer))
		open_small(writer, known->kind, attributes);
}

static void
on_close(void *data, const xmlChar *element)
{
	Writer *writer = data;
	unsigned flags = 0;

	if (writer->open->len == 0)
		return;
	flags = g_array_index(writer->open, uint16_t, writer->open->len - 1);
	g_array_set_size(writer->open, writer->open->len - 1);
	if (writer->hidden == 0) {
		if (strcmp((const char *)element, "a") == 0)
			close_link(writer);
		if (strcmp((const char *)element, "li") == 0)
			g_clear_pointer(&writer->item, g_free);
		if ((flags & OPEN_BLOCK) != 0)
			end_line(writer);
		writer->owes_blank = writer->owes_blank || (flags & OPEN_SPACED) != 0;
		if ((flags & OPEN_MARKED) != 0)
			write_mark(writer, HTML_BLOCK_END);
		if ((flags & OPEN_LABEL) != 0)
			close_label(writer);
	}
	if ((flags & OPEN_LIST) != 0 && writer->lists->len > 0)
		g_array_set_size(writer->lists, writer->lists->len - 1);
	writer->rows -= (flags & OPEN_ROW) != 0;
	writer->hidden -= (flags & OPEN_HIDDEN) != 0;
	writer->quote -= (flags & OPEN_QUOTE) != 0;
	writer->pre -= (flags & OPEN_PRE) != 0;
}

void
html_init(void)
{
	htmlParserCtxtPtr parser = NULL;

	xmlInitParser();
	/* Parse once, so that whatever is made lazily is made now. */
	parser = htmlCreateMemoryParserCtxt("<p>a", 4);
	g_assert(parser != NULL);
	htmlCtxtUseOptions(parser, HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING);
	htmlParseDocument(parser);
	xmlFreeDoc(parser->myDoc);
	htmlFreeParserCtxt(parser);
}

void
html_shutdown(void)
{
	xmlCleanupParser();
}

static void
parse(const GString *html, Writer *writer)
{
	htmlSAXHandler sax = {
	    .startElement = on_open,
	    .endElement = on_close,
	    .characters = on_text,
	    .ignorableWhitespace = on_text,
	};
	htmlParserCtxtPtr parser = htmlCreateMemoryParserCtxt(html->str, (int)html->len);

	if (parser == NULL)
		return;
	*parser->sax = sax;
	parser->userData = writer;
	htmlCtxtUseOptions(parser, HTML_PARSE_RECOVER | HTML_PARSE_NOERROR |
				       HTML_PARSE_NOWARNING | HTML_PARSE_NONET |
				       HTML_PARSE_NOIMPLIED | HTML_PARSE_IGNORE_ENC);
	xmlSwitchEncoding(parser, XML_CHAR_ENCODING_UTF8);
	htmlParseDocument(parser);
	htmlFreeParserCtxt(parser);
}

char *
html_to_text(const char *html, GPtrArray *limits)
{
	Writer writer = {.limits = limits};
	GString *filtered = html_filter(html, limits);

	writer.out = g_string_sized_new(filtered->len / 2);
	writer.open = g_array_new(false, false, sizeof(uint16_t));
	writer.lists = g_array_new(false, false, sizeof(List));
	if (filtered->len > 0)
		parse(filtered, &writer);
	end_line(&writer);
	g_string_free(filtered, true);
	g_array_unref(writer.open);
	g_array_unref(writer.lists);
	g_free(writer.item);
	g_free(writer.link);
	return g_string_free(writer.out, false);
}
