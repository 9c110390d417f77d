/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A warning is told by where it stands and what its words say together, not by its sentences. It is a paragraph, or the
 * first sentences of one, above all else, or below all that was newly written; it is about mail from outside and what to
 * do with it; and it has hardly a word that such warnings do not consist of. A customer's "Let op: bijlagen van externe
 * afzenders openen niet" is words, too: what says "I", "thanks" or "broken" is no warning, and in doubt nothing is cut.
 */
#include "parsers/banner.h"

#include <string.h>

#include "parsers/banner_words.h"
#include "parsers/reply_line.h"

enum {
	BANNER_MAX = 1500,   /* bytes of a paragraph that may be one */
	PARAGRAPHS_MAX = 40, /* that are looked at in one mail */
	UNKNOWN_MOST = 18,   /* words of a hundred */
	NAMES_MOST = 45,     /* with those that begin with a capital */
	TAG_WORDS = 6,
	NOTE_WORDS = 3,
	WRAPPED = 60, /* bytes of a line that may go on in the next */
};

/* What no person writes, whatever stands around it: Outlook's link, Proofpoint's mark, a scanner's advertisement. */
static const char *const sure[] = {"aka.ms/LearnAboutSenderIdentification", "pfptBannerStart",
    "pfptBannerEnd", "avast.com/sig-email", NULL};

/* What the words of a piece of text say together. */
typedef struct {
	unsigned says; /* of BannerWord */
	unsigned loud; /* the same, of those in capitals */
	unsigned words, unknown, names;
	bool has_address;
	bool is_sure;
	bool is_denied; /* by the last word */
} Summary;

/* Lines that stand together. */
typedef struct {
	const char *start, *end; /* foreign */
	const char *rest;        /* foreign; what is no banner of it; start: all */
	bool is_first;           /* of the mail, or below a header */
	bool is_last;            /* before what is quoted, or of the mail */
	bool is_led;             /* the line above it ends in a colon: it is shown to us */
} Paragraph;

/* In lower case, without diacritics and apostrophes. Caller owns. */
static char *
fold(const char *word, size_t size)
{
	GString *out = g_string_sized_new(size);
	g_autofree char *lower = NULL;
	g_autofree char *parts = NULL;
	size_t ascii = 0;

	for (; ascii < size && word[ascii] > 0; ascii++)
		if (g_ascii_isalnum(word[ascii]))
			g_string_append_c(out, word[ascii] | 0x20);
	if (ascii == size)
		return g_string_free(out, false);
	g_string_truncate(out, 0);
	lower = g_utf8_casefold(word, (gssize)size);
	parts = g_utf8_normalize(lower, -1, G_NORMALIZE_ALL);
	for (const char *p = parts; p != NULL && *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (g_unichar_isalnum(c))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, false);
}

static bool
has(const Summary *summary, unsigned all)
{
	return (summary->says & all) == all;
}

static bool
has_any(const Summary *summary, unsigned some)
{
	return (summary->says & some) != 0;
}

/* "don't" and "it's" are one word, "d'un" is two. */
static size_t
behind_apostrophe(const char *p, const char *end)
{
	static const char *const endings[] = {"t", "s", "re", "ve", "ll", "m"};
	size_t mark = g_str_has_prefix(p, "’") ? strlen("’") : *p == '\'';

	for (size_t i = 0; mark > 0 && i < G_N_ELEMENTS(endings); i++) {
		const char *next = p + mark + strlen(endings[i]);

		if (next <= end && g_str_has_prefix(p + mark, endings[i]) &&
		    (next == end || !g_unichar_isalpha(g_utf8_get_char(next))))
			return mark;
	}
	return 0;
}

static const char *
word_end(const char *p, const char *end)
{
	while (p < end) {
		size_t mark = g_ascii_isalnum(*p) ? 1 : behind_apostrophe(p, end);

		if (mark == 0 && !g_unichar_isalnum(g_utf8_get_char(p)))
			break;
		p = mark > 0 ? p + mark : g_utf8_next_char(p);
	}
	return p;
}

