/* SPDX-License-Identifier: Apache-2.0 */
/* How mails end below a form, and how names differ from sentences. */
#include "rules/form_end.h"

#include <string.h>

enum {
	LINE_READ = 200,
	THANKS_WORDS = 6, /* a line of more that begins with thanks says something */
	NAME_WORDS = 6,
	BROKEN_FROM = 64, /* characters of a line to which another word was too much */
};

static GArray *
words_of(const FormEndLine *line)
{
	size_t size = MIN((size_t)(line->end - line->text), LINE_READ);
	g_autofree char *text = NULL;

	while (size > 0 && ((unsigned char)line->text[size] & 0xc0) == 0x80)
		size--;
	text = g_strndup(line->text, size);
	return words_split(text, LINE_READ);
}

bool
form_end_is_closing(const Phrases *phrases, const FormEndLine *line)
{
	g_autoptr(GArray) words = phrases == NULL ? NULL : words_of(line);

	if (words == NULL || words->len == 0)
		return false;
	phrases_look_up(phrases, words);
	return phrases_at(SAYS_CLOSE, words, 0) > 0 || phrases_at(SAYS_FOOTER, words, 0) > 0 ||
	       (words->len <= THANKS_WORDS && phrases_at(SAYS_THANKS, words, 0) > 0);
}

bool
form_end_is_writer(const char *writer, const FormEndLine *line)
{
	g_autofree char *folded = words_fold(writer);
	g_autofree char *name = g_strdup_printf(" %s ", folded);
	g_autoptr(GArray) words = words_of(line);

	for (unsigned i = 0; i < words->len; i++) {
		g_autofree char *word =
		    g_strdup_printf(" %s ", g_array_index(words, Word, i).word);

		if (strstr(name, word) == NULL)
			return false;
	}
	return words->len > 0;
}

bool
form_end_is_question(const FormEndLine *line)
{
	const char *end = line->end;

	while (end > line->text && strchr(" \t!.", end[-1]) != NULL)
		end--;
	return end > line->text && end[-1] == '?';
}

bool
form_end_is_short(const FormEndLine *line)
{
	g_autoptr(GArray) words = words_of(line);

	return words->len <= NAME_WORDS;
}

bool
form_end_is_person(const FormEndLine *line)
{
	static const char *const particles[] = {"de", "den", "der", "van", "von", "ten", "ter",
	    "te", "la", "le", "du", "des", "el", "al", "bin", "d", "t", "en", "and", "und",
	    "et", "zu", "zur", "op", "in", "het", NULL};
	g_autoptr(GArray) words = words_of(line);
	size_t size = (size_t)(line->end - line->text);
	unsigned names = 0;

	if (memchr(line->text, '@', size) != NULL)
		return true;
	if (memchr(line->text, '?', size) != NULL || memchr(line->text, '!', size) != NULL)
		return false;
	for (unsigned i = 0; i < words->len; i++) {
		const Word *word = &g_array_index(words, Word, i);

		if (!word->capital && !words_is_number(word->word) &&
		    !g_strv_contains(particles, word->word))
			return false;
		names += word->capital;
	}
	return names > 0 &&
	       (words->len <= NAME_WORDS || memchr(line->text, ',', size) != NULL ||
		   memchr(line->text, ';', size) != NULL);
}

bool
form_end_is_broken(const FormEndLine *above, const FormEndLine *line)
{
	size_t word = strcspn(line->text, " \t\n");
	long width = g_utf8_strlen(above->start, above->end - above->start);

	return width + 1 + (long)word > BROKEN_FROM;
}
