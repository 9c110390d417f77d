/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The bytes are read in up to three ways, each of which gives a row of base32 letters: as they are; as they are shown,
 * without tags, with entities and wide letters decoded and without quote marks that hold letters ("SdW> "); and so with
 * %61, =61 and encoded words decoded too. What a tag holds is a row of its own.
 */
#include "gateway/letters/token_find.h"

#include <string.h>

#include "gateway/letters/token_row.h"

#define LOOK_AHEAD 80  /* bytes: what is indented further is not looked at */
#define PREFIX_MOST 16 /* characters of "Sanne de Wit> " */
#define CHARSET_MOST 40

/* A letter that may belong to a quote mark. */
typedef struct {
	int value;
	TokenPiece piece;
} Held;

typedef struct {
	const unsigned char *text;
	size_t size;
	bool coded; /* %61, =61 and encoded words */
	bool in_tag;
	bool at_start;   /* of a line, or of what stands behind its quote marks */
	unsigned prefix; /* characters since there */
	unsigned n_held;
	Held held[PREFIX_MOST];
	TokenRow outside;
	TokenRow inside; /* tags */
} View;

/* What does not stand for itself when a text is shown. */
static const bool SPECIAL[256] = {['<'] = true,
    ['&'] = true,
    ['%'] = true,
    ['='] = true,
    ['\n'] = true,
    ['\r'] = true,
    [0xef] = true};

static int
value_of(unsigned c)
{
	return c < 256 ? TOKEN_VALUES[c] - 1 : -1;
}

/* Characters as they are shown */

/* Of two bytes, or none. */
static int
hex_at(const View *view, size_t at)
{
	int high = at + 1 < view->size ? g_ascii_xdigit_value((char)view->text[at]) : -1;
	int low = high < 0 ? -1 : g_ascii_xdigit_value((char)view->text[at + 1]);

	return low < 0 ? -1 : high << 4 | low;
}

/* What stands for the letter of a wide one; 0: nothing that could be in a token. */
static unsigned
narrow(uint32_t character)
{
	if (character >= 0xff01 && character <= 0xff5e)
		return character - 0xff01 + '!';
	return character < 0x80 ? character : 0;
}

static size_t
read_number(const View *view, size_t at, unsigned *ret_c)
{
	bool hex = at < view->size && (view->text[at] | 0x20) == 'x';
	uint32_t character = 0;
	size_t start = at += hex;

	for (; at < view->size && at - start < 8; at++) {
		int digit = hex ? g_ascii_xdigit_value((char)view->text[at])
				: g_ascii_digit_value((char)view->text[at]);

		if (digit < 0)
			break;
		character = character * (hex ? 16 : 10) + (uint32_t)digit;
	}
	if (at == start)
		return 0;
	*ret_c = narrow(character);
	return at < view->size && view->text[at] == ';' ? at + 1 : at;
}

/* The end of the entity behind the '&' at `at`, or 0. */
static size_t
read_entity(const View *view, size_t at, unsigned *ret_c)
{
	static const struct {
		const char *name;
		char c;
	} NAMES[] = {{"lt;", '<'}, {"gt;", '>'}, {"amp;", '&'}, {"quot;", '"'}, {"apos;", '\''},
	    {"plus;", '+'}, {"commat;", '@'}, {"colon;", ':'}, {"vert;", '|'}, {"shy;", '\0'},
	    {"nbsp;", ' '}, {"ensp;", ' '}, {"emsp;", ' '}, {"thinsp;", ' '}, {"zwnj;", '\0'},
	    {"zwj;", '\0'}, {"lrm;", '\0'}, {"rlm;", '\0'}, {"NoBreak;", '\0'},
	    {"ZeroWidthSpace;", '\0'}, {"NewLine;", '\n'}, {"Tab;", '\t'}};
	size_t left = view->size - ++at;

	if (left > 1 && view->text[at] == '#')
		return read_number(view, at + 1, ret_c);
	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		size_t length = strlen(NAMES[i].name);

		if (length <= left && memcmp(view->text + at, NAMES[i].name, length) == 0) {
			*ret_c = (unsigned char)NAMES[i].c;
			return at + length;
		}
	}
	return 0;
}

/* The end of what begins an encoded word, "=?utf-8?q?", or 0. */
static size_t
read_word_begin(const View *view, size_t at)
{
	size_t charset = at + 2, end = charset;

	while (end < view->size && end - charset < CHARSET_MOST &&
	       (g_ascii_isalnum(view->text[end]) || memchr("-_*.:", view->text[end], 5)))
		end++;
	if (end + 2 >= view->size || view->text[end] != '?' || view->text[end + 2] != '?')
		return 0;
	return memchr("qQbB", view->text[end + 1], 4) == NULL ? 0 : end + 3;
}