/* Whether what stands between blanks or angle brackets is an address or a link. */
static bool
is_address(const char *p, size_t size)
{
	return memchr(p, '@', size) != NULL ||
	       (memchr(p, '/', size) != NULL && memmem(p, size, "://", 3) != NULL) ||
	       (memchr(p, '.', size) != NULL && memmem(p, size, "www.", 4) != NULL);
}

/* Whether it is in capitals. */
static bool
is_loud(const char *word, size_t size)
{
	g_autofree char *upper = NULL;

	for (size_t i = 0; i < size; i++)
		if (g_ascii_islower(word[i]))
			return false;
	upper = g_utf8_strup(word, (gssize)size);
	return strncmp(upper, word, size) == 0;
}

static void
add_word(Summary *summary, const char *word, size_t size)
{
	g_autofree char *folded = fold(word, size);
	unsigned says = size == 1 && *word == 'I' ? BANNER_NEVER : banner_word(folded);

	/* "are not to be opened", in Dutch */
	if (summary->is_denied && strcmp(folded, "te") == 0)
		says |= BANNER_NEVER;
	summary->is_denied = (says & BANNER_NOT) != 0;
	summary->words++;
	summary->says |= says;
	if (says != 0) {
		summary->loud |= size > 2 && is_loud(word, size) ? says : 0;
		return;
	}
	if (g_unichar_isupper(g_utf8_get_char(word)))
		summary->names++;
	else
		summary->unknown++;
}

static void
add_words(Summary *summary, const char *p, const char *end)
{
	while (p < end) {
		const char *next = word_end(p, end);

		if (next > p)
			add_word(summary, p, (size_t)(next - p));
		p = next > p ? next : g_utf8_next_char(p);
	}
}

/* Up to the first word that no banner has. */
static Summary
summarize(const char *p, const char *end)
{
	Summary summary = {0};

	for (size_t i = 0; sure[i] != NULL; i++)
		summary.is_sure |=
		    memmem(p, (size_t)(end - p), sure[i], strlen(sure[i])) != NULL;
	while (p < end && !has(&summary, BANNER_NEVER)) {
		size_t size = MIN(strcspn(p, " \t\n<>"), (size_t)(end - p));

		if (is_address(p, size))
			summary.has_address = true;
		else
			add_words(&summary, p, p + size);
		p += size + 1;
	}
	return summary;
}

static void
join(Summary *whole, const Summary *part)
{
	whole->says |= part->says;
	whole->loud |= part->loud;
	whole->words += part->words;
	whole->unknown += part->unknown;
	whole->names += part->names;
	whole->has_address |= part->has_address;
	whole->is_sure |= part->is_sure;
}

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

/* Whether it tells of what its reader knows better than the desk: that a mail came from outside, or from whom none comes
 * often. */
static bool
is_about_outside(const Summary *summary)
{
	bool warns = has_any(summary, BANNER_LINK | BANNER_CARE | BANNER_YOU);

	return has(summary, BANNER_OUTSIDE) ||
	       (has(summary, BANNER_SELDOM | BANNER_SENDER) &&
		   has_any(summary, BANNER_COMES | BANNER_NOT)) ||
	       (warns && has(summary, BANNER_PROVEN | BANNER_SENDER)) ||
	       (warns && has(summary, BANNER_THIS | BANNER_COMES | BANNER_NOT | BANNER_SENDER));
}

/* "You don't often get email from a@b. Learn why this is important" */
static bool
is_about_seldom(const Summary *summary)
{
	return summary->has_address && has(summary, BANNER_SELDOM | BANNER_NOT | BANNER_MAIL) &&
	       (summary->unknown == 0 || (summary->unknown < 3 && has(summary, BANNER_WHY)));
}

/* "EXTERNAL EMAIL", "[EXTERN]" */
static bool
is_tag(const Summary *summary, bool set_apart)
{
	return summary->words <= TAG_WORDS && summary->unknown + summary->names == 0 &&
	       has(summary, BANNER_OUTSIDE) &&
	       (set_apart || has_any(summary, BANNER_MAIL | BANNER_SENDER)) &&
	       !has_any(summary, BANNER_NOT | BANNER_LINK | BANNER_COMES | BANNER_COMPANY);
}

