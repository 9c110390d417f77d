/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A warning is told by where it stands and what its words say together, not by its sentences. It is a paragraph, or the
 * first sentences of one, above all else, or below all that was newly written; it is about mail from outside and what to
 * do with it; and it has hardly a word that such warnings do not consist of. A customer's "Let op: bijlagen van externe
 * afzenders openen niet" is words, too: what says "I", "thanks" or "broken" is no warning, and in doubt nothing is cut.
 */
#include "parsers/banner.h"

#include <string.h>

#include "parsers/banner_sense.h"
#include "parsers/reply_line.h"

enum {
	BANNER_MAX = 1500,   /* bytes of a paragraph that may be one */
	PARAGRAPHS_MAX = 40, /* that are looked at in one mail */
	WRAPPED = 60,        /* bytes of a line that may go on in the next */
};

/* Lines that stand together. */
typedef struct {
	const char *start, *end; /* foreign */
	const char *rest;        /* foreign; what is no banner of it; start: all */
	bool is_first;           /* of the mail, or below a header */
	bool is_last;            /* before what is quoted, or of the mail */
	bool is_led;             /* the line above it ends in a colon: it is shown to us */
} Paragraph;

/* Whether it begins with a bracket, stars or a sign, and not like one of a list. */
static bool
is_set_apart(const char *p, const char *end)
{
	gunichar c = g_utf8_get_char(p);
	const char *next = g_utf8_next_char(p);

	if (c == '-' || c == '*' || c == '+')
		return next < end && *next != ' ';
	return c == '[' || c == '{' || c == '<' || c == '#' || c == '=' || c == '|' ||
	       c == '!' || g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL;
}

/* Whether the line that ends here goes on in the next. */
static bool
goes_on(const char *line, const char *p, const char *end)
{
	return p - line >= WRAPPED && p + 1 < end && g_unichar_islower(g_utf8_get_char(p + 1));
}

/* The end of the sentence or line. */
static const char *
piece_end(const char *p, const char *end)
{
	const char *line = p;

	for (; p < end; p = g_utf8_next_char(p)) {
		const char *next = g_utf8_next_char(p);
		bool at_end = next == end || *next == ' ' || *next == '\n';

		if (*p == '\n' && !goes_on(line, p, end))
			return next;
		if (*p == '\n')
			line = next;
		if (at_end && strchr(".!?]}", *p) != NULL)
			return next;
	}
	return end;
}

/* Whether a banner may end here although more follows: at the end of a line, or of a bracket that began it. */
static bool
may_end(const char *start, const char *p, bool set_apart)
{
	return p[-1] == '\n' || *p == '\n' || (set_apart && *start == '[' && p[-1] == ']');
}

static const char *
last_sign(const char *start, const char *end)
{
	while (--end > start && strchr(" \t\n*])", *end) != NULL)
		continue;
	return end;
}

/* Where the banner ends that begins a paragraph, or its start where there is none. */
static const char *
banner_end(const char *start, const char *end, bool is_below)
{
	bool set_apart = is_set_apart(start, end);
	const char *found = start;
	BannerSense whole = {0};

	for (const char *p = start; p < end;) {
		const char *next = piece_end(p, end);
		BannerSense piece = banner_sense_read(p, next);

		if (!banner_sense_is_piece(&piece))
			break;
		banner_sense_join(&whole, &piece);
		if (*last_sign(p, next) == '?' && (p == start || next == end))
			break;
		p = next;
		if (banner_sense_is_last_piece(&piece) &&
		    banner_sense_is_banner(&whole, set_apart, is_below) &&
		    (p == end || whole.is_sure || may_end(start, p, set_apart)))
			found = p;
	}
	return found;
}

static const char *
skip_space(const char *p)
{
	return p + strspn(p, " \t\n");
}

/* Compares without case, and any blanks with any blanks. What follows the words, or NULL. */
static const char *
behind_words(const char *p, const char *words, const char *end)
{
	while (words < end) {
		if (*words == ' ' || *words == '\t') {
			const char *next = skip_space(p);

			if (next == p)
				return NULL;
			p = next;
			words += strspn(words, " \t");
			continue;
		}
		if (*p == '\0' || g_unichar_tolower(g_utf8_get_char(p)) !=
				      g_unichar_tolower(g_utf8_get_char(words)))
			return NULL;
		p = g_utf8_next_char(p);
		words = g_utf8_next_char(words);
	}
	return p;
}

/* What follows the operator's text in a paragraph that begins with it, or NULL. */
static const char *
behind_known(const Paragraph *paragraph, const char *known)
{
	const char *p = behind_words(paragraph->start, known, known + strcspn(known, "*"));

	for (known = strchr(known, '*'); p != NULL && known != NULL;
	     known = strchr(known, '*')) {
		const char *next = NULL;
		const char *stop = NULL;

		known += strspn(known, "* ");
		stop = known + strcspn(known, "*");
		if (known == stop)
			return MAX(p, paragraph->end);
		while (p < paragraph->end && (next = behind_words(p, known, stop)) == NULL)
			p = g_utf8_next_char(p);
		p = next;
	}
	return p;
}