static size_t
read_coded(const View *view, size_t at, unsigned *ret_c)
{
	int byte = hex_at(view, at + 1);

	if (byte >= 0) {
		*ret_c = byte < 0x80 ? (unsigned)byte : 0;
		return at + 3;
	}
	*ret_c = 0;
	if (view->text[at] == '%' || at + 1 >= view->size)
		return at + 1;
	if (view->text[at + 1] == '?')
		return MAX(read_word_begin(view, at), at + 1);
	/* a line that goes on is no new line */
	if (view->text[at + 1] == '\n')
		return at + 2;
	if (at + 2 < view->size && view->text[at + 1] == '\r' && view->text[at + 2] == '\n')
		return at + 3;
	return at + 1;
}

static size_t
read_wide(const View *view, size_t at, unsigned *ret_c)
{
	const unsigned char *p = view->text + at;

	*ret_c = 0;
	if (at + 2 >= view->size || (p[1] & 0xc0) != 0x80 || (p[2] & 0xc0) != 0x80)
		return at + 1;
	*ret_c = narrow((p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu));
	return at + 3;
}

/* The end of the character at `at`; what it means in ASCII, 0: nothing that could be in a token. */
static size_t
read_character(const View *view, size_t at, unsigned *ret_c)
{
	unsigned char byte = view->text[at];
	size_t end = 0;

	if (byte == 0xef)
		return read_wide(view, at, ret_c);
	if (view->coded && (byte == '%' || byte == '='))
		return read_coded(view, at, ret_c);
	*ret_c = byte;
	end = byte == '&' ? read_entity(view, at, ret_c) : 0;
	return end > 0 ? end : at + 1;
}

static void
release_held(View *view)
{
	for (unsigned i = 0; i < view->n_held; i++)
		token_row_add(&view->outside, view->held[i].value, view->held[i].piece.start,
		    view->held[i].piece.end);
	view->n_held = view->prefix = 0;
	view->at_start = false;
}

/* Few lines begin with anything that could be one. */
static bool
may_be_quoted(const View *view, size_t at)
{
	size_t most = MIN(view->size, at + LOOK_AHEAD);

	for (; at < most; at++) {
		unsigned char byte = view->text[at];

		if (byte == '>' || byte == '|')
			return true;
		if (SPECIAL[byte])
			return byte != '\n' && byte != '\r' && byte != '<';
	}
	return false;
}

/* The line begins at `at`. */
static void
begin_line(View *view, size_t at)
{
	release_held(view);
	view->at_start = may_be_quoted(view, at);
}

/* Whether this may stand in a quote mark of letters: "S. de W-X> ". */
static bool
is_initial(unsigned c)
{
	return g_ascii_isalnum((char)c) || c == '.' || c == '-' || c == ' ';
}

/* Whether it was kept, for what comes next to tell what it is. */
static bool
hold_at_start(View *view, unsigned c, const TokenPiece *piece)
{
	if (c == '>' || c == '|') {
		view->n_held = view->prefix = 0;
		return true;
	}
	if (view->prefix == 0 && !g_ascii_isalnum((char)c))
		return true;
	if (!is_initial(c) || view->prefix == PREFIX_MOST) {
		release_held(view);
		return false;
	}
	view->prefix++;
	if (value_of(c) >= 0)
		view->held[view->n_held++] = (Held){value_of(c), *piece};
	return true;
}

static void
add_outside(View *view, unsigned c, size_t start, size_t end)
{
	const TokenPiece piece = {start, end};

	if (c == '\n' || c == '\r')
		begin_line(view, end);
	else if ((!view->at_start || !hold_at_start(view, c, &piece)) && value_of(c) >= 0)
		token_row_add(&view->outside, value_of(c), start, end);
}

/* Tags */

/* Quoted-printable has capitals; "width=device-width" is none. */
static bool
is_code(const char *p)
{
	if (p[1] == '?')
		return *p == '=';
	if (!g_ascii_isxdigit(p[1]) || !g_ascii_isxdigit(p[2]))
		return false;
	return *p == '%' || p[1] < '8' || !(g_ascii_islower(p[1]) || g_ascii_islower(p[2]));
}