static bool
is_warning(const Summary *summary, bool set_apart)
{
	bool loud = set_apart || (summary->loud & BANNER_OUTSIDE) != 0;
	bool here = loud || has(summary, BANNER_THIS);

	if (is_about_seldom(summary) || is_tag(summary, set_apart) ||
	    has(summary, BANNER_HARM | BANNER_THIS | BANNER_MAIL | BANNER_ACT | BANNER_LINK |
			     BANNER_NOT | BANNER_YOU))
		return true;
	if (!is_about_outside(summary) || !has_any(summary, BANNER_MAIL | BANNER_SENDER))
		return loud && has(summary, BANNER_OUTSIDE | BANNER_CARE);
	if (has(summary, BANNER_ACT) && (here || has_any(summary, BANNER_SENDER | BANNER_CARE)))
		return true;
	if (has(summary, BANNER_CARE) && (here || has(summary, BANNER_HARM)))
		return true;
	if (has(summary, BANNER_OUTSIDE | BANNER_CARE | BANNER_LINK) &&
	    summary->unknown + summary->names == 0 && !has(summary, BANNER_NOT))
		return true;
	if (has(summary,
		BANNER_SELDOM | BANNER_SENDER | BANNER_THIS | BANNER_COMES | BANNER_YOU))
		return true;
	return has(summary, BANNER_OUTSIDE | BANNER_THIS | BANNER_COMES) &&
	       !has(summary, BANNER_NOT) &&
	       (has_any(summary, BANNER_COMPANY | BANNER_SENDER) || summary->names > 0);
}

/* "This message has been scanned for viruses". */
static bool
is_scan_note(const Summary *summary)
{
	if (summary->unknown > 0)
		return false;
	if (has(summary, BANNER_SCANNED | BANNER_THIS | BANNER_MAIL))
		return true;
	if (!has_any(summary, BANNER_HARM | BANNER_COMPANY))
		return false;
	if (has(summary, BANNER_SCANNED))
		return summary->has_address || has_any(summary, BANNER_THIS | BANNER_COMPANY);
	return summary->has_address &&
	       (summary->words <= NOTE_WORDS || has(summary, BANNER_ACT | BANNER_THIS));
}

/* "Attachments of external mails cannot be opened." */
static bool
is_complaint(const Summary *summary)
{
	return has(summary, BANNER_CAN | BANNER_NOT) &&
	       !has_any(summary, BANNER_THIS | BANNER_PROVEN);
}

static bool
is_banner(const Summary *summary, bool set_apart, bool is_below)
{
	if (summary->is_sure)
		return true;
	if (has(summary, BANNER_NEVER) || is_complaint(summary) ||
	    summary->unknown * 100 > summary->words * UNKNOWN_MOST ||
	    (summary->unknown + summary->names) * 100 > summary->words * NAMES_MOST)
		return false;
	return is_warning(summary, set_apart) || (is_below && is_scan_note(summary));
}

/* "For more information please visit http://..." */
static bool
leads_to_link(const Summary *piece)
{
	return piece->has_address && piece->unknown + piece->names == 0;
}

/* Whether a sentence or line may be part of one. */
static bool
is_piece(const Summary *piece)
{
	if (piece->words == 0)
		return true;
	return !has(piece, BANNER_NEVER) && piece->unknown * 4 <= piece->words &&
	       (piece->is_sure || leads_to_link(piece) ||
		   (piece->says & ~(unsigned)BANNER_OTHER) != 0);
}

/* Whether it may be the last part. */
static bool
is_last_piece(const Summary *piece)
{
	return piece->is_sure || piece->words == 0 || leads_to_link(piece) ||
	       has_any(piece, BANNER_OUTSIDE | BANNER_ACT | BANNER_CARE | BANNER_LINK |
				  BANNER_PROVEN | BANNER_SCANNED | BANNER_HARM | BANNER_SELDOM |
				  BANNER_WHY) ||
	       has(piece, BANNER_THIS | BANNER_MAIL);
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
	Summary whole = {0};

	for (const char *p = start; p < end;) {
		const char *next = piece_end(p, end);
		Summary piece = summarize(p, next);

		if (!is_piece(&piece))
			break;
		join(&whole, &piece);
		if (*last_sign(p, next) == '?' && (p == start || next == end))
			break;
		p = next;
		if (is_last_piece(&piece) && is_banner(&whole, set_apart, is_below) &&
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
