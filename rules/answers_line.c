/* SPDX-License-Identifier: Apache-2.0 */
/* Where a mail starts to say something, by the operator's words for what says nothing. */
#include <stdbool.h>
#include <string.h>

#include "rules/answers.h"

#define LINES_MOST 64
#define LINE_READ 512     /* bytes */
#define SALUTATION_MOST 6 /* words before a comma */
#define BARE_GREETING_MOST 2

static bool
is_salutation(const GArray *words, const char *line)
{
	return phrases_at(SAYS_GREET, words, 0) > 0 &&
	       (words->len <= BARE_GREETING_MOST ||
		   (words->len <= SALUTATION_MOST && g_str_has_suffix(line, ",")));
}

char *
answers_first_line(const Answers *answers, const char *text)
{
	const Phrases *phrases = answers_phrases(answers);
	unsigned count = 0;

	for (const char *next = text; *next != '\0' && count < LINES_MOST; count++) {
		size_t length = strcspn(next, "\n");
		g_autofree char *line = g_strstrip(g_strndup(next, length));
		g_autoptr(GArray) words = words_split(line, LINE_READ);

		next += length + (next[length] == '\n');
		if (words->len == 0)
			continue;
		phrases_look_up(phrases, words);
		if (phrases_at(SAYS_CLOSE, words, 0) > 0 ||
		    phrases_at(SAYS_FOOTER, words, 0) > 0)
			return NULL;
		if (!is_salutation(words, line) &&
		    !form_is_labelled(answers_labels(answers), line))
			return g_steal_pointer(&line);
	}
	return NULL;
}

unsigned
answers_telling(const Answers *answers, const char *line)
{
	static const Says SAYS[] = {
	    SAYS_VAGUE, SAYS_ABOUT, SAYS_GREET, SAYS_THANKS, SAYS_CLOSE, SAYS_FOOTER};
	const Phrases *phrases = answers_phrases(answers);
	g_autoptr(GArray) words = words_split(line, LINE_READ);
	unsigned telling = 0;

	phrases_look_up(phrases, words);
	for (size_t at = 0; at < words->len;) {
		size_t taken = 0;

		for (size_t i = 0; i < G_N_ELEMENTS(SAYS); i++)
			taken = MAX(taken, phrases_at(SAYS[i], words, at));
		telling += taken == 0;
		at += MAX(taken, 1);
	}
	return telling;
}
