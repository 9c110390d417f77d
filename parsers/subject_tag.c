/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A tag is told by two things together: it is set apart, by brackets, signs or a colon, and every word in it speaks of
 * outside or of spam, or is one that such tags are made of. "[Kamer 4]" and "Externe schijf: kapot" are the sender's.
 * A language is added to the words and nowhere else.
 */
#include "parsers/subject_tag.h"

#include <glib.h>
#include <string.h>

#include "parsers/subject_mark.h"
#include "parsers/text.h"
#include "parsers/ticket_refs.h"

enum {
	TAG_MAX = 60, /* bytes of what is in the brackets */
	WORDS_MAX = 7,
};

typedef enum {
	SAYS_OUTSIDE = 1 << 0,
	SAYS_SPAM = 1 << 1,
	SAYS_HARM = 1 << 2,  /* people report it, too: it needs a doubt beside it */
	SAYS_DOUBT = 1 << 3, /* "possible", "?" */
	SAYS_MORE = 1 << 4,
	SAYS_NUMBER = 1 << 5,
	SAYS_OTHER = 1 << 6,
	SAYS_SMALL = 1 << 7, /* not all in capitals */
} Says;

/* Folded; a word that ends in '*' may go on. */
static const struct {
	const char *word;
	Says says;
} words[] = {
    {"ext", SAYS_OUTSIDE},
    {"extern*", SAYS_OUTSIDE},    /* nl de en fr es pt ro sv cs */
    {"exterieur*", SAYS_OUTSIDE}, /* fr */
    {"exterior*", SAYS_OUTSIDE},  /* es pt */
    {"extmail", SAYS_OUTSIDE},
    {"extmsg", SAYS_OUTSIDE},
    {"estern*", SAYS_OUTSIDE},    /* it */
    {"ekstern*", SAYS_OUTSIDE},   /* da no */
    {"zewnetrzn*", SAYS_OUTSIDE}, /* pl */
    {"ulkoi*", SAYS_OUTSIDE},     /* fi */
    {"kulso*", SAYS_OUTSIDE},     /* hu */
    {"vnejsi*", SAYS_OUTSIDE},    /* cs */
    {"outside", SAYS_OUTSIDE},
    {"buiten", SAYS_OUTSIDE},
    {"внешн*", SAYS_OUTSIDE},
    {"外部", SAYS_OUTSIDE},
    {"외부", SAYS_OUTSIDE},
    {"spam", SAYS_SPAM},
    {"spamverdacht", SAYS_SPAM},
    {"spamverdenking", SAYS_SPAM},
    {"junk", SAYS_SPAM},
    {"junkmail", SAYS_SPAM},
    {"bulk", SAYS_SPAM},
    {"graymail", SAYS_SPAM},
    {"greymail", SAYS_SPAM},
    {"pourriel", SAYS_SPAM},
    {"indesirable*", SAYS_SPAM},
    {"ongewenst*", SAYS_SPAM},
    {"unerwunscht*", SAYS_SPAM},
    {"suspicious", SAYS_SPAM},
    {"suspect", SAYS_SPAM},
    {"suspected", SAYS_SPAM | SAYS_DOUBT},
    {"verdacht*", SAYS_SPAM | SAYS_DOUBT}, /* nl de */
    {"untrusted", SAYS_SPAM},
    {"unverified", SAYS_SPAM},
    {"disarmed", SAYS_SPAM},
    {"unscanned", SAYS_SPAM},
    {"quarantine*", SAYS_SPAM},
    {"phish*", SAYS_HARM},
    {"fraud*", SAYS_HARM},
    {"scam", SAYS_HARM},
    {"spoof*", SAYS_HARM},
    {"virus", SAYS_HARM},
    {"malware", SAYS_HARM},
    {"dangerous", SAYS_HARM},
    {"filename", SAYS_HARM},
    {"possibl*", SAYS_DOUBT}, /* en fr */
    {"probabl*", SAYS_DOUBT}, /* en fr es it */
    {"potential*", SAYS_DOUBT},
    {"likely", SAYS_DOUBT},
    {"definitely", SAYS_DOUBT},
    {"detected", SAYS_DOUBT},
    {"alert", SAYS_DOUBT},
    {"warning", SAYS_DOUBT},
    {"caution", SAYS_DOUBT},
    {"attention", SAYS_DOUBT},
    {"attentie", SAYS_DOUBT},
    {"waarschuwing", SAYS_DOUBT},
    {"mogelijk*", SAYS_DOUBT},
    {"waarschijnlijk*", SAYS_DOUBT},
    {"vermoedelijk*", SAYS_DOUBT},
    {"vermutlich*", SAYS_DOUBT},
    {"moglich*", SAYS_DOUBT},
    {"achtung", SAYS_DOUBT},
    {"vorsicht", SAYS_DOUBT},
    {"warnung", SAYS_DOUBT},
    {"let", SAYS_MORE},
    {"op", SAYS_MORE},
    {"e", SAYS_MORE},
    {"mail*", SAYS_MORE},
    {"email*", SAYS_MORE},
    {"message*", SAYS_MORE},
    {"msg", SAYS_MORE},
    {"courriel", SAYS_MORE},
    {"correo", SAYS_MORE},
    {"post", SAYS_MORE},
    {"bericht*", SAYS_MORE},
    {"nachricht*", SAYS_MORE},
    {"sender", SAYS_MORE},
    {"afzender", SAYS_MORE},
    {"absender", SAYS_MORE},
    {"expediteur", SAYS_MORE},
    {"remitente", SAYS_MORE},
    {"source", SAYS_MORE},
    {"origin", SAYS_MORE},
    {"domain", SAYS_MORE},
    {"content", SAYS_MORE},
    {"score", SAYS_MORE},
    {"from", SAYS_MORE},
    {"van", SAYS_MORE},
    {"von", SAYS_MORE},
    {"het", SAYS_MORE},
    {"the", SAYS_MORE},
    {"bedrijf", SAYS_MORE},
    {"organi*", SAYS_MORE},
    {"company", SAYS_MORE},
    {"high", SAYS_MORE},
    {"medium", SAYS_MORE},
    {"low", SAYS_MORE},
};

