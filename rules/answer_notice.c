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

/* Where an address begins in a token of the text, or NULL: behind a bracket, if there is one. */
static char *
find_address(char *token, const char *end)
{
	static const char *const MARKS[] = {"://", "www.", "@", "cid:"};
	char *begin = NULL;

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
starts_block(const Phrases *phrases, const GArray *words, size_t at)
{
	return at == 0 || word_at(words, at)->line > word_at(words, at - 1)->line + 1 ||
	       (starts_line(words, at) && phrases_at(phrases, SAYS_FOOTER, words, at) > 0);
}

static size_t
block_end(const Phrases *phrases, const GArray *words, size_t at)
{
	do
		at++;
	while (at < words->len && !starts_block(phrases, words, at));
	return at;
}

static unsigned
count(const Phrases *phrases, const GArray *words, size_t from, size_t to, Says says)
{
	unsigned found = 0;

	for (size_t at = from; at < to;) {
		size_t length = phrases_at(phrases, says, words, at);

		found += length > 0;
		at += MAX(length, 1);
	}
	return found;
}

/* Whether a block is nobody's word: there are more words of notices in it than of answers. */
static bool
is_notice(const Phrases *phrases, const GArray *words, size_t from, size_t to)
{
	static const Says answering[] = {SAYS_ACCEPT, SAYS_REJECT, SAYS_WISH, SAYS_OVER,
	    SAYS_SUCCESS, SAYS_TROUBLE, SAYS_FAULT, SAYS_LATER, SAYS_NEGATE};
	bool footer = phrases_at(phrases, SAYS_FOOTER, words, from) > 0;
	unsigned notices = count(phrases, words, from, to, SAYS_NOTICE) + (footer ? 1 : 0);
	unsigned others = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(answering); i++)
		others += count(phrases, words, from, to, answering[i]);
	return notices >= others + NOTICES_LEAST;
}

/* "Test Engineer | Jansen BV": a line of names, titles and numbers. */
static bool
is_title(const GArray *words, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++)
		if (!word_at(words, i)->capital && !words_is_number(word_at(words, i)->word))
			return false;
	return true;
}

/* A negation and a question say something even in a title. */
static bool
word_speaks(const Phrases *phrases, const GArray *words, size_t at, bool title)
{
	static const Says speaking[] = {SAYS_NO, SAYS_BUT, SAYS_TROUBLE, SAYS_FAULT, SAYS_GONE,
	    SAYS_LATER, SAYS_ASK,
	    SAYS_REJECT, SAYS_VERB, SAYS_POSTSCRIPT};

	if (word_at(words, at)->question || phrases_at(phrases, SAYS_NEGATE, words, at) > 0)
		return true;
	for (size_t i = 0; !title && i < G_N_ELEMENTS(speaking); i++)
		if (phrases_at(phrases, speaking[i], words, at) > 0)
			return true;
	return false;
}

bool
answer_notice_speaks(const Phrases *phrases, const GArray *words, size_t from, size_t to)
{
	bool title = false;

	for (size_t at = from; at < to; at++) {
		if (at == from || starts_line(words, at))
			title = is_title(words, at, MIN(line_end(words, at), to));
		if (word_speaks(phrases, words, at, title))
			return true;
	}
	return false;
}

/* Where what nobody wrote ends that begins at this block, or this block's begin. */
static size_t
notice_end(const Phrases *phrases, const GArray *words, size_t from, size_t to, bool own)
{
	size_t footer = phrases_at(phrases, SAYS_FOOTER, words, from);
	size_t end = line_end(words, from);

	if ((footer > 0 || !own) && is_notice(phrases, words, from, to))
		return to;
	if (footer > 0 && !answer_notice_speaks(phrases, words, from + footer, end))
		return end;
	return from;
}

void
answer_notice_drop(const Phrases *phrases, GArray *words, bool cut)
{
	for (size_t at = 0; at < words->len;) {
		size_t end = block_end(phrases, words, at);
		size_t gone = notice_end(phrases, words, at, end, at == 0 && !cut);

		if (gone > at)
			g_array_remove_range(words, (unsigned)at, (unsigned)(gone - at));
		else
			at = end;
	}
}
