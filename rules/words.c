/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Text as words that can be compared. A word is a run of letters and digits, or one pictograph; an apostrophe
 * joins ("d'accord" is one word). A point inside "m.v.g." is no end of a clause.
 */
#include "rules/words.h"

#include <stdint.h>
#include <string.h>

#define ABBREVIATION_MOST 2 /* letters */
#define WORDS_LEAST 8       /* that there is room for at first */
#define ELIDED_MOST 2       /* letters: "l'", "qu'" */
#define FOLD_MAX 18         /* code points that one may decompose into, as GLib documents */

typedef struct {
	GArray *words;
	GString *word;
	size_t start;
	unsigned line;
	unsigned clause;
	unsigned sentence;
	unsigned line_ends; /* since the last letter */
	bool capital;
	size_t elided;
} Splitter;

static void
clear_word(void *data)
{
	Word *word = data;

	g_free(word->word);
	g_free(word->found);
}

static bool
is_apostrophe(gunichar c)
{
	return c == '\'' || c == 0x2019 || c == 0x2018 || c == 0x02BC || c == '`' || c == 0xB4;
}

static bool
is_invisible(gunichar c)
{
	return g_unichar_ismark(c) || g_unichar_type(c) == G_UNICODE_FORMAT ||
	       g_unichar_type(c) == G_UNICODE_MODIFIER_SYMBOL;
}

static void
end_word(Splitter *splitter)
{
	Word word = {
	    .start = splitter->start,
	    .line = splitter->line,
	    .clause = splitter->clause,
	    .sentence = splitter->sentence,
	    .capital = splitter->capital,
	    .elided = splitter->elided,
	};

	splitter->elided = 0;
	if (splitter->word->len == 0)
		return;
	word.word = g_strdup(splitter->word->str);
	g_array_append_val(splitter->words, word);
	g_string_truncate(splitter->word, 0);
}

/* A question mark asks about the clause of the last word, also behind "..." or alone on the next line. */
static void
mark_question(GArray *words)
{
	const Word *last = words->len == 0 ? NULL : &g_array_index(words, Word, words->len - 1);

	for (size_t i = words->len; i-- > 0;) {
		Word *word = &g_array_index(words, Word, i);

		if (word->clause != last->clause)
			break;
		word->question = true;
	}
}

static void
end_clause(Splitter *splitter, gunichar mark)
{
	splitter->clause++;
	splitter->sentence += mark == '.' || mark == '!' || mark == '?';
	if (mark == '?' || mark == 0x37E || mark == 0xFF1F)
		mark_question(splitter->words);
}

static void
add_letter(Splitter *splitter, gunichar c, size_t at)
{
	gunichar parts[FOLD_MAX];
	size_t count;

	if (splitter->word->len == 0) {
		splitter->start = at;
		splitter->capital = g_unichar_isupper(c);
		splitter->sentence +=
		    splitter->line_ends > 1 || (splitter->line_ends == 1 && splitter->capital);
		splitter->line_ends = 0;
	}
	if (c < 0x80) {
		g_string_append_c(splitter->word, g_ascii_tolower((char)c));
		return;
	}
	count = g_unichar_fully_decompose(c, true, parts, FOLD_MAX);
	for (size_t i = 0; i < count; i++)
		if (g_unichar_isalnum(parts[i]))
			g_string_append_unichar(splitter->word, g_unichar_tolower(parts[i]));
}

/* An apostrophe before a letter belongs to it ("'t werkt"). A mark between two letters ("m.v.g.", "24:00", "ja/nee") or between blanks ("a , b") parts words; all but the
 * first kind end a clause too. */
static bool
ends_clause(gunichar c, gunichar next)
{
	if (is_apostrophe(c) && g_unichar_isalnum(next))
		return false;
	if (strchr(".:/-_", (int)(c < 0x80 ? c : 0x80)) != NULL && c < 0x80)
		return !g_unichar_isalnum(next);
	return c == '\n' || g_unichar_ispunct(c) || g_unichar_type(c) == G_UNICODE_MATH_SYMBOL;
}

static void
add_other(Splitter *splitter, gunichar c, gunichar next, size_t at)
{
	bool goes_on; /* "geen op*-* of aanmerkingen" */

	if (is_apostrophe(c) && splitter->word->len > 0 && g_unichar_isalnum(next)) {
		if (splitter->word->len <= ELIDED_MOST)
			splitter->elided = splitter->word->len;
		return;
	}
	goes_on = c == '-' && splitter->word->len > 0 && next == ' ';
	end_word(splitter);
	if (g_unichar_type(c) == G_UNICODE_OTHER_SYMBOL) {
		splitter->start = at;
		splitter->capital = false;
		g_string_append_unichar(splitter->word, c);
		end_word(splitter);
	}
	if (!goes_on && ends_clause(c, next))
		end_clause(splitter, c);
	if (c == '\n') {
		splitter->line++;
		splitter->line_ends++;
	}
}

