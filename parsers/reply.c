/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts a text in two by the kinds of its lines. Where in doubt it does not cut: a forward is kept whole, a mail
 * that begins with a quoted header goes on behind it, and quotes between which somebody answered keep the
 * paragraph that was answered.
 */
#include "parsers/reply.h"

#include <string.h>

#include "parsers/html.h"
#include "parsers/reply_line.h"

typedef struct {
	GArray *lines; /* own; of Line */
	bool *cut;     /* own; per line */
	bool has_text; /* something was kept so far */
} Split;

static const Line *
line_at(const Split *split, unsigned i)
{
	return &g_array_index(split->lines, Line, i);
}

static void
cut_lines(Split *split, unsigned from, unsigned to)
{
	for (unsigned i = from; i < to; i++)
		split->cut[i] = true;
}

static unsigned
skip_blank(const Split *split, unsigned i)
{
	while (i < split->lines->len && line_at(split, i)->kind == LINE_BLANK)
		i++;
	return i;
}

static unsigned
skip_kind(const Split *split, unsigned i, LineKind kind)
{
	while (i < split->lines->len &&
	       (line_at(split, i)->kind == kind || line_at(split, i)->kind == LINE_BLANK))
		i++;
	return i;
}

/* The end of a marked block: its own mark, or the end of all. */
static unsigned
mark_end(const Split *split, unsigned i)
{
	unsigned depth = 0;

	for (; i < split->lines->len; i++) {
		if (line_at(split, i)->kind != LINE_MARK)
			continue;
		if (*line_at(split, i)->text == HTML_BLOCK_END)
			depth--;
		else if (*line_at(split, i)->text != HTML_QUOTE_FROM_HERE)
			depth++;
		if (depth == 0)
			return i + 1;
	}
	return split->lines->len;
}

/* A quote that a client marked. Returns where to go on. */
static unsigned
take_mark(Split *split, unsigned i, bool is_forward)
{
	char mark = *line_at(split, i)->text;
	unsigned end = i + 1;

	if (mark == HTML_BLOCK_END)
		return end;
	if (mark == HTML_SIGNATURE_START) {
		end = mark_end(split, i);
	} else {
		unsigned next = skip_blank(split, i + 1);

		if (is_forward ||
		    (next < split->lines->len && line_at(split, next)->kind == LINE_FORWARD) ||
		    !split->has_text)
			return end;
		end = mark == HTML_QUOTE_START ? mark_end(split, i) : split->lines->len;
	}
	cut_lines(split, i, end);
	return end;
}

/* "On ... wrote:": what follows is quoted, by marks or to the end. */
static unsigned
take_intro(Split *split, unsigned i)
{
	unsigned end = i;
	unsigned next = 0;

	while (end < split->lines->len && line_at(split, end)->kind == LINE_INTRO)
		end++;
	next = skip_blank(split, end);
	if (next == split->lines->len || line_at(split, next)->kind == LINE_QUOTE) {
		cut_lines(split, i, next);
		return next;
	}
	if (!split->has_text) {
		cut_lines(split, i, end);
		return end;
	}
	cut_lines(split, i, split->lines->len);
	return split->lines->len;
}

/* A header block or "Original message": quoted to the end, unless the mail begins with it. */
static unsigned
take_header(Split *split, unsigned i)
{
	unsigned end = i;

	if (split->has_text) {
		cut_lines(split, i, split->lines->len);
		return split->lines->len;
	}
	end = skip_kind(split, i, LINE_ORIGINAL);
	end = skip_kind(split, end, LINE_HEADER);
	cut_lines(split, i, end);
	return end;
}

/* From "-- " to the next quote, or to the end. */
static unsigned
take_signature(Split *split, unsigned i)
{
	unsigned end = i + 1;

	if (!split->has_text)
		return end;
	while (end < split->lines->len) {
		LineKind kind = line_at(split, end)->kind;

		if (kind != LINE_TEXT && kind != LINE_BLANK && kind != LINE_DEVICE &&
		    kind != LINE_SIGNATURE)
			break;
		end++;
	}
	cut_lines(split, i, end);
	return end;
}

