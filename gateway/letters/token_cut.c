/* SPDX-License-Identifier: Apache-2.0 */
/* What is cut leaves an ellipsis, or nothing where nothing is missed: in an address, behind a `Ref:`, alone on a line. */
#include "gateway/letters/token_cut.h"

#include <string.h>

#define ELLIPSIS "…"
#define ROUNDS 4 /* what is left may be a token again; who builds that loses the whole text */

/* One of these begins the text; how long it is, or 0. */
static size_t
begins_with(const char *text, const char *const *words)
{
	for (; *words != NULL; words++)
		if (g_ascii_strncasecmp(text, *words, strlen(*words)) == 0)
			return strlen(*words);
	return 0;
}

/* One of these ends the first `length` bytes; how long it is, or 0. */
static size_t
ends_with(const char *text, size_t length, const char *const *words)
{
	for (; *words != NULL; words++) {
		size_t size = strlen(*words);

		if (size <= length &&
		    g_ascii_strncasecmp(text + length - size, *words, size) == 0)
			return size;
	}
	return 0;
}

/* Whether it stood before the @ of an address; then what bound it to the name goes too. */
static bool
leave_address(GString *out, const char *after)
{
	static const char *const SIGNS[] = {
	    "+", "%2b", "&#43;", "&plus;", "=", "-", "_", ".", NULL};
	static const char *const ATS[] = {"@", "%40", "&#64;", "&commat;", NULL};
	size_t sign = ends_with(out->str, out->len, SIGNS);

	if (sign == 0 || begins_with(after, ATS) == 0)
		return false;
	g_string_truncate(out, out->len - sign);
	return true;
}

/* Where a `Ref:` begins that introduces what comes next, or SIZE_MAX. */
static size_t
find_ref(const GString *out)
{
	static const char *const BETWEEN[] = {" ", "\t", "*", "_", ">", "|", "\n", "\r", "%20",
	    "%0d", "%0a", "&nbsp;", "&gt;", "\xc2\xa0", NULL};
	static const char *const REFS[] = {"ref:", "ref%3a", "ref&#58;", "ref&colon;", NULL};
	static const char *const BEFORE[] = {"%0a", "%20", NULL};
	size_t length = out->len, skip = 0;

	while ((skip = ends_with(out->str, length, BETWEEN)) > 0)
		length -= skip;
	skip = ends_with(out->str, length, REFS);
	length -= skip;
	if (skip == 0 || (length > 0 && g_ascii_isalnum(out->str[length - 1]) &&
			     ends_with(out->str, length, BEFORE) == 0))
		return SIZE_MAX;
	return length;
}

/* Whether nothing more is said where it stood. */
static bool
ends_saying(const char *after)
{
	static const char *const BLANKS[] = {
	    " ", "\t", "*", "_", "%20", "&nbsp;", "\xc2\xa0", NULL};
	static const char *const ENDS[] = {"\n", "\r", "<", "\"", "'", "&", "%0d", "%0a", NULL};
	size_t skip = 0;

	while ((skip = begins_with(after, BLANKS)) > 0)
		after += skip;
	return *after == '\0' || begins_with(after, ENDS) > 0;
}

/* Where the line begins of which nothing is left but quote marks, or SIZE_MAX. */
static size_t
find_empty_line(const GString *out)
{
	size_t length = out->len;

	while (length > 0 && strchr(" \t>|}%#*_", out->str[length - 1]) != NULL)
		length--;
	return length == 0 || out->str[length - 1] == '\n' ? length : SIZE_MAX;
}

/* The line goes with it, if nothing else is on it. Returns what comes behind. */
static const char *
leave_line(GString *out, const char *after)
{
	size_t blank = strspn(after, " \t\r*_");
	size_t line = find_empty_line(out);

	if (line == SIZE_MAX || (after[blank] != '\n' && after[blank] != '\0'))
		return after;
	g_string_truncate(out, line);
	return after + blank + (after[blank] == '\n');
}

/* What stands between the letters: tags have to stay. */
static void
keep_between(GString *out, const char *text, const TokenPlace *place)
{
	size_t start = place->pieces[0].end;
	size_t end = place->pieces[TOKEN_LENGTH - 1].start;

	if (memchr(text + start, '<', end - start) == NULL)
		return;
	for (int i = 0; i + 1 < TOKEN_LENGTH; i++)
		g_string_append_len(out, text + place->pieces[i].end,
		    (ssize_t)(place->pieces[i + 1].start - place->pieces[i].end));
}

/* Of a link to a page nothing is left, as it would lead nowhere. Returns what comes behind. */
static const char *
leave_link(GString *out, const char *after)
{
	static const char *const SCHEMES[] = {"https://", "http://", NULL};
	static const char ENDS[] = " \t\r\n\"'<>()[]";
	const char *link = g_strrstr(out->str, "http");

	if (link == NULL || !g_str_has_suffix(out->str, "/p/") ||
	    begins_with(link, SCHEMES) == 0 || link[strcspn(link, ENDS)] != '\0')
		return after;
	g_string_truncate(out, (gsize)(link - out->str));
	return after + strcspn(after, ENDS);
}

/* Returns what comes behind. */
static const char *
cut_one(GString *out, const char *text, const TokenPlace *place)
{
	const char *after = text + place->pieces[TOKEN_LENGTH - 1].end;
	size_t ref = SIZE_MAX;

	if (!leave_address(out, after)) {
		after = leave_link(out, after);
		ref = ends_saying(after) ? find_ref(out) : SIZE_MAX;
		if (ref != SIZE_MAX)
			g_string_truncate(out, ref);
		else if (!g_str_has_suffix(out->str, ELLIPSIS) &&
			 (find_empty_line(out) == SIZE_MAX || !ends_saying(after)))
			g_string_append(out, ELLIPSIS);
		after = leave_line(out, after);
	}
	keep_between(out, text, place);
	return after;
}

static char *
cut_places(const char *text, const GArray *places)
{
	GString *out = g_string_sized_new(strlen(text));
	const char *at = text;

	for (unsigned i = 0; i < places->len; i++) {
		const TokenPlace *place = &g_array_index(places, TokenPlace, i);
		const char *start = text + place->pieces[0].start;

		/* found in another way before, or mixed with that one: that is looked at again */
		if (start < at)
			continue;
		g_string_append_len(out, at, start - at);
		at = cut_one(out, text, place);
	}
	g_string_append(out, at);
	return g_string_free(out, FALSE);
}

char *
token_cut(const TokenCutter *cutter, const char *text)
{
	g_autofree char *left = NULL;

	for (int round = 0; round <= ROUNDS; round++) {
		const char *now = left != NULL ? left : text;
		g_autoptr(GArray) places = token_find(cutter, now, strlen(now));
		char *next = NULL;

		if (places == NULL)
			return left != NULL && *left == '\0' ? g_strdup(ELLIPSIS)
							     : g_steal_pointer(&left);
		next = cut_places(now, places);
		g_free(left);
		left = next;
	}
	return g_strdup(ELLIPSIS);
}
