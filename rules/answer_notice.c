/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A block of lines is a paragraph, or begins at a line that begins as those of devices and offices do. The first one
 * is the writer's own word, whatever it is about, unless it begins so.
 */
#include "rules/answer_notice.h"

#include <string.h>

#define NOTICES_LEAST 2 /* more words of notices than of answers in a block that is one */

static const Word *
word_at(const GArray *words, size_t at)
{
	return &g_array_index(words, Word, at);
}

/* "jansen.nl", with nothing behind it. */
static bool
is_site(const char *token, const char *end)
{
	static const char *const TOPS[] = {".nl", ".com", ".eu", ".org", ".net", ".example"};

	for (size_t i = 0; i < G_N_ELEMENTS(TOPS); i++) {
		size_t length = strlen(TOPS[i]);

		if ((size_t)(end - token) > length &&
		    g_ascii_strncasecmp(end - length, TOPS[i], length) == 0)
			return true;
	}
	return false;
}

/* Where an address begins in a token of the text, or NULL: behind a bracket, if there is one. */
static char *
find_address(char *token, const char *end)
{
	static const char *const MARKS[] = {"://", "www.", "@", "cid:"};
	char *begin = is_site(token, end) ? token : NULL;

	for (size_t i = 0; i < G_N_ELEMENTS(MARKS); i++) {
		char *found = g_strstr_len(token, end - token, MARKS[i]);

		if (found != NULL && (begin == NULL || found < begin))
			begin = found;
	}
	while (begin != NULL && begin > token && strchr("<([", begin[-1]) == NULL)
		begin--;
	return begin;
}

/* Addresses are full of words that nobody says. */
static void
hide_addresses(char *text)
{
	for (char *token = text; *token != '\0';) {
		size_t length = strcspn(token, " \t\r\n");
		char *address = find_address(token, token + length);

		for (; address != NULL && address < token + length &&
		       strchr(">)]", *address) == NULL;
		     address++)
			*address = '0';
		token += length;
		token += strspn(token, " \t\r\n");
	}
}

GArray *
answer_notice_words(const Phrases *phrases, const char *text, size_t most)
{
	size_t length = strnlen(text, most);
	g_autofree char *copy = NULL;
	GArray *words = NULL;

	while (((unsigned char)text[length] & 0xC0) == 0x80) /* the rest of a letter */
		length++;
	copy = g_strndup(text, length);
	hide_addresses(copy);
	words = words_split(copy, most);
	phrases_look_up(phrases, words);
	return words;
}

static bool
starts_line(const GArray *words, size_t at)
{
	return at == 0 || word_at(words, at)->line != word_at(words, at - 1)->line;
}

static size_t
line_end(const GArray *words, size_t at)
{
	do
		at++;
	while (at < words->len && !starts_line(words, at));
	return at;
}

static bool
starts_block(const GArray *words, size_t at)
{
	return at == 0 || word_at(words, at)->line > word_at(words, at - 1)->line + 1 ||
	       (word_at(words, at)->sentence != word_at(words, at - 1)->sentence &&
		   phrases_at(SAYS_FOOTER, words, at) > 0) ||
	       (starts_line(words, at) && phrases_at(SAYS_FOOTER, words, at) > 0);
}

static size_t
block_end(const GArray *words, size_t at)
{
	do
		at++;
	while (at < words->len && !starts_block(words, at));
	return at;
}

/* Counts phrases of some kinds; words in a longer one of a notice are no answer ("no liability"). */
static unsigned
count(const GArray *words, size_t from, size_t to, Says says)
{
	unsigned found = 0;

	for (size_t at = from; at < to;) {
		size_t length = phrases_at(says, words, at);
		size_t notice = phrases_at(SAYS_NOTICE, words, at);
		bool hidden = says != SAYS_NOTICE && notice > MAX(length, 1);

		found += length > 0 && !hidden;
		at += MAX(hidden ? notice : length, 1);
	}
	return found;
}

