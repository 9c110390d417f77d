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
#include "parsers/reply_words.h"

enum {
	MAX_INTRO = 500, /* bytes of "On ... wrote:" over all its lines */
	MAX_INTRO_LINES = 5,
	MAX_HEADER = 20,     /* lines of a header block */
	MAX_BEFORE_FROM = 4, /* lines of it above "From:" */
	MAX_LOOK = 300,      /* a longer line is text */
	MAX_FORWARD = 60,    /* bytes of "Begin forwarded message:" */
	MIN_BROKEN = 36,     /* bytes of a quoted line that may have been broken */
	MIN_RULE = 20,       /* underscores */
	MAX_FOOT = 6,        /* lines below a rule */
	MAX_FOOT_LINE = 100,
	MIN_BARS = 3, /* lines that begin with a bar */
};

typedef enum {
	LABEL_NONE = 0,
	LABEL_FROM = 1 << 0,
	LABEL_DATE = 1 << 1,
	LABEL_TO = 1 << 2,
	LABEL_SUBJECT = 1 << 3,
	LABEL_OTHER = 1 << 4,
} Label;

static const struct {
	Label label;
	const char *const *words;
} labels[] = {
    {LABEL_FROM, reply_from_labels},
    {LABEL_DATE, reply_date_labels},
    {LABEL_TO, reply_to_labels},
    {LABEL_SUBJECT, reply_subject_labels},
    {LABEL_OTHER, reply_other_labels},
};

static bool
in_words(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (strstr(text, *words) != NULL)
			return true;
	}
	return false;
}

static bool
starts_with_word(const char *text, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (**words == *text && g_str_has_prefix(text, *words))
			return true;
	}
	return false;
}