static bool
has_code(const char *text, size_t size, char mark)
{
	const char *end = text + size;

	for (const char *p = text; p < end && (p = memchr(p, mark, (size_t)(end - p))) != NULL;
	     p++) {
		if (end - p > 2 && is_code(p))
			return true;
	}
	return false;
}

static bool
begins_tag(const View *view, size_t at)
{
	unsigned char next = at + 1 < view->size ? view->text[at + 1] : 0;

	return view->text[at] == '<' &&
	       (g_ascii_isalpha((char)next) || next == '/' || next == '!');
}

static bool
breaks_line(const View *view, size_t at)
{
	static const char *const NAMES[] = {
	    "br", "p", "div", "li", "tr", "td", "pre", "blockquote"};
	size_t name = at + 1 + (view->text[at + 1] == '/');

	for (size_t i = 0; i < G_N_ELEMENTS(NAMES); i++) {
		size_t length = strlen(NAMES[i]);

		if (name + length < view->size && !g_ascii_isalnum(view->text[name + length]) &&
		    g_ascii_strncasecmp((const char *)view->text + name, NAMES[i], length) == 0)
			return true;
	}
	return false;
}

/* The end of the tag at `at` if it holds nothing that was not read as it stands; or what is behind its '<'. */
static size_t
enter_tag(View *view, size_t at)
{
	const char *tag = (const char *)view->text + at;
	const char *close = memchr(tag, '>', view->size - at);
	size_t length = close == NULL ? view->size - at : (size_t)(close - tag);

	if (breaks_line(view, at))
		begin_line(view, MIN(at + length + 1, view->size));
	if (memchr(tag, '&', length) == NULL && memchr(tag, 0xef, length) == NULL &&
	    (!view->coded || (!has_code(tag, length, '%') && !has_code(tag, length, '='))))
		return at + length + (close != NULL);
	view->in_tag = true;
	return at + 1;
}

static size_t
read_special(View *view, size_t at)
{
	unsigned c = 0;
	size_t end = 0;

	if (!view->in_tag && begins_tag(view, at))
		return enter_tag(view, at);
	end = read_character(view, at, &c);
	if (!view->in_tag)
		add_outside(view, c, at, end);
	else if (view->text[at] == '>')
		view->in_tag = false;
	else if (value_of(c) >= 0)
		token_row_add(&view->inside, value_of(c), at, end);
	return end;
}

static void
view_read(View *view)
{
	for (size_t at = 0, end; at < view->size; at = end) {
		if (view->at_start || view->in_tag || SPECIAL[view->text[at]]) {
			end = read_special(view, at);
			continue;
		}
		for (end = at + 1; end < view->size && !SPECIAL[view->text[end]];)
			end++;
		token_row_read(&view->outside, view->text, at, end);
	}
	release_held(view);
}

/* All of it */

static void
read_shown(TokenSearch *search, const char *text, size_t size, bool coded)
{
	View view;

	view.text = (const unsigned char *)text;
	view.size = size;
	view.coded = coded;
	view.in_tag = false;
	view.n_held = view.prefix = 0;
	view.at_start = may_be_quoted(&view, 0);
	token_row_init(&view.outside, search);
	token_row_init(&view.inside, search);
	view_read(&view);
}

/* Whether it is shown otherwise than it stands there. */
static bool
is_marked(const char *text, size_t size)
{
	static const unsigned char MARKS[] = {'<', '&', '>', '|', 0xef};

	for (size_t i = 0; i < sizeof MARKS; i++)
		if (memchr(text, MARKS[i], size) != NULL)
			return true;
	return false;
}

static int
compare_places(const void *a, const void *b)
{
	size_t left = ((const TokenPlace *)a)->pieces[0].start;
	size_t right = ((const TokenPlace *)b)->pieces[0].start;

	return (left > right) - (left < right);
}

GArray *
token_find(const TokenCutter *cutter, const char *text, size_t size)
{
	TokenSearch search = {.cutter = cutter};
	TokenRow row;

	if (size < TOKEN_LENGTH)
		return NULL;
	token_row_init(&row, &search);
	token_row_read(&row, (const unsigned char *)text, 0, size);
	/* a picture or a program is not shown as text; of UTF-16 the letters were read */
	if (memchr(text, '\0', size) != NULL)
		size = 0;
	if (is_marked(text, size))
		read_shown(&search, text, size, false);
	if (has_code(text, size, '%') || has_code(text, size, '='))
		read_shown(&search, text, size, true);
	if (search.found != NULL)
		g_array_sort(search.found, compare_places);
	return search.found;
}
