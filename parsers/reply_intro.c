/* SPDX-License-Identifier: Apache-2.0 */
/*
 * An introduction wants two signs: how it begins and a verb, a verb and a date or an address. It may go over a few lines,
 * and may stand behind somebody's words on the line where they end.
 */
#include "parsers/reply_intro.h"

#include <stdbool.h>
#include <string.h>

#include "parsers/reply_line.h"
#include "parsers/reply_words.h"

enum {
	MAX_INTRO = 500, /* bytes of "On ... wrote:" over all its lines */
	MAX_INTRO_LINES = 5,
	MAX_WORDS_BEFORE_DAY = 3,
	MAX_LOOKS = 10, /* of a line */
	MIN_DATE = 6,   /* digits of a date with its year, or with a time */
};

static Line *
line_number(GArray *lines, unsigned i)
{
	return &g_array_index(lines, Line, i);
}

/* Whether what follows has marks of quotes. */
static bool
is_quoted(GArray *lines, unsigned next)
{
	while (next < lines->len && line_number(lines, next)->kind == LINE_BLANK)
		next++;
	return next < lines->len && line_number(lines, next)->kind == LINE_QUOTE;
}

/* A date with its year, a time and an address: above marks of quotes that says enough in any language. */
static bool
is_dated_letter(const char *text)
{
	if (strchr(text, '@') == NULL || reply_line_digits(text) < 8)
		return false;
	for (const char *colon = strchr(text, ':'); colon != NULL;
	     colon = strchr(colon + 1, ':')) {
		if (colon > text && g_ascii_isdigit(colon[-1]) && g_ascii_isdigit(colon[1]))
			return true;
	}
	return false;
}

/* "2017-11-24 16:32 GMT+01:00 Jan <jan@klant.example>:" has no verb. */
static bool
is_dated_address(const char *text)
{
	return g_str_has_suffix(text, ">:") && is_dated_letter(text);
}

static bool
is_intro(const char *text)
{
	if (is_dated_address(text) ||
	    (reply_words_start(text, reply_quoting) && strchr(text, '@') != NULL))
		return true;
	if (!reply_words_in(text, reply_wrote))
		return false;
	return reply_line_digits(text) >= 3 || strchr(text, '@') != NULL;
}

static bool
may_start_intro(const char *text)
{
	if (reply_words_start(text, reply_intro_starts) ||
	    reply_words_start(text, reply_quoting) || g_ascii_isdigit(*text) ||
	    is_dated_letter(text))
		return true;
	return strpbrk(text, "@0123456789") != NULL && reply_words_in(text, reply_wrote);
}

/* Whether it is a sentence of somebody's: "Op 23 november 2026 schreef ik al dat ...:". A few old programs write "On ...
 * you wrote:", above a quote with marks. */
static bool
is_persons(GArray *lines, unsigned first, unsigned end, const char *joined)
{
	g_autoptr(GString) words = g_string_new(" ");

	for (unsigned i = first; i < end; i++) {
		const Line *line = line_number(lines, i);

		for (size_t n = 0; n <= line->size; n++) {
			char c = n < line->size ? line->text[n] : ' ';
			bool is_gap = strchr(" \t,:;()*_", c) != NULL;

			if (!is_gap || words->str[words->len - 1] != ' ')
				g_string_append_c(words, is_gap ? ' ' : c);
		}
	}
	if (words->len > 1 && words->str[2] != ' ')
		words->str[1] = g_ascii_tolower(words->str[1]);
	return reply_words_in(words->str, reply_persons) &&
	       !(g_str_has_suffix(joined, " you wrote:") &&
		   reply_words_start(joined, reply_intro_starts) && is_quoted(lines, end));
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
	char text[REPLY_LOOK + 1];

	for (unsigned i = first + 1; i < first + size; i++) {
		reply_line_plain(line_number(lines, i), text);
		if (reply_words_start(text, reply_intro_starts) && reply_line_digits(text) >= 3)
			return true;
	}
	return false;
}

/* Without a verb: "2013/11/1 Jan <jan@klant.example>", if a quote follows. */
static bool
is_bare_intro(GArray *lines, unsigned next, const char *joined)
{
	if (!g_ascii_isdigit(*joined) || reply_line_digits(joined) < 6 ||
	    !g_str_has_suffix(joined, ">") || strchr(joined, '@') == NULL)
		return false;
	return is_quoted(lines, next);
}