/* What a tag is put between; what a run of signs begins, a run of the same ends. */
static const struct {
	const char *open, *close;
} brackets[] = {
    {"[", "]"},
    {"(", ")"},
    {"{", "}"},
    {"<", ">"},
    {"【", "】"},
    {"*", "*"},
    {"#", "#"},
    {"!", "!"},
    {"_", "_"},
    {"=", "="},
    {"~", "~"},
    {"+", "+"},
    {"-", "-"},
};

static const char *const colons[] = {":", "：", NULL};
static const char *const rules[] = {" - ", " – ", " — ", " | ", NULL};

/* What follows one of the texts, or NULL. */
static const char *
behind(const char *p, const char *const *texts)
{
	for (; *texts != NULL; texts++) {
		if (**texts == *p && g_str_has_prefix(p, *texts))
			return p + strlen(*texts);
	}
	return NULL;
}

/* In lower case and without diacritics. Caller owns. */
static char *
fold(const char *text, size_t size)
{
	g_autofree char *lower = text_lower(text, (gssize)size);
	g_autofree char *parts = g_utf8_normalize(lower, -1, G_NORMALIZE_ALL);
	GString *out = g_string_new(NULL);

	for (const char *p = parts; p != NULL && *p != '\0'; p = g_utf8_next_char(p)) {
		gunichar c = g_utf8_get_char(p);

		if (!g_unichar_ismark(c))
			g_string_append_unichar(out, c);
	}
	return g_string_free(out, false);
}