static bool
is_text(const Line *line)
{
	return line->kind == LINE_TEXT || line->kind == LINE_DEVICE ||
	       line->kind == LINE_SIGNATURE;
}

static const Line *
line_at(const GArray *lines, unsigned i)
{
	return &g_array_index(lines, Line, i);
}

/* The paragraphs of a text, of Paragraph. */
static GArray *
paragraphs_of(const GArray *lines)
{
	GArray *all = g_array_new(false, true, sizeof(Paragraph));
	bool is_first = true, is_led = false;

	for (unsigned i = 0; i < lines->len;) {
		const Line *line = line_at(lines, i);
		Paragraph one = {.is_first = is_first, .is_led = is_led};

		if (!is_text(line)) {
			if (line->kind != LINE_BLANK && line->kind != LINE_MARK)
				is_first = line->kind != LINE_QUOTE && line->kind != LINE_INTRO;
			if (line->kind != LINE_BLANK && all->len > 0)
				g_array_index(all, Paragraph, all->len - 1).is_last = true;
			i++;
			continue;
		}
		one.start = line->text + strspn(line->text, " \t");
		while (i < lines->len && is_text(line_at(lines, i)))
			line = line_at(lines, i++);
		one.end = line->text + line->size;
		one.rest = one.start;
		is_led = one.end > one.start && one.end[-1] == ':';
		is_first = false;
		g_array_append_val(all, one);
	}
	if (all->len > 0)
		g_array_index(all, Paragraph, all->len - 1).is_last = true;
	return all;
}

/* Finds the banner in a paragraph, if there is one, by where it stands. */
static void
look(Paragraph *paragraph, const char *const *known)
{
	const char *end = NULL;

	for (; known != NULL && *known != NULL; known++) {
		end = behind_known(paragraph, *known);
		if (end != NULL) {
			paragraph->rest = end;
			return;
		}
	}
	if (paragraph->end - paragraph->start > BANNER_MAX ||
	    (!paragraph->is_first && (!paragraph->is_last || paragraph->is_led)))
		return;
	end = banner_end(
	    paragraph->start, paragraph->end, paragraph->is_last && !paragraph->is_first);
	if (end == paragraph->end || paragraph->is_first)
		paragraph->rest = end;
}

static bool
is_cut(const Paragraph *paragraph)
{
	return paragraph->rest >= paragraph->end;
}

/* From both ends: what stands below a banner is first, what stands above one is last. */
static void
look_at_all(GArray *paragraphs, const char *const *known)
{
	for (unsigned i = 0; i < paragraphs->len && i < PARAGRAPHS_MAX; i++) {
		Paragraph *one = &g_array_index(paragraphs, Paragraph, i);

		one->is_first = one->is_first || (i > 0 && one[-1].is_first && is_cut(one - 1));
		if (one->is_first || known != NULL)
			look(one, known);
	}
	for (unsigned i = paragraphs->len; i > 0 && paragraphs->len - i < PARAGRAPHS_MAX; i--) {
		Paragraph *one = &g_array_index(paragraphs, Paragraph, i - 1);

		one->is_last =
		    one->is_last || (i < paragraphs->len && one[1].is_last && is_cut(one + 1));
		if (one->is_last && one->rest == one->start)
			look(one, known);
	}
}

/* Rules and blank lines that set it apart go with it. */
static const char *
skip_rule(const char *p)
{
	const char *rule = skip_space(p);
	size_t size = strspn(rule, "-_=*|~ ");

	return size >= 3 && (rule[size] == '\n' || rule[size] == '\0') ? rule + size : p;
}

char *
banner_cut(const char *text, const GArray *lines, const char *const *known, GPtrArray *cut)
{
	g_autoptr(GArray) paragraphs = paragraphs_of(lines);
	g_autoptr(GString) left = g_string_new(NULL);
	unsigned before = cut->len;

	look_at_all(paragraphs, known);
	for (unsigned i = 0; i < paragraphs->len; i++) {
		const Paragraph *one = &g_array_index(paragraphs, Paragraph, i);

		if (one->rest <= text || one->rest == one->start)
			continue;
		message_cut_add(cut, CUT_BANNER,
		    g_strchomp(g_strndup(one->start, (size_t)(one->rest - one->start))));
		g_string_append_len(left, text, one->start - text);
		text = skip_space(skip_rule(one->rest));
	}
	if (cut->len == before)
		return NULL;
	g_string_append(left, text);
	return g_string_free(g_steal_pointer(&left), false);
}