static unsigned
take_line(Split *split, unsigned i, bool is_forward)
{
	switch (line_at(split, i)->kind) {
	case LINE_TEXT:
	case LINE_BLANK:
		return i + 1;
	case LINE_QUOTE:
		split->cut[i] = true;
		return i + 1;
	case LINE_INTRO:
		return take_intro(split, i);
	case LINE_HEADER:
	case LINE_ORIGINAL:
		return is_forward ? split->lines->len : take_header(split, i);
	case LINE_FORWARD:
		return split->lines->len;
	case LINE_SIGNATURE:
	case LINE_DEVICE:
		return take_signature(split, i);
	case LINE_MARK:
		return take_mark(split, i, is_forward);
	}
	return i + 1;
}

/* Whether text that is kept stands somewhere behind this line. */
static unsigned
count_answers(const Split *split)
{
	unsigned answers = 0;
	bool in_quote = false;

	for (unsigned i = 0; i < split->lines->len; i++) {
		LineKind kind = line_at(split, i)->kind;

		if (kind == LINE_QUOTE)
			in_quote = true;
		if (kind == LINE_TEXT && !split->cut[i]) {
			answers += in_quote;
			in_quote = false;
		}
	}
	return answers;
}

/* The last paragraph of a quote in front of an answer stays with it. */
static void
keep_answered(Split *split)
{
	bool keep = false;

	if (count_answers(split) < 2)
		return;
	for (unsigned i = split->lines->len; i-- > 0;) {
		const Line *line = line_at(split, i);
		bool is_empty_quote = line->kind == LINE_QUOTE && line->size <= 2;

		if (line->kind == LINE_TEXT && !split->cut[i])
			keep = true;
		else if (line->kind == LINE_QUOTE && !is_empty_quote && keep)
			split->cut[i] = false;
		else if (line->kind != LINE_BLANK && !is_empty_quote)
			keep = false;
		else if (is_empty_quote && i + 1 < split->lines->len &&
			 line_at(split, i + 1)->kind == LINE_QUOTE && !split->cut[i + 1])
			keep = false;
	}
}

/* The lines that are (not) cut, without blank lines at both ends. */
static char *
join(const Split *split, bool is_cut)
{
	GString *out = g_string_new(NULL);

	for (unsigned i = 0; i < split->lines->len; i++) {
		const Line *line = line_at(split, i);

		if (split->cut[i] != is_cut || line->kind == LINE_MARK)
			continue;
		if (out->len == 0 && line->kind == LINE_BLANK)
			continue;
		g_string_append_len(out, line->text, (ssize_t)line->size);
		g_string_append_c(out, '\n');
	}
	while (out->len > 0 && strchr(" \t\n", out->str[out->len - 1]) != NULL)
		g_string_truncate(out, out->len - 1);
	return g_string_free(out, false);
}

Reply
reply_split(const char *text, bool is_forward)
{
	Split split = {reply_lines(text), NULL, false};
	Reply reply = {NULL, NULL};

	split.cut = g_new0(bool, split.lines->len + 1);
	for (unsigned i = 0; i < split.lines->len;) {
		LineKind kind = line_at(&split, i)->kind;
		unsigned next = take_line(&split, i, is_forward);

		split.has_text = split.has_text ||
				 (!split.cut[i] && kind != LINE_BLANK && kind != LINE_MARK);
		i = next;
	}
	keep_answered(&split);
	reply.text = join(&split, false);
	reply.rest = join(&split, true);
	g_free(split.cut);
	g_array_unref(split.lines);
	return reply;
}

bool
reply_is_forward(const char *subject)
{
	static const char *const prefixes[] = {"fw:", "fwd:", "doorst:", "dst:", "wg:", "tr:",
	    "rv:", "i:", "enc:", "vb:", "vs:", "pd:", "vl:", NULL};

	for (unsigned i = 0; prefixes[i] != NULL; i++) {
		if (g_ascii_strncasecmp(subject, prefixes[i], strlen(prefixes[i])) == 0)
			return true;
	}
	return false;
}