static gunichar
letter_at(const char *p)
{
	return (unsigned char)*p < 0x80 ? (gunichar)*p : g_utf8_get_char(p);
}

/* "vr. gr.", "m. vr. gr.": the stop behind one of several abbreviations ends nothing. */
static bool
abbreviates(const GString *word, const char *p)
{
	size_t letters = 0;

	if (*p != '.' || p[1] != ' ' || word->len == 0 || word->len > ABBREVIATION_MOST)
		return false;
	while (g_ascii_isalpha(p[2 + letters]))
		letters++;
	return letters > 0 && letters <= ABBREVIATION_MOST && p[2 + letters] == '.';
}

/* ":-)" and ":(" on their own, as the pictograph that they are; NULL: none stands here. */
static const char *
smiley_at(const char *text, const char *p, size_t *ret_length)
{
	size_t length = p[1] == '-' ? 3 : 2;

	if ((*p != ':' && *p != ';') || (p > text && !g_ascii_isspace(p[-1])) ||
	    strchr("()D", p[length - 1]) == NULL || p[length - 1] == '\0' ||
	    g_ascii_isalnum(p[length]))
		return NULL;
	*ret_length = length;
	return p[length - 1] == '(' ? "🙁" : "🙂";
}

static void
add_smiley(Splitter *splitter, const char *smiley, size_t at)
{
	end_word(splitter);
	splitter->start = at;
	splitter->capital = false;
	g_string_append(splitter->word, smiley);
	end_word(splitter);
}

static GArray *
split(const char *text, size_t most, size_t count)
{
	g_autoptr(GString) word = g_string_new(NULL);
	Splitter splitter = {
	    .words = g_array_sized_new(false, false, sizeof(Word), WORDS_LEAST),
	    .word = word,
	    .line = 1,
	};

	g_array_set_clear_func(splitter.words, clear_word);
	for (const char *p = text;
	     *p != '\0' && (size_t)(p - text) < most && splitter.words->len < count;
	     p = g_utf8_next_char(p)) {
		gunichar c = letter_at(p);
		size_t length = 0;
		const char *smiley = smiley_at(text, p, &length);

		if (c == ' ' || abbreviates(word, p)) {
			end_word(&splitter);
			continue;
		}
		if (smiley != NULL) {
			add_smiley(&splitter, smiley, (size_t)(p - text));
			p += length - 1;
			continue;
		}
		if ((c >= 0x80 || c == '^' || c == '`') && is_invisible(c))
			continue;
		if (c < 0x80 ? g_ascii_isalnum((char)c) : g_unichar_isalnum(c)) {
			add_letter(&splitter, c, (size_t)(p - text));
			for (;
			     g_ascii_isalnum(p[1]) && (size_t)(p + 1 - text) < most && c < 0x80;
			     p++)
				g_string_append_c(word, p[1] | 0x20);
		} else
			add_other(
			    &splitter, c, letter_at(g_utf8_next_char(p)), (size_t)(p - text));
	}
	end_word(&splitter);
	return splitter.words->len > count ? g_array_set_size(splitter.words, (unsigned)count)
					   : splitter.words;
}

GArray *
words_split(const char *text, size_t most)
{
	return split(text, most, SIZE_MAX);
}

GArray *
words_first(const char *text, size_t most, size_t count)
{
	return split(text, most, count);
}

char *
words_fold(const char *text)
{
	g_autoptr(GArray) words = words_split(text, strlen(text));
	g_autoptr(GString) folded = g_string_new(NULL);

	for (size_t i = 0; i < words->len; i++) {
		if (i > 0)
			g_string_append_c(folded, ' ');
		g_string_append(folded, g_array_index(words, Word, i).word);
	}
	return g_string_free(g_steal_pointer(&folded), false);
}

bool
words_are_near(const char *one, const char *other)
{
	size_t length = strlen(one), other_length = strlen(other), at = 0;

	if (length > other_length)
		return words_are_near(other, one);
	while (at < length && one[at] == other[at])
		at++;
	if (length < other_length)
		return strcmp(one + at, other + at + 1) == 0;
	if (at == length)
		return false;
	return strcmp(one + at + 1, other + at + 1) == 0 ||
	       (one[at] == other[at + 1] && one[at + 1] == other[at] &&
		   strcmp(one + at + 2, other + at + 2) == 0);
}

bool
words_is_picture(const char *word)
{
	return g_unichar_type(g_utf8_get_char(word)) == G_UNICODE_OTHER_SYMBOL;
}

bool
words_is_number(const char *word)
{
	return strpbrk(word, "0123456789") != NULL;
}