/* Adds a line to an introduction. Returns false where it cannot be part of one. */
static bool
join_intro(const Line *line, GString *joined)
{
	char text[REPLY_LOOK + 1];
	bool is_open = strchr(joined->str, '<') != NULL && !g_str_has_suffix(joined->str, ">");

	/* One program writes its addresses over several lines, "<", "mailto:...", "> wrote:". */
	if (line->kind == LINE_BLANK)
		return joined->len > 0 && !is_open;
	if (line->kind == LINE_QUOTE && !(is_open || strstr(joined->str, "< mailto:") != NULL))
		return false;
	reply_line_plain(line, text);
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
unsigned
reply_intro_block(GArray *lines, unsigned first)
{
	g_autoptr(GString) joined = NULL;
	char text[REPLY_LOOK + 1];

	if (!ends_soon(lines, first))
		return 0;
	reply_line_plain(line_number(lines, first), text);
	if (!may_start_intro(skip_dashes(text)))
		return 0;
	joined = g_string_new(NULL);
	for (unsigned i = first; i < lines->len && i < first + MAX_INTRO_LINES; i++) {
		if (is_real_gap(lines, i) || !join_intro(line_number(lines, i), joined))
			return 0;
		if (is_bare_intro(lines, i + 1, joined->str))
			return i - first + 1;
		if (g_str_has_suffix(joined->str, ":") || g_str_has_suffix(joined->str, "："))
			return (is_intro(joined->str) ||
				   (is_dated_letter(joined->str) && is_quoted(lines, i + 1))) &&
				       !begins_below(lines, first, i - first + 1) &&
				       !is_persons(lines, first, i + 1, joined->str)
				   ? i - first + 1
				   : 0;
	}
	return 0;
}

/* Whether a day stands shortly behind the word with which an introduction starts: "On Mon, Nov 23". */
static bool
starts_with_day(const char *text)
{
	unsigned words = 0;

	if (!reply_words_start(text, reply_intro_starts))
		return false;
	for (; *text != '\0' && !g_ascii_isdigit(*text); text++)
		words += *text == ' ' && text[1] != ' ';
	return *text != '\0' && words <= MAX_WORDS_BEFORE_DAY;
}

/* Whether a sentence ends before `at`: one of a few words, so that "Dr." and "J." are none. */
static bool
ends_sentence(const char *text, size_t at)
{
	size_t end = at;

	while (end > 0 && text[end - 1] == ' ')
		end--;
	if (end < 2 || strchr(".!?", text[end - 1]) == NULL)
		return false;
	return text[end - 1] != '.' ||
	       (memchr(text, ' ', end) != NULL && g_ascii_isalpha(text[end - 2]) &&
		   (end < 4 || text[end - 3] != ' '));
}

/* Whether a word begins here that could be the first of an introduction behind other words. */
static bool
may_begin(const Line *line, size_t at)
{
	const char *text = line->text;
	char before = text[at - 1];
	bool is_word = before == ' ' || before == '.' || before == '!' || before == '?';

	if (!is_word || text[at] == ' ')
		return false;
	return g_unichar_isupper(g_utf8_get_char(text + at)) ||
	       (before == ' ' && ends_sentence(text, at));
}

/* A date with its year or time, or an address: people write "Op 3 maart schreef Jan in het boek:", too. */
static bool
is_sure(GArray *lines, unsigned first, unsigned count)
{
	unsigned digits = 0;

	for (unsigned i = first; i < first + count; i++) {
		char text[REPLY_LOOK + 1];

		reply_line_plain(line_number(lines, i), text);
		digits += reply_line_digits(text);
		if (strchr(text, '@') != NULL)
			return true;
	}
	return digits >= MIN_DATE;
}

/* "2017-11-24 16:32 Jan <jan@k.example>:"; the end of another date begins with digits, too. */
static bool
is_iso_dated(const char *text)
{
	return strspn(text, "0123456789") == 4 && strchr("-/.", text[4]) != NULL &&
	       is_dated_address(text);
}

/* Whether the rest of a line from `at` on is one. Counts in *looks how often that was worth a closer look. */
static bool
is_intro_at(GArray *lines, unsigned first, size_t at, unsigned *looks)
{
	Line *line = line_number(lines, first);
	const Line whole = *line;
	char text[REPLY_LOOK + 1];
	unsigned count = 0;

	line->text += at;
	line->size -= at;
	reply_line_plain(line, text);
	if (starts_with_day(skip_dashes(text)) ||
	    (at > 0 && ends_sentence(whole.text, at) &&
		(!g_ascii_isdigit(*text) || is_iso_dated(text)))) {
		count = reply_intro_block(lines, first);
		++*looks;
	}
	if (count > 0 && !is_sure(lines, first, count))
		count = 0;
	*line = whole;
	return count > 0;
}

size_t
reply_intro_behind(GArray *lines, unsigned first)
{
	const Line *line = line_number(lines, first);
	size_t at = line->size > REPLY_LOOK ? line->size - REPLY_LOOK : 1;
	unsigned looks = 0;

	if (line->size == 0 || !ends_soon(lines, first) || is_intro_at(lines, first, 0, &looks))
		return 0;
	while ((line->text[at] & 0xc0) == 0x80)
		at++;
	for (; at < line->size && looks < MAX_LOOKS;
	     at = (size_t)(g_utf8_next_char(line->text + at) - line->text)) {
		if (may_begin(line, at) && is_intro_at(lines, first, at, &looks))
			return at;
	}
	return 0;
}
