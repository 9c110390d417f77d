/* SPDX-License-Identifier: Apache-2.0 */
/* The From lines of header blocks, by the labels of many languages; anything else in a text is nobody's header. */
#include "parsers/forwarded.h"

#include <string.h>

#include "parsers/header.h"
#include "parsers/limits.h"
#include "parsers/reply_line.h"
#include "parsers/reply_words.h"
#include "parsers/subject_mark.h"
#include "parsers/text.h"

enum { MAX_LABEL = 40, MAX_LINE = 1000 };

/* Programs that know somebody by name leave out the address. */
static void
add(GPtrArray *forwarded, const char *value, const char *charset, GPtrArray *limits)
{
	g_autoptr(GPtrArray) found = header_addresses(value, charset, limits);
	MessageAddress *first = NULL;

	for (unsigned i = 0; first == NULL && i < found->len; i++)
		if (strchr(((MessageAddress *)found->pdata[i])->address, '@') != NULL)
			first = g_ptr_array_steal_index(found, i);
	if (first == NULL) {
		g_autofree char *name = text_straight(header_text(value, charset));

		first = message_address_new("", name);
	}
	if (forwarded->len < LIMIT_FORWARDED)
		g_ptr_array_add(forwarded, first);
	else
		message_address_free(first);
}

/* What stands behind "Van:", quote marks and bold type around it; NULL: it is another line. Caller owns. */
static char *
from_of(const Line *line)
{
	g_autofree char *text = g_strndup(line->text, MIN(line->size, (size_t)MAX_LINE));
	const char *start = text + strspn(text, " \t>*_");
	const char *colon = memchr(start, ':', MIN(strlen(start), (size_t)MAX_LABEL));
	g_autofree char *label =
	    colon == NULL ? NULL : g_strndup(start, (size_t)(colon - start));
	g_autofree char *folded = NULL;

	if (label == NULL || !g_utf8_validate(text, -1, NULL))
		return NULL;
	/* French has a hard blank before its colons */
	if (g_str_has_suffix(label, "\xc2\xa0"))
		label[strlen(label) - 2] = '\0';
	folded = text_lower(g_strstrip(g_strdelimit(label, "*_", ' ')), -1);
	return g_strv_contains(reply_from_labels, folded)
		   ? g_strstrip(g_strdelimit(g_strdup(colon + 1), "*", ' '))
		   : NULL;
}

/* Whether the text says of itself that it forwards something. */
static bool
says_so(const GArray *lines)
{
	for (unsigned i = 0; i < lines->len; i++)
		if (g_array_index(lines, Line, i).kind == LINE_FORWARD)
			return true;
	return false;
}

static void
read_blocks(const GArray *lines, Message *message)
{
	for (unsigned i = 0; i < lines->len; i++) {
		const Line *line = &g_array_index(lines, Line, i);
		g_autofree char *from = line->kind == LINE_HEADER || line->kind == LINE_QUOTE
					    ? from_of(line)
					    : NULL;

		if (from != NULL)
			add(message->forwarded, from, NULL, message->limits);
	}
}

void
forwarded_read(const Part *top, const GArray *lines, Message *message)
{
	const Part *attached = part_find(top, "message/rfc822");
	const Part *inside = attached == NULL ? NULL : part_embedded(attached);
	g_autofree char *from = inside == NULL ? NULL : part_header(inside, "From");

	if (subject_mark_may_forward(message->subject) || says_so(lines))
		read_blocks(lines, message);
	if (from != NULL)
		add(message->forwarded, from, part_likely_charset(inside), message->limits);
}
