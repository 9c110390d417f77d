/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Cuts a text in two by the kinds of its lines. Where in doubt it does not cut: a forward is kept whole, a mail
 * that begins with a quoted header goes on behind it, and quotes between which somebody answered keep the
 * paragraph that was answered.
 */
#include "parsers/reply.h"

#include <string.h>

#include "parsers/html.h"
#include "parsers/limits.h"
#include "parsers/reply_header.h"
#include "parsers/reply_line.h"
#include "parsers/reply_signature.h"

enum {
	KEPT = 0xff,         /* of a line */
	MAX_KEPT_QUOTE = 20, /* lines */
	MAX_BETWEEN = 40,    /* lines between two rules */
	MIN_DATE = 6,        /* digits of a date with its year, or with a time */
};

typedef struct {
	GArray *lines;      /* foreign; of Line */
	unsigned char *cut; /* own; per line: KEPT or the MessageCutKind */
	bool has_text;      /* something was kept so far */
} Split;

static const Line *
line_at(const Split *split, unsigned i)
{
	return &g_array_index(split->lines, Line, i);
}

static bool
is_kept(const Split *split, unsigned i)
{
	return split->cut[i] == KEPT;
}

static void
cut_lines(Split *split, unsigned from, unsigned to, MessageCutKind kind)
{
	for (unsigned i = from; i < to; i++)
		split->cut[i] = (unsigned char)kind;
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

/* Where the text ends in which the line stands: a mail may have several. */
static unsigned
text_end(const Split *split, unsigned i)
{
	while (i < split->lines->len && !(line_at(split, i)->kind == LINE_MARK &&
					    *line_at(split, i)->text == HTML_TEXT_START))
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
		if (*line_at(split, i)->text == HTML_TEXT_START)
			return i;
		if (*line_at(split, i)->text == HTML_BLOCK_END)
			depth--;
		else if (*line_at(split, i)->text != HTML_QUOTE_FROM_HERE)
			depth++;
		if (depth == 0)
			return i + 1;
	}
	return i;
}

/* A quote that a client marked. Returns where to go on. */
static unsigned
take_mark(Split *split, unsigned i, bool is_forward)
{
	char mark = *line_at(split, i)->text;
	unsigned end = i + 1;

	if (mark == HTML_BLOCK_END || mark == HTML_TEXT_START)
		return end;
	if (mark == HTML_SIGNATURE_START) {
		end = mark_end(split, i);
	} else {
		unsigned next = skip_blank(split, i + 1);

		if (is_forward ||
		    (next < split->lines->len && line_at(split, next)->kind == LINE_FORWARD) ||
		    !split->has_text)
			return end;
		end = mark == HTML_QUOTE_START ? mark_end(split, i) : text_end(split, i);
	}
	cut_lines(split, i, end, mark == HTML_SIGNATURE_START ? CUT_SIGNATURE : CUT_QUOTE);
	return end;
}

/* Whether the introduction is one even without quote marks below it: "Op 3 maart schreef Jan in het boek:" is not. */
static bool
is_sure_intro(const Split *split, unsigned from, unsigned to)
{
	unsigned digits = 0;

	for (unsigned i = from; i < to; i++) {
		const Line *line = line_at(split, i);

		if (memchr(line->text, '@', line->size) != NULL)
			return true;
		for (size_t n = 0; n < line->size; n++)
			digits += g_ascii_isdigit(line->text[n]);
	}
	return digits >= MIN_DATE;
}

/* A quote by its own mark, or by a client's. */
static bool
begins_marked(const Line *line)
{
	return line->kind == LINE_QUOTE ||
	       (line->kind == LINE_MARK && *line->text == HTML_QUOTE_START);
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
	if (next == split->lines->len || begins_marked(line_at(split, next))) {
		cut_lines(split, i, next, CUT_QUOTE);
		return next;
	}
	if (!is_sure_intro(split, i, end))
		return end;
	if (!split->has_text) {
		cut_lines(split, i, end, CUT_QUOTE);
		return end;
	}
	cut_lines(split, i, text_end(split, i), CUT_QUOTE);
	return text_end(split, i);
}

/* A header block or "Original message": quoted to the end, unless the mail begins with it. */
static unsigned
take_header(Split *split, unsigned i)
{
	unsigned end = i;

	if (split->has_text) {
		cut_lines(split, i, text_end(split, i), CUT_HEADER);
		return text_end(split, i);
	}
	end = skip_kind(split, i, LINE_ORIGINAL);
	end = skip_kind(split, end, LINE_HEADER);
	cut_lines(split, i, end, CUT_HEADER);
	return end;
}

