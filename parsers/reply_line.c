/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tells the lines that mail programs write from those that people write. Each rule wants two signs: a verb and
 * a date or address, two labels under each other, dashes around known words. Rules look at most a few lines
 * and a few hundred bytes ahead, so that the whole is linear.
 */
#include "parsers/reply_line.h"

#include <string.h>

#include "parsers/html.h"
#include "parsers/reply_armor.h"
#include "parsers/reply_device.h"
#include "parsers/reply_header.h"
#include "parsers/reply_intro.h"
#include "parsers/reply_words.h"

enum {
	MAX_FORWARD = 60, /* bytes of "Begin forwarded message:" */
	MIN_BROKEN = 36,  /* bytes of a quoted line that may have been broken */
	MIN_RULE = 20,    /* underscores */
	MAX_FOOT = 6,     /* lines below a rule */
	MAX_FOOT_LINE = 100,
	MIN_BARS = 3,     /* lines that begin with a bar */
	NOT_ASCII = 0xc3, /* with this byte or a higher one a letter begins */
};

/* What may stand around a line's words: blanks, and the marks of bold type. */
static bool
is_around(char c)
{
	return c == ' ' || c == '\t' || c == '*' || c == '_';
}

void
reply_line_plain(const Line *line, char out[static REPLY_LOOK + 1])
{
	const char *from = line->text;
	const char *end = from + line->size;
	size_t size = 0;
	size_t to = 0;

	while (from < end && is_around(*from))
		from++;
	while (end > from && is_around(end[-1]))
		end--;
	if (end - from > REPLY_LOOK)
		from = end;
	for (; from < end; from += size) {
		gunichar lower = 0;

		size = (size_t)(g_utf8_next_char(from) - from);
		if (size == 1) {
			out[to++] = *from >= 'A' && *from <= 'Z' ? *from | 0x20 : *from;
			continue;
		}
		/* What grows in lower case stays as it is. */
		lower = g_unichar_tolower(g_utf8_get_char(from));
		if (g_unichar_to_utf8(lower, NULL) == (int)size)
			g_unichar_to_utf8(lower, out + to);
		else
			memcpy(out + to, from, size);
		to += size;
	}
	out[to] = '\0';
}

static bool
line_is_blank(const Line *line)
{
	for (size_t i = 0; i < line->size; i++) {
		if (line->text[i] != ' ' && line->text[i] != '\t' && line->text[i] != '\0')
			return false;
	}
	return true;
}

static bool
line_is_quote(const Line *line)
{
	size_t i = 0;

	while (i < line->size && i < 3 && line->text[i] == ' ')
		i++;
	return i < line->size && line->text[i] == '>';
}

static Line *
line_number(GArray *lines, unsigned i)
{
	return &g_array_index(lines, Line, i);
}

unsigned
reply_line_digits(const char *text)
{
	unsigned count = 0;

	for (; *text != '\0'; text++)
		count += g_ascii_isdigit(*text);
	return count;
}

/* Dashes or underscores with known words between them. */
static bool
is_ruled(const char *text, const char *const *words)
{
	size_t dashes = strspn(text, "-_=—–‐ ");

	return dashes >= 2 && reply_words_in(text, words) && strlen(text) < 120;
}

/* "-----Desk <desk@desk.example> wrote: -----" */
static bool
is_notes(const char *text)
{
	return g_str_has_prefix(text, "-----") && g_str_has_suffix(text, ": -----") &&
	       reply_words_in(text, reply_wrote);
}

/* ">>> Desk <desk@desk.example> 23-11-2026 10:00 >>>": what it introduces has no marks. */
static bool
is_groupwise(const Line *line)
{
	char text[REPLY_LOOK + 1];

	if (line->size < 8 || memcmp(line->text, ">>> ", 4) != 0)
		return false;
	reply_line_plain(line, text);
	if (reply_line_digits(text) < 6)
		return false;
	return g_str_has_suffix(text, " >>>") ||
	       (g_str_has_suffix(text, ":") && reply_words_in(text, reply_wrote));
}