static Says
word_says(const char *word)
{
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		size_t size = 0;
		bool goes_on = false;

		if (*words[i].word != *word)
			continue;
		size = strlen(words[i].word);
		goes_on = words[i].word[size - 1] == '*';
		if (goes_on ? strncmp(word, words[i].word, size - 1) == 0
			    : strcmp(word, words[i].word) == 0)
			return words[i].says;
	}
	return strspn(word, "0123456789") == strlen(word) ? SAYS_NUMBER : SAYS_OTHER;
}

/* All that the words of a tag say. */
static Says
words_say(const char *text, size_t size)
{
	g_autofree char *folded = fold(text, size);
	unsigned count = 0;
	Says says = 0;

	for (const char *p = text; p < text + size; p = g_utf8_next_char(p))
		says |= g_unichar_islower(g_utf8_get_char(p)) ? SAYS_SMALL : 0;
	for (const char *p = folded; *p != '\0';) {
		const char *end = p;

		while (g_unichar_isalnum(g_utf8_get_char(end)))
			end = g_utf8_next_char(end);
		if (end > p) {
			g_autofree char *word = g_strndup(p, (size_t)(end - p));

			says |= ++count > WORDS_MAX ? SAYS_OTHER : word_says(word);
		}
		says |= *end == '?' ? SAYS_DOUBT : 0;
		p = *end == '\0' ? end : g_utf8_next_char(end);
	}
	return says;
}

static bool
is_tag(Says says)
{
	if ((says & SAYS_OTHER) != 0 || ((says & SAYS_NUMBER) != 0 && (says & SAYS_SPAM) == 0))
		return false;
	return (says & (SAYS_OUTSIDE | SAYS_SPAM)) != 0 ||
	       ((says & SAYS_HARM) != 0 && (says & SAYS_DOUBT) != 0);
}

/* "[EXTERN]", "*** SPAM ***": what follows it, or NULL. */
static const char *
behind_bracketed(const char *p)
{
	for (size_t i = 0; i < G_N_ELEMENTS(brackets); i++) {
		const char *open = brackets[i].open, *close = brackets[i].close;
		const char *start = p, *end = NULL;

		if (*p != *open)
			continue;
		while (g_str_has_prefix(start, open))
			start += strlen(open);
		if (start == p)
			continue;
		for (end = start; *end != '\0' && end - start < TAG_MAX;
		     end = g_utf8_next_char(end)) {
			if (!g_str_has_prefix(end, close) ||
			    !is_tag(words_say(start, (size_t)(end - start))))
				continue;
			while (g_str_has_prefix(end, close))
				end += strlen(close);
			return end;
		}
		return NULL;
	}
	return NULL;
}

/* "EXTERN: ", "SPAM | ": what follows it, or NULL. In small letters it may be somebody's "Spam: how do I stop it?", and
 * "Ext: 4512" is a telephone. */
static const char *
behind_prefix(const char *p)
{
	for (const char *end = p; *end != '\0' && end - p < TAG_MAX;
	     end = g_utf8_next_char(end)) {
		const char *colon = NULL;
		const char *next = NULL;
		Says says = 0;

		if (g_ascii_isalnum(*end))
			continue;
		colon = behind(end, colons);
		next = colon != NULL ? colon : behind(end, rules);
		if (next == NULL)
			continue;
		says = words_say(p, (size_t)(end - p));
		if (!is_tag(says) || (says & (SAYS_HARM | SAYS_NUMBER)) != 0 ||
		    ((says & SAYS_SMALL) != 0 &&
			(colon == NULL || (says & SAYS_OUTSIDE) == 0)) ||
		    g_ascii_isdigit(*text_skip_blanks(next)))
			return NULL;
		return next;
	}
	return NULL;
}