static bool
ends_in_colon(const Line *line)
{
	return line->kind == LINE_TEXT && line->size > 0 && line->text[line->size - 1] == ':';
}

/* "-- ", which programs write; a bare "--" or a rule is a person's as well. */
static bool
is_sure_mark(const Line *line)
{
	return line->size == 3;
}

static bool
is_below_signature(const Line *line)
{
	return line->kind == LINE_TEXT || line->kind == LINE_BLANK ||
	       line->kind == LINE_DEVICE || line->kind == LINE_SIGNATURE;
}

/* Whether what stands below a bare "--" or a long rule is a signature, or the foot of a list: what was asked to be read
 * is not, nor, where it does not begin with a name, what stands between two of them or below the short one. */
static bool
is_doubtful_signature(const Split *split, unsigned i)
{
	unsigned end = MIN(i + MAX_BETWEEN, split->lines->len);
	unsigned from = skip_blank(split, i + 1);
	unsigned to = from;
	unsigned before = i;

	while (before > 0 && line_at(split, before - 1)->kind == LINE_BLANK)
		before--;
	if (before > 0 && ends_in_colon(line_at(split, before - 1)))
		return false;
	while (to < end && line_at(split, to)->kind == LINE_TEXT)
		to++;
	if (reply_signature_fits(split->lines, from, to))
		return true;
	for (unsigned n = i + 1; n < end && is_below_signature(line_at(split, n)); n++) {
		if (line_at(split, n)->kind == LINE_SIGNATURE &&
		    !is_sure_mark(line_at(split, n)))
			return false;
	}
	return line_at(split, i)->size > 3;
}

/* From "-- " to the next quote, to what was thought of afterwards, or to the end. */
static unsigned
take_signature(Split *split, unsigned i)
{
	bool is_sure = is_sure_mark(line_at(split, i));
	unsigned end = i + 1;

	if (!split->has_text)
		return end;
	if (!is_sure && !is_doubtful_signature(split, i))
		return end;
	while (end < split->lines->len && is_below_signature(line_at(split, end)) &&
	       !reply_signature_is_afterthought(line_at(split, end)))
		end++;
	cut_lines(split, i, end, is_sure ? CUT_SIGNATURE : CUT_RULE);
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
		split->cut[i] = CUT_QUOTE;
		return i + 1;
	case LINE_INTRO:
		return take_intro(split, i);
	case LINE_HEADER:
	case LINE_ORIGINAL:
		return is_forward ? split->lines->len : take_header(split, i);
	case LINE_FORWARD:
		return split->lines->len;
	case LINE_SIGNATURE:
		return take_signature(split, i);
	case LINE_DEVICE:
		split->cut[i] = CUT_DEVICE;
		return i + 1;
	case LINE_MARK:
		return take_mark(split, i, is_forward);
	}
	return i + 1;
}

/* Lines of quote without text between them, and what stands around. */
typedef struct {
	unsigned intro; /* its first line; equal to `start` where it has none */
	unsigned start;
	unsigned end;
	bool has_text_after; /* before the next quote */
	bool is_glued;       /* to a text above it: the writer's own */
} Block;

/* From the line where a block starts; returns where to look for the next one. */
static unsigned
read_block(const Split *split, unsigned i, Block *ret_block)
{
	Block block = {i, i, i, false, false};
	unsigned count = split->lines->len;
	bool is_closed = false;

	block.is_glued = i > 0 && line_at(split, i)->kind == LINE_QUOTE &&
			 line_at(split, i - 1)->kind == LINE_TEXT;

	while (block.start < count && line_at(split, block.start)->kind == LINE_INTRO)
		block.start++;
	block.start = skip_blank(split, block.start);
	for (i = block.start; i < count; i++) {
		LineKind kind = line_at(split, i)->kind;

		if (kind == LINE_QUOTE)
			block.end = i + 1;
		else if (kind != LINE_BLANK)
			break;
	}
	block.end = MAX(block.end, block.start);
	for (; i < count && line_at(split, i)->kind != LINE_QUOTE &&
	       line_at(split, i)->kind != LINE_INTRO;
	     i++) {
		const Line *line = line_at(split, i);

		/* "Regards, Jan" is no answer. */
		is_closed = is_closed || reply_signature_is_closing(line->text, line->size);
		block.has_text_after =
		    block.has_text_after ||
		    (line->kind == LINE_TEXT && is_kept(split, i) && !is_closed);
	}
	*ret_block = block;
	return i;
}