/* Lower case, without the white space and stars around; "" for what is too long to be anything but text. */
static void
plain(const Line *line, char out[static MAX_LOOK + 1])
{
	const char *from = line->text;
	const char *end = from + line->size;
	size_t size = 0;
	size_t to = 0;

	while (from < end && strchr(" \t*_", *from) != NULL)
		from++;
	while (end > from && strchr(" \t*_", end[-1]) != NULL)
		end--;
	if (end - from > MAX_LOOK)
		from = end;
	for (; from < end; from += size) {
		gunichar lower = 0;

		size = (size_t)(g_utf8_next_char(from) - from);
		if (size == 1) {
			out[to++] = g_ascii_tolower(*from);
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
		if (strchr(" \t", line->text[i]) == NULL && line->text[i] != '\0')
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

static bool
is_one_of(const char *text, size_t size, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (**words == *text && strncmp(*words, text, size) == 0 &&
		    (*words)[size] == '\0')
			return true;
	}
	return false;
}

/* The label in front of a colon: "van: jan" is LABEL_FROM. Stars of bold text may stand around. */
static Label
find_label(const char *line)
{
	size_t size = 0;

	while (size <= 24 && line[size] != '\0' && line[size] != ':')
		size++;
	if (line[size] != ':' || size == 0)
		return LABEL_NONE;
	/* French has a hard blank before its colons. */
	if (size > 2 && memcmp(line + size - 2, "\xc2\xa0", 2) == 0)
		size -= 2;
	while (size > 0 && strchr(" *_", line[size - 1]) != NULL)
		size--;
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		if (is_one_of(line, size, labels[i].words))
			return labels[i].label;
	}
	return LABEL_NONE;
}

static Line *
line_number(GArray *lines, unsigned i)
{
	return &g_array_index(lines, Line, i);
}

static unsigned
count_digits(const char *text)
{
	unsigned count = 0;

	for (; *text != '\0'; text++)
		count += g_ascii_isdigit(*text);
	return count;
}

/* What the lines of a header block have in them. */
typedef struct {
	unsigned labels;
	unsigned last; /* line with a label */
	bool has_address;
	bool has_date; /* six digits in a line: a day, a year, a time */
} Header;

/* From the line where a block may start. */
static Header
read_header(GArray *lines, unsigned first)
{
	Header header = {LABEL_NONE, first, false, false};
	unsigned others = 0;

	for (unsigned i = first; i < lines->len && others < 3 && i < first + MAX_HEADER; i++) {
		char text[MAX_LOOK + 1];
		Label label = LABEL_NONE;

		plain(line_number(lines, i), text);
		label = find_label(text);
		others = label == LABEL_NONE ? others + 1 : 0;
		header.labels |= label;
		if (label == LABEL_NONE && i == first)
			return header;
		if (label == LABEL_NONE)
			continue;
		header.last = i;
		header.has_address = header.has_address || strchr(text, '@') != NULL;
		header.has_date = header.has_date || count_digits(text) >= 6;
		if (i >= first + MAX_BEFORE_FROM && (header.labels & LABEL_FROM) == 0)
			return header;
	}
	return header;
}

/* "From: ..., Sent: ..., To: ...": the lines from `first` on that are one block, or 0. */
static unsigned
header_block(GArray *lines, unsigned first)
{
	const Line *line = line_number(lines, first);
	Header header = {0};
	unsigned kinds = 0;

	if (memchr(line->text, ':', MIN(line->size, 40)) == NULL)
		return 0;
	header = read_header(lines, first);
	kinds = (unsigned)__builtin_popcount(header.labels & ~(unsigned)LABEL_OTHER);
	/* "Van: Utrecht, Aan: Jan" is a person's form: a date or an address makes it a header. */
	if ((header.labels & LABEL_FROM) == 0 || kinds < 3 ||
	    (!header.has_address && !header.has_date))
		return 0;
	return header.last - first + 1;
}

/* "2017-11-24 16:32 GMT+01:00 Jan <jan@klant.example>:" has no verb, but a date, a time and an address. */
static bool
is_dated_address(const char *text)
{
	const char *colon = strchr(text, ':');

	return count_digits(text) >= 8 && strchr(text, '@') != NULL &&
	       g_str_has_suffix(text, ">:") && colon > text && g_ascii_isdigit(colon[-1]) &&
	       g_ascii_isdigit(colon[1]);
}

static bool
is_intro(const char *text)
{
	if (is_dated_address(text) ||
	    (starts_with_word(text, reply_quoting) && strchr(text, '@') != NULL))
		return true;
	if (!in_words(text, reply_wrote))
		return false;
	return count_digits(text) >= 3 || strchr(text, '@') != NULL;
}

static bool
may_start_intro(const char *text)
{
	if (starts_with_word(text, reply_intro_starts) ||
	    starts_with_word(text, reply_quoting) || g_ascii_isdigit(*text) ||
	    is_dated_address(text))
		return true;
	return strpbrk(text, "@0123456789") != NULL && in_words(text, reply_wrote);
}

/* "----- On Nov 23, 2026": one program begins with dashes. */
static const char *
skip_dashes(const char *text)
{
	size_t dashes = strspn(text, "-");

	return dashes >= 5 && text[dashes] == ' ' ? text + dashes + 1 : text;
}

/* Whether the introduction that begins above really begins at a line below it: "... tell you\nOp 16 aug. schreef" */
static bool
begins_below(GArray *lines, unsigned first, unsigned size)
{
	char text[MAX_LOOK + 1];

	for (unsigned i = first + 1; i < first + size; i++) {
		plain(line_number(lines, i), text);
		if (starts_with_word(text, reply_intro_starts) && count_digits(text) >= 3)
			return true;
	}
	return false;
}

/* Without a verb: "2013/11/1 Jan <jan@klant.example>", if a quote follows. */
static bool
is_bare_intro(GArray *lines, unsigned next, const char *joined)
{
	if (!g_ascii_isdigit(*joined) || count_digits(joined) < 6 ||
	    !g_str_has_suffix(joined, ">") || strchr(joined, '@') == NULL)
		return false;
	while (next < lines->len && line_number(lines, next)->kind == LINE_BLANK)
		next++;
	return next < lines->len && line_number(lines, next)->kind == LINE_QUOTE;
}

/* Adds a line to an introduction. Returns false where it cannot be part of one. */
static bool
join_intro(const Line *line, GString *joined)
{
	char text[MAX_LOOK + 1];
	bool is_open = strchr(joined->str, '<') != NULL && !g_str_has_suffix(joined->str, ">");

	/* One program writes its addresses over several lines, "<", "mailto:...", "> wrote:". */
	if (line->kind == LINE_BLANK)
		return joined->len > 0 && !is_open;
	if (line->kind == LINE_QUOTE && !(is_open || strstr(joined->str, "< mailto:") != NULL))
		return false;
	plain(line, text);
	if (*text == '\0' || joined->len + strlen(text) > MAX_INTRO)
		return false;
	g_string_append(joined, joined->len > 0 ? " " : "");
	g_string_append(joined, text);
	return true;
}

/* Blank lines may stand in an introduction only before the "<" of such an address. */
static bool
is_real_gap(GArray *lines, unsigned i)
{
	if (line_number(lines, i)->kind != LINE_BLANK)
		return false;
	while (i < lines->len && line_number(lines, i)->kind == LINE_BLANK)
		i++;
	return i == lines->len || line_number(lines, i)->size != 1 ||
	       *line_number(lines, i)->text != '<';
}

/* Whether a line at or shortly below `first` ends as an introduction does; one without a verb begins with its date
 * and ends in an address. Spares the closer looks. */
static bool
ends_soon(GArray *lines, unsigned first)
{
	const Line *start = line_number(lines, first);
	size_t skip = strspn(start->text, " \t*_");
	bool is_dated = skip < start->size && g_ascii_isdigit(start->text[skip]);

	for (unsigned i = first; i < lines->len && i < first + MAX_INTRO_LINES; i++) {
		const Line *line = line_number(lines, i);
		size_t size = line->size;

		while (size > 0 && strchr(" *_", line->text[size - 1]) != NULL)
			size--;
		/* The last byte of a full-width colon, too. */
		if (size > 0 &&
		    (line->text[size - 1] == ':' || line->text[size - 1] == '\x9a' ||
			(is_dated && line->text[size - 1] == '>')))
			return true;
	}
	return false;
}

/* "On ... wrote:", over up to a few lines: how many, or 0. */
static unsigned
intro_block(GArray *lines, unsigned first)
{
	g_autoptr(GString) joined = NULL;
	char text[MAX_LOOK + 1];

	if (!ends_soon(lines, first))
		return 0;
	plain(line_number(lines, first), text);
	if (!may_start_intro(skip_dashes(text)))
		return 0;
	joined = g_string_new(NULL);
	for (unsigned i = first; i < lines->len && i < first + MAX_INTRO_LINES; i++) {
		if (is_real_gap(lines, i) || !join_intro(line_number(lines, i), joined))
			return 0;
		if (is_bare_intro(lines, i + 1, joined->str))
			return i - first + 1;
		if (g_str_has_suffix(joined->str, ":") || g_str_has_suffix(joined->str, "："))
			return is_intro(joined->str) &&
				       !begins_below(lines, first, i - first + 1)
				   ? i - first + 1
				   : 0;
	}
	return 0;
}

/* Dashes or underscores with known words between them. */
static bool
is_ruled(const char *text, const char *const *words)
{
	size_t dashes = strspn(text, "-_=—–‐ ");

	return dashes >= 2 && in_words(text, words) && strlen(text) < 120;
}

/* "-----Desk <desk@desk.example> wrote: -----" */
static bool
is_notes(const char *text)
{
	return g_str_has_prefix(text, "-----") && g_str_has_suffix(text, ": -----") &&
	       in_words(text, reply_wrote);
}

/* ">>> Desk <desk@desk.example> 23-11-2026 10:00 >>>": what it introduces has no marks. */
static bool
is_groupwise(const Line *line)
{
	char text[MAX_LOOK + 1];

	if (line->size < 8 || memcmp(line->text, ">>> ", 4) != 0)
		return false;
	plain(line, text);
	if (count_digits(text) < 6)
		return false;
	return g_str_has_suffix(text, " >>>") ||
	       (g_str_has_suffix(text, ":") && in_words(text, reply_wrote));
}

/* Whether a line can be a program's at all: it begins or ends in a certain way. */
static bool
may_be_special(const Line *line)
{
	const char *p = line->text;
	const char *end = p + line->size;

	while (p < end && strchr(" \t*_", *p) != NULL)
		p++;
	if (p == end || (unsigned char)*p >= 0xc3 || strchr("-_=", *p) != NULL ||
	    end[-1] == ':')
		return true;
	return reply_device_may_be(p, (size_t)(end - p));
}

/* What can be told from the line alone. */
static LineKind
simple_kind(const Line *line)
{
	char text[MAX_LOOK + 1];

	if (line->size == 1 && *line->text > 0 && *line->text <= HTML_BLOCK_END)
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
	plain(line, text);
	if (is_ruled(text, reply_original) || is_notes(text))
		return LINE_ORIGINAL;
	if (is_ruled(text, reply_forwarded) ||
	    (g_str_has_suffix(text, ":") && strlen(text) <= MAX_FORWARD &&
		in_words(text, reply_forwarded)))
		return LINE_FORWARD;
	return reply_device_is(text) ? LINE_DEVICE : LINE_TEXT;
}

/* A long rule over a few short lines at the end: the foot of a list or of a letterhead. */
static void
find_foot(GArray *lines)
{
	unsigned below = 0;

	for (unsigned i = lines->len; i-- > 0;) {
		Line *line = line_number(lines, i);
		size_t rule = 0;

		if (line->kind == LINE_BLANK)
			continue;
		while (rule < line->size && line->text[rule] == '_')
			rule++;
		if (rule >= MIN_RULE && rule == line->size)
			line->kind = LINE_SIGNATURE;
		else if (line->kind == LINE_QUOTE)
			below = 0;
		else if (line->kind != LINE_TEXT || line->size > MAX_FOOT_LINE ||
			 ++below > MAX_FOOT)
			return;
	}
}

static GArray *
split(const char *text)
{
	GArray *lines = g_array_new(false, false, sizeof(Line));

	while (*text != '\0') {
		Line line = {text, strcspn(text, "\n"), LINE_TEXT};

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

/* Some quote by a bar. A table has more of them in a line. */
static void
find_bars(GArray *lines)
{
	unsigned first = 0;

	for (unsigned i = 0; i <= lines->len; i++) {
		const Line *line = i < lines->len ? line_number(lines, i) : NULL;
		bool has_bar = line != NULL && line->size > 0 && *line->text == '|' &&
			       memchr(line->text + 1, '|', line->size - 1) == NULL;

		if (has_bar)
			continue;
		for (unsigned n = first; i - first >= MIN_BARS && n < i; n++)
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

GArray *
reply_lines(const char *text)
{
	GArray *lines = split(text);

	reply_armor_find(lines);
	find_bars(lines);
	find_foot(lines);
	mend_quotes(lines);
	for (unsigned i = 0; i < lines->len;) {
		unsigned block = 0;
		LineKind kind = LINE_HEADER;

		if (line_number(lines, i)->kind == LINE_TEXT)
			block = header_block(lines, i);
		if (block == 0 && line_number(lines, i)->kind == LINE_TEXT) {
			kind = LINE_INTRO;
			block = intro_block(lines, i);
		}
		for (unsigned end = i + block; i < end; i++)
			line_number(lines, i)->kind = kind;
		i += block == 0;
	}
	mend_devices(lines);
	return lines;
}