/* One that the operator knows: what follows it, or NULL. */
static const char *
behind_known(const char *p, const char *const *tags)
{
	for (; tags != NULL && *tags != NULL; tags++) {
		g_autofree char *tag = g_utf8_casefold(*tags, -1);
		const char *end = p;

		for (glong i = g_utf8_strlen(*tags, -1); i > 0 && *end != '\0'; i--)
			end = g_utf8_next_char(end);

		g_autofree char *here = g_utf8_casefold(p, end - p);

		if (*tag != '\0' && strcmp(tag, here) == 0 &&
		    !(g_unichar_isalnum(g_utf8_get_char(g_utf8_prev_char(end))) &&
			g_unichar_isalnum(g_utf8_get_char(end))))
			return end;
	}
	return NULL;
}

/* What follows the tag that stands here, or NULL. A sign of warning may stand in front of it. */
static const char *
behind_tag(const char *p, const char *const *tags)
{
	const char *next = behind_known(p, tags);

	while (next == NULL && (g_unichar_type(g_utf8_get_char(p)) == G_UNICODE_OTHER_SYMBOL ||
				   g_unichar_ismark(g_utf8_get_char(p))))
		p = text_skip_blanks(g_utf8_next_char(p));
	if (next == NULL)
		next = behind_bracketed(p);
	if (next == NULL)
		return behind_prefix(p);
	p = behind(text_skip_blanks(next), colons);
	return p != NULL ? p : next;
}

/* How long the number of a ticket in brackets is that stands here; 0: none does. */
static size_t
bracketed_number(const char *p, const char *const *shapes)
{
	size_t length = *p == '[' ? ticket_refs_number_length(p + 1, shapes) : 0;

	return length > 0 && p[1 + length] == ']' ? length + 2 : 0;
}

/* "[Fwd: x]", as some programs forward. */
static bool
is_wrapped(const char *p)
{
	return *p == '[' && subject_mark_first(p + 1) == SUBJECT_MARK_FORWARD &&
	       g_str_has_suffix(p, "]");
}

/* Copies the marks and numbers in front and leaves out the tags between them. Returns what follows. */
static const char *
cut_front(const char *p, const char *const *tags, const char *const *shapes, GString *out)
{
	for (;;) {
		const char *next = NULL;

		p = text_skip_blanks(p);
		next = p + bracketed_number(p, shapes);
		if (next == p)
			next = subject_mark_skip(p);
		if (next == p) {
			p = behind_tag(p, tags);
			if (p == NULL)
				return next;
			continue;
		}
		g_string_append_len(out, p, next - p);
		if (g_ascii_ispunct(out->str[out->len - 1]))
			g_string_append_c(out, ' ');
		p = next;
	}
}

/* Cuts the tags behind the last word. */
static void
cut_end(GString *subject, const char *const *tags)
{
	const char *p = subject->str + subject->len;

	for (unsigned i = 0; p > subject->str && i < TAG_MAX; i++) {
		const char *next = NULL;

		p = g_utf8_prev_char(p);
		if (p > subject->str && p[-1] != ' ' && p[-1] != '\t')
			continue;
		next = behind_known(p, tags);
		if (next == NULL)
			next = behind_bracketed(p);
		if (next == NULL || *text_skip_blanks(next) != '\0')
			continue;
		g_string_truncate(subject, (gsize)(p - subject->str));
		i = 0;
	}
}

char *
subject_tag_cut(const char *subject, const char *const *tags, const char *const *shapes)
{
	g_autoptr(GString) out = g_string_new(NULL);
	const char *rest = cut_front(subject, tags, shapes, out);

	if (is_wrapped(rest)) {
		rest = cut_front(rest + 1, tags, shapes, out);
		g_string_append_len(out, rest, (gssize)strlen(rest) - 1);
	} else {
		g_string_append(out, rest);
	}
	cut_end(out, tags);
	return g_strchomp(g_strdup(out->str));
}

const char *
subject_tag_skip_name(const char *subject)
{
	size_t size = *subject == '[' ? strcspn(subject, "]0123456789#") : 0;

	return size > 0 && subject[size] == ']' ? text_skip_blanks(subject + size + 1)
						: subject;
}