static GArray *
read_blocks(const Split *split)
{
	GArray *blocks = g_array_new(false, false, sizeof(Block));

	for (unsigned i = 0; i < split->lines->len;) {
		LineKind kind = line_at(split, i)->kind;
		Block block = {0};

		if (kind != LINE_QUOTE && kind != LINE_INTRO) {
			i++;
			continue;
		}
		i = read_block(split, i, &block);
		g_array_append_val(blocks, block);
	}
	return blocks;
}

static bool
is_empty_quote(const Line *line)
{
	return line->kind == LINE_QUOTE && strspn(line->text, "> \t") >= line->size;
}

/* The last paragraph of a quote. */
static void
keep_last_paragraph(Split *split, const Block *block)
{
	unsigned i = block->end;

	while (i > block->start && (line_at(split, i - 1)->kind == LINE_BLANK ||
				       is_empty_quote(line_at(split, i - 1))))
		i--;
	while (i > block->start && line_at(split, i - 1)->kind == LINE_QUOTE &&
	       !is_empty_quote(line_at(split, i - 1)))
		split->cut[--i] = KEPT;
}

static void
keep_all(Split *split, const Block *block)
{
	for (unsigned i = block->intro; i < block->end; i++)
		split->cut[i] = KEPT;
}

/*
 * Quotes with answers below them. One that stands between two texts was put there by the writer; of a whole mail
 * that is answered piece by piece, each answer keeps the paragraph above it. A whole mail above one answer is
 * only in the way.
 */
static void
keep_answered(Split *split)
{
	g_autoptr(GArray) blocks = read_blocks(split);
	unsigned answered = 0;
	bool has_before = false;

	for (unsigned i = 0; i < blocks->len; i++)
		answered += g_array_index(blocks, Block, i).has_text_after &&
			    !g_array_index(blocks, Block, i).is_glued;
	for (unsigned i = 0, line = 0; i < blocks->len; i++) {
		const Block *block = &g_array_index(blocks, Block, i);

		for (; line < block->intro; line++)
			has_before = has_before || (line_at(split, line)->kind == LINE_TEXT &&
						       is_kept(split, line));
		if (!block->has_text_after)
			continue;
		if (has_before && block->end - block->start <= MAX_KEPT_QUOTE)
			keep_all(split, block);
		else if (answered > 1)
			keep_last_paragraph(split, block);
	}
}

/* A mail that is nothing but lines with quote marks says it with them. */
static void
keep_only_quotes(Split *split)
{
	for (unsigned i = 0; i < split->lines->len; i++) {
		LineKind kind = line_at(split, i)->kind;

		if (kind != LINE_QUOTE && kind != LINE_BLANK)
			return;
	}
	memset(split->cut, KEPT, split->lines->len);
}

static void
cut_signature(Split *split)
{
	unsigned end = split->lines->len;
	unsigned start = 0;

	while (end > 0 &&
	       (!is_kept(split, end - 1) || line_at(split, end - 1)->kind == LINE_BLANK ||
		   line_at(split, end - 1)->kind == LINE_MARK))
		end--;
	start = reply_signature_start(split->lines, end);
	for (unsigned i = 0; i < start; i++) {
		if (is_kept(split, i) && line_at(split, i)->kind == LINE_TEXT) {
			cut_lines(split, start, end, CUT_SIGNATURE);
			return;
		}
	}
}

/* Lines of one fate, without blank lines at both ends. */
static void
piece_add(const Split *split, unsigned i, GString *piece)
{
	const Line *line = line_at(split, i);

	if (line->kind == LINE_MARK || (piece->len == 0 && line->kind == LINE_BLANK))
		return;
	g_string_append_len(piece, line->text, (ssize_t)line->size);
	if (!line->goes_on || split->cut[i + 1] != split->cut[i])
		g_string_append_c(piece, '\n');
}

static char *
piece_end(GString *piece)
{
	while (piece->len > 0 && strchr(" \t\n", piece->str[piece->len - 1]) != NULL)
		g_string_truncate(piece, piece->len - 1);
	return g_string_free(piece, false);
}

static char *
kept_text(const Split *split)
{
	GString *text = g_string_new(NULL);

	for (unsigned i = 0; i < split->lines->len; i++) {
		if (is_kept(split, i))
			piece_add(split, i, text);
	}
	return piece_end(text);
}