/* Whether a line can be a program's at all: it begins or ends in a certain way. */
static bool
may_be_special(const Line *line)
{
	const char *p = line->text;
	const char *end = p + line->size;

	while (p < end && is_around(*p))
		p++;
	if (p == end || (unsigned char)*p >= NOT_ASCII || strchr("-_=", *p) != NULL ||
	    end[-1] == ':')
		return true;
	return reply_device_may_be(p, (size_t)(end - p));
}

static bool
is_device(const Line *line)
{
	size_t skip = strspn(line->text, " \t*_");
	g_autofree char *text = NULL;

	if (skip >= line->size || line->size > REPLY_LOOK ||
	    ((unsigned char)line->text[skip] < NOT_ASCII &&
		!reply_device_may_be(line->text + skip, line->size - skip)))
		return false;
	text = g_strndup(line->text + skip, line->size - skip);
	for (size_t size = strlen(text); size > 0 && is_around(text[size - 1]);)
		text[--size] = '\0';
	return reply_device_is(text);
}

/* What can be told from the line alone. */
static LineKind
simple_kind(const Line *line)
{
	char text[REPLY_LOOK + 1];

	if (line->size == 1 && *line->text > 0 && *line->text <= HTML_LAST_MARK)
		return LINE_MARK;
	if (line_is_blank(line))
		return LINE_BLANK;
	if (line_is_quote(line))
		return is_groupwise(line) ? LINE_ORIGINAL : LINE_QUOTE;
	if ((line->size == 2 || (line->size == 3 && line->text[2] == ' ')) &&
	    memcmp(line->text, "--", 2) == 0)
		return LINE_SIGNATURE;
	if (!may_be_special(line))
		return LINE_TEXT;
	reply_line_plain(line, text);
	if (is_ruled(text, reply_original) || is_notes(text))
		return LINE_ORIGINAL;
	if (is_ruled(text, reply_forwarded) ||
	    (g_str_has_suffix(text, ":") && strlen(text) <= MAX_FORWARD &&
		reply_words_in(text, reply_forwarded)))
		return LINE_FORWARD;
	return is_device(line) ? LINE_DEVICE : LINE_TEXT;
}

static bool
is_long_rule(const Line *line)
{
	size_t rule = 0;

	while (rule < line->size && line->text[rule] == '_')
		rule++;
	return rule >= MIN_RULE && rule == line->size;
}

/* A long rule over a few short lines, down to a quote, another rule or the end: the foot of a list or of a letterhead. */
static void
find_feet(GArray *lines)
{
	for (unsigned i = 0; i < lines->len; i++) {
		unsigned below = 0;
		unsigned n = i + 1;

		if (line_number(lines, i)->kind != LINE_TEXT ||
		    !is_long_rule(line_number(lines, i)))
			continue;
		for (; n < lines->len && n <= i + 2 * MAX_FOOT; n++) {
			const Line *line = line_number(lines, n);

			if (line->kind == LINE_BLANK || line->kind == LINE_DEVICE)
				continue;
			if (line->kind != LINE_TEXT || is_long_rule(line) ||
			    line->size > MAX_FOOT_LINE || ++below > MAX_FOOT)
				break;
		}
		if (n == lines->len || line_number(lines, n)->kind != LINE_TEXT ||
		    is_long_rule(line_number(lines, n)))
			line_number(lines, i)->kind = LINE_SIGNATURE;
	}
}

static GArray *
split(const char *text)
{
	GArray *lines = g_array_new(false, false, sizeof(Line));

	while (*text != '\0') {
		Line line = {text, strcspn(text, "\n"), LINE_TEXT, false};

		line.kind = simple_kind(&line);
		g_array_append_val(lines, line);
		text += line.size;
		text += *text == '\n';
	}
	return lines;
}

/* Whether a quoted line was broken so that the next one is what fell off: it ends in mid-sentence. */
static bool
is_broken(const Line *quote, const Line *next)
{
	return quote->kind == LINE_QUOTE && quote->size >= MIN_BROKEN &&
	       strchr(".?!:;", quote->text[quote->size - 1]) == NULL &&
	       next->size < quote->size &&
	       (g_ascii_islower(*next->text) || strchr("_/&=%+)", *next->text) != NULL);
}