/* Whether a block is nobody's word: there are more words of notices in it than of answers. */
static bool
is_notice(const GArray *words, size_t from, size_t to)
{
	static const Says answering[] = {SAYS_ACCEPT, SAYS_REJECT, SAYS_WISH, SAYS_OVER,
	    SAYS_SUCCESS, SAYS_TROUBLE, SAYS_FAULT, SAYS_LATER, SAYS_NEGATE};
	bool footer = phrases_at(SAYS_FOOTER, words, from) > 0;
	unsigned notices = count(words, from, to, SAYS_NOTICE) + (footer ? 1 : 0);
	unsigned others = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(answering); i++)
		others += count(words, from, to, answering[i]);
	return notices >= others + NOTICES_LEAST;
}

/* "Test Engineer | Jansen BV": a line, or several words of one, of names, titles and numbers. */
static bool
is_title(const GArray *words, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!word_at(words, i)->capital && !words_is_number(word_at(words, i)->word))
			return false;
	return true;
}

/* "*Ander Ltd* | 4 Mill Lane, Leeds": the clause of this word. */
static bool
is_name(const GArray *words, size_t at, size_t to)
{
	size_t first = at, end = at + 1;

	while (first > 0 && word_at(words, first - 1)->clause == word_at(words, at)->clause)
		first--;
	while (end < to && word_at(words, end)->clause == word_at(words, at)->clause)
		end++;
	return end - first > 1 && is_title(words, first, end);
}

/* "H. de *Graaf*" */
static bool
is_misspelt_name(const Word *word)
{
	return word->capital && word->known != NULL && strcmp(word->known, word->word) != 0;
}

/* A negation and a question say something even in a title. */
static bool
word_speaks(const GArray *words, size_t at, bool title)
{
	static const Says speaking[] = {SAYS_NO, SAYS_BUT, SAYS_ASIDE, SAYS_TROUBLE, SAYS_FAULT,
	    SAYS_GONE, SAYS_LATER, SAYS_ASK, SAYS_REJECT, SAYS_VERB, SAYS_POSTSCRIPT};

	if (is_misspelt_name(word_at(words, at)))
		return false;
	if (word_at(words, at)->question || phrases_at(SAYS_NEGATE, words, at) > 0)
		return true;
	for (size_t i = 0; !title && i < G_N_ELEMENTS(speaking); i++)
		if (phrases_at(speaking[i], words, at) > 0)
			return true;
	return false;
}

/* "ma, di, *do*": a verb alone says nothing; nor does one in a phrase of notices, "ma t/m *do*", or of who is away. How many words are no
 * sentence here, or 0. */
static size_t
wordless_at(const GArray *words, size_t at)
{
	size_t notice = phrases_at(SAYS_NOTICE, words, at);
	size_t away = phrases_at(SAYS_AWAY, words, at);
	unsigned clause = word_at(words, at)->clause;
	bool alone = (at == 0 || word_at(words, at - 1)->clause != clause) &&
		     (at + 1 >= words->len || word_at(words, at + 1)->clause != clause);

	if (notice > 1 || away > 2)
		return MAX(notice, away);
	return alone && phrases_at(SAYS_VERB, words, at) == 1 ? 1 : 0;
}

bool
answer_notice_speaks(const GArray *words, size_t from, size_t to)
{
	bool titled = false, title = false;

	for (size_t at = from, quiet = from; at < to; at++) {
		if (at == from || starts_line(words, at))
			titled = is_title(words, at, MIN(line_end(words, at), to));
		title = titled || is_name(words, at, to);
		quiet = MAX(quiet, at + wordless_at(words, at));
		if (at >= quiet && word_speaks(words, at, title))
			return true;
	}
	return false;
}

/* Where what nobody wrote ends that begins at this block, or this block's begin. */
static size_t
notice_end(const GArray *words, size_t from, size_t to, bool own)
{
	size_t footer = phrases_at(SAYS_FOOTER, words, from);
	size_t end = line_end(words, from);

	if ((footer > 0 || !own) && is_notice(words, from, to))
		return to;
	if (footer > 0 && !answer_notice_speaks(words, from + footer, end))
		return end;
	return from;
}

void
answer_notice_drop(GArray *words, bool cut)
{
	for (size_t at = 0; at < words->len;) {
		size_t end = block_end(words, at);
		size_t gone = notice_end(words, at, end, at == 0 && !cut);

		if (gone > at)
			g_array_remove_range(words, (unsigned)at, (unsigned)(gone - at));
		else
			at = end;
	}
}