static void
take_piece(GPtrArray *pieces, MessageCutKind kind, GString *take_piece)
{
	g_autofree char *text = piece_end(take_piece);

	if (*text != '\0')
		message_cut_add(pieces, kind, g_steal_pointer(&text));
}

/* The last of many takes all lines that are left; behind it is room for what others cut. */
static GPtrArray *
cut_pieces(const Split *split)
{
	GPtrArray *pieces = message_cut_list_new();
	unsigned count = split->lines->len;

	for (unsigned i = 0; i < count; i++) {
		unsigned char kind = split->cut[i];
		bool is_last = pieces->len + 2 == LIMIT_CUTS;
		GString *piece = NULL;

		if (kind == KEPT)
			continue;
		piece = g_string_new(NULL);
		for (; i < count && (split->cut[i] == kind || is_last); i++) {
			if (!is_kept(split, i))
				piece_add(split, i, piece);
		}
		i--;
		take_piece(pieces, kind, piece);
	}
	return pieces;
}

/* Where the subject does not tell: Danish and Norwegian programs write "Fra:" over what their "VS:" forwards, Finnish
 * ones another word over what theirs answers. What begins with such a block is nobody's answer, either. */
static bool
looks_forwarded(const Split *split)
{
	bool has_text = false;

	for (unsigned i = 0; i < split->lines->len; i++) {
		const Line *line = line_at(split, i);

		if (line->kind == LINE_HEADER)
			return !has_text ||
			       g_ascii_strncasecmp(
				   line->text + strspn(line->text, " \t*_"), "fra", 3) == 0;
		has_text = has_text || line->kind == LINE_TEXT;
	}
	return false;
}

/* What of others' words begins with this line; in doubt, that is enough. */
static bool
is_theirs(const Split *split, unsigned i)
{
	const Line *line = NULL;

	i = skip_blank(split, i);
	if (i == split->lines->len)
		return false;
	line = line_at(split, i);
	switch (line->kind) {
	case LINE_MARK:
		return *line->text == HTML_QUOTE_START || *line->text == HTML_QUOTE_FROM_HERE;
	case LINE_TEXT:
		return reply_header_maybe(split->lines, i);
	case LINE_QUOTE:
	case LINE_INTRO:
	case LINE_HEADER:
	case LINE_ORIGINAL:
	case LINE_FORWARD:
		return true;
	case LINE_BLANK:
	case LINE_DEVICE:
	case LINE_SIGNATURE:
		break;
	}
	return false;
}

/* Whether the first words are somebody's earlier ones: "Jan wrote:" alone says so, too. */
static bool
begins_quoted(const Split *split)
{
	unsigned i = 0;

	while (i < split->lines->len && (line_at(split, i)->kind == LINE_BLANK ||
					    line_at(split, i)->kind == LINE_DEVICE))
		i++;
	return is_theirs(split, i) ||
	       (i < split->lines->len && ends_in_colon(line_at(split, i)) &&
		   is_theirs(split, i + 1));
}

Reply
reply_split_lines(GArray *lines, SubjectMark mark)
{
	Split split = {lines, NULL, false};
	bool is_forward = mark == SUBJECT_MARK_FORWARD ||
			  (mark == SUBJECT_MARK_EITHER && looks_forwarded(&split));
	Reply reply = {NULL, NULL, false};

	split.cut = g_malloc(split.lines->len + 1);
	memset(split.cut, KEPT, split.lines->len + 1);
	for (unsigned i = 0; i < split.lines->len;) {
		LineKind kind = line_at(&split, i)->kind;
		unsigned next = take_line(&split, i, is_forward);

		split.has_text = split.has_text || (is_kept(&split, i) && kind != LINE_BLANK &&
						       kind != LINE_MARK);
		i = next;
	}
	if (!is_forward) {
		keep_answered(&split);
		cut_signature(&split);
	}
	keep_only_quotes(&split);
	reply.text = kept_text(&split);
	reply.cut = cut_pieces(&split);
	reply.begins_quoted = begins_quoted(&split);
	g_free(split.cut);
	return reply;
}

Reply
reply_split(const char *text, SubjectMark mark)
{
	g_autoptr(GArray) lines = reply_lines(text, NULL);

	return reply_split_lines(lines, mark);
}

void
reply_clear(Reply *reply)
{
	g_free(reply->text);
	if (reply->cut != NULL)
		g_ptr_array_unref(reply->cut);
}
