/* SPDX-License-Identifier: Apache-2.0 */
#include "parsers/text.h"

#include <stdint.h>
#include <string.h>

/* How many bytes at `p` are a control character, or a byte order mark. */
static size_t
control_size(const unsigned char *p)
{
	if ((*p < 0x20 && *p != '\n' && *p != '\t') || *p == 0x7f)
		return 1;
	if (*p == 0xc2 && p[1] < 0xa0)
		return 2;
	if (*p == 0xef && ((p[1] == 0xbb && p[2] == 0xbf) || (p[1] == 0xbf && p[2] >= 0xbe)))
		return 3;
	return 0;
}

/* How many bytes at `p` begin nothing that is taken out or changed. */
static size_t
clean_size(const unsigned char *p)
{
	static const bool suspects[256] = {[0 ... 8] = true,
	    [11 ... 31] = true,
	    [0x7f] = true,
	    [0xc2] = true,
	    [0xe2] = true,
	    [0xef] = true};
	const unsigned char *end = p;

	while (!suspects[*end])
		end++;
	return (size_t)(end - p);
}

char *
text_clean(char *utf8)
{
	unsigned char *from = (unsigned char *)utf8;
	unsigned char *to = from;

	while (*from != '\0') {
		size_t clean = clean_size(from);
		size_t control = 0;

		if (to != from)
			memmove(to, from, clean);
		to += clean;
		from += clean;
		control = *from == '\0' ? 0 : control_size(from);
		if ((*from == '\r' && from[1] != '\n') || *from == '\f' || *from == '\v')
			*to++ = '\n';
		if (control > 0) {
			from += control;
		} else if (from[0] == 0xe2 && from[1] == 0x80 && (from[2] & 0xfe) == 0xa8) {
			*to++ = '\n'; /* U+2028, U+2029 */
			from += 3;
		} else if (*from != '\0') {
			*to++ = *from++;
		}
	}
	*to = '\0';
	return utf8;
}

char *
text_squeeze(char *utf8)
{
	char *to = utf8;

	for (const char *from = utf8; *from != '\0'; from++) {
		while ((unsigned char)*from > ' ')
			*to++ = *from++;
		if (*from == '\0')
			break;
		if (*from != ' ' && *from != '\n' && *from != '\t')
			*to++ = *from;
		else if (to > utf8 && to[-1] != ' ')
			*to++ = ' ';
	}
	if (to > utf8 && to[-1] == ' ')
		to--;
	*to = '\0';
	return utf8;
}

char *
text_one_line(char *utf8)
{
	return text_squeeze(text_clean(utf8));
}

static bool
is_invisible(gunichar c)
{
	return c == 0xad || c == 0x61c || c == 0x180e || (c >= 0x200b && c <= 0x200f) ||
	       (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
	       (c >= 0xfff9 && c <= 0xfffb) || (c >= 0xe0000 && c <= 0xe007f);
}

/* Writing needs these: they join and split letters of Persian and parts of emoji, and say which way a sign reads. */
static bool
is_treacherous(gunichar c)
{
	return is_invisible(c) && (c < 0x200c || c > 0x200f);
}

static char *
leave_out(char *utf8, bool (*is_left_out)(gunichar))
{
	char *to = utf8;

	for (const char *from = utf8; *from != '\0';) {
		const char *next = g_utf8_next_char(from);

		if (!is_left_out(g_utf8_get_char(from))) {
			memmove(to, from, (size_t)(next - from));
			to += next - from;
		}
		from = next;
	}
	*to = '\0';
	return utf8;
}

char *
text_visible(char *utf8)
{
	return leave_out(utf8, is_invisible);
}

char *
text_straight(char *utf8)
{
	return leave_out(utf8, is_treacherous);
}

/* How many bytes are ASCII, or are not. */
static size_t
run_size(const char *start, const char *end, bool ascii)
{
	const char *p = start;

	while (p < end && ((*p & 0x80) == 0) == ascii)
		p++;
	return (size_t)(p - start);
}

const char *
text_skip_blanks(const char *utf8)
{
	while (*utf8 == ' ' || *utf8 == '\t' || *utf8 == '\n' ||
	       g_str_has_prefix(utf8, "\xc2\xa0"))
		utf8 += *utf8 == '\xc2' ? 2 : 1;
	return utf8;
}

char *
text_lower(const char *utf8, ssize_t size)
{
	const char *end = utf8 + (size < 0 ? strlen(utf8) : (size_t)size);
	GString *lower = g_string_sized_new((size_t)(end - utf8));

	while (utf8 < end) {
		size_t plain = run_size(utf8, end, true);
		size_t others = run_size(utf8 + plain, end, false);
		/* with the byte behind it, on which the last sigma depends */
		size_t behind = utf8 + plain + others < end;
		g_autofree char *folded =
		    others == 0 ? NULL
				: g_utf8_strdown(utf8 + plain, (ssize_t)(others + behind));

		if (folded != NULL && behind > 0)
			folded[strlen(folded) - 1] = '\0';
		g_string_append_len(lower, utf8, (ssize_t)plain);
		for (size_t i = lower->len - plain; i < lower->len; i++)
			if (lower->str[i] >= 'A' && lower->str[i] <= 'Z')
				lower->str[i] |= 0x20;
		g_string_append(lower, folded == NULL ? "" : folded);
		utf8 += plain + others;
	}
	return g_string_free(lower, false);
}

static size_t
quote_depth(const char *line)
{
	return strspn(line, ">");
}

/* Whether the line at `line`, which ends at `end`, goes on below. "-- " is a signature's mark, not a flow. */
static bool
flows_on(const char *line, const char *end)
{
	const char *text = line + quote_depth(line);

	if (end == line || end[-1] != ' ' || *end == '\0')
		return false;
	text += *text == ' ';
	if (end - text == 3 && memcmp(text, "-- ", 3) == 0)
		return false;
	return quote_depth(end + 1) == quote_depth(line);
}

char *
text_unflow(const char *text, bool delsp)
{
	GString *out = g_string_sized_new(strlen(text));
	bool is_joined = false;

	while (*text != '\0') {
		const char *end = text + strcspn(text, "\n");
		bool is_flowed = flows_on(text, end);
		const char *from = text;

		if (is_joined)
			from += quote_depth(from);
		/* A blank in front is stuffing, but behind a quote mark it is how people write. */
		if ((is_joined || quote_depth(text) == 0) && *from == ' ')
			from++;
		g_string_append_len(out, from, end - from - (is_flowed && delsp && end > from));
		if (!is_flowed && *end == '\n')
			g_string_append_c(out, '\n');
		is_joined = is_flowed;
		text = *end == '\0' ? end : end + 1;
	}
	return g_string_free(out, false);
}

bool
text_cut(char *utf8, size_t limit)
{
	if (strlen(utf8) <= limit)
		return false;
	while (limit > 0 && ((unsigned char)utf8[limit] & 0xc0) == 0x80)
		limit--;
	utf8[limit] = '\0';
	return true;
}

char *
text_head(const char *utf8, size_t limit)
{
	char *head = g_strndup(utf8, strnlen(utf8, limit + 1));

	text_cut(head, limit);
	return head;
}