static void
mend_quotes(GArray *lines)
{
	for (unsigned i = 1; i + 1 < lines->len; i++) {
		if (line_number(lines, i)->kind == LINE_TEXT &&
		    is_broken(line_number(lines, i - 1), line_number(lines, i)) &&
		    line_number(lines, i + 1)->kind == LINE_QUOTE)
			line_number(lines, i)->kind = LINE_QUOTE;
	}
}

/* A line behind one bar: "|", or one as boxes are drawn with. A table has more of them in a line. */
static bool
has_bar(const Line *line)
{
	static const char *const BARS[] = {
	    "|", "\u2502", "\u2503", "\u258c", "\u258e", "\u258f"};
	size_t skip = 0;

	while (skip < line->size && (line->text[skip] == ' ' || line->text[skip] == '\t'))
		skip++;
	for (size_t i = 0; i < G_N_ELEMENTS(BARS); i++) {
		size_t size = strlen(BARS[i]);

		if (line->text[skip] == *BARS[i] && line->size >= skip + size &&
		    memcmp(line->text + skip, BARS[i], size) == 0)
			return g_strstr_len(line->text + skip + size,
				   (gssize)(line->size - skip - size), BARS[i]) == NULL;
	}
	return false;
}

/* Whether nothing but such lines stands there. */
static bool
has_only_bars(GArray *lines)
{
	bool some = false;

	for (unsigned i = 0; i < lines->len; i++) {
		const Line *line = line_number(lines, i);

		if (line->kind != LINE_BLANK && !has_bar(line))
			return false;
		some |= line->kind != LINE_BLANK;
	}
	return some;
}

/* Some quote by a bar; a few lines of them may be somebody's own, unless they are all there is. */
static void
find_bars(GArray *lines)
{
	unsigned least = has_only_bars(lines) ? 1 : MIN_BARS;
	unsigned first = 0;

	for (unsigned i = 0; i <= lines->len; i++) {
		if (i < lines->len && has_bar(line_number(lines, i)))
			continue;
		for (unsigned n = first; i - first >= least && n < i; n++)
			line_number(lines, n)->kind = LINE_QUOTE;
		first = i + 1;
	}
}

/* What goes on in the next line is somebody's sentence. */
static void
mend_devices(GArray *lines)
{
	for (unsigned i = 0; i + 1 < lines->len; i++) {
		const Line *next = line_number(lines, i + 1);

		if (line_number(lines, i)->kind == LINE_DEVICE && next->kind == LINE_TEXT &&
		    g_unichar_islower(g_utf8_get_char(next->text)) &&
		    !g_str_has_prefix(next->text, "http"))
			line_number(lines, i)->kind = LINE_TEXT;
	}
}

/* Where the introduction of a quote stands behind somebody's words, these are a line of their own. */
static GArray *
split_shared(GArray *take_lines)
{
	g_autoptr(GArray) lines = take_lines;
	GArray *out = g_array_sized_new(false, false, sizeof(Line), lines->len);

	for (unsigned i = 0; i < lines->len; i++) {
		Line line = *line_number(lines, i);
		size_t own = line.kind == LINE_TEXT ? reply_intro_behind(lines, i) : 0;

		if (own > 0) {
			const Line before = {line.text, own, LINE_TEXT, true};

			g_array_append_val(out, before);
			line.text += own;
			line.size -= own;
		}
		g_array_append_val(out, line);
	}
	return out;
}

GArray *
reply_lines(const char *text, const char *const *shapes)
{
	GArray *lines = split(text);

	reply_armor_find(lines);
	find_bars(lines);
	mend_quotes(lines);
	lines = split_shared(lines);
	for (unsigned i = 0; i < lines->len;) {
		unsigned block = 0;
		LineKind kind = LINE_HEADER;

		if (line_number(lines, i)->kind == LINE_TEXT)
			block = reply_header_block(lines, i, shapes);
		if (block == 0 && line_number(lines, i)->kind == LINE_TEXT) {
			kind = LINE_INTRO;
			block = reply_intro_block(lines, i);
		}
		for (unsigned end = i + block; i < end; i++)
			line_number(lines, i)->kind = kind;
		i += block == 0;
	}
	find_feet(lines);
	mend_devices(lines);
	return lines;
}
