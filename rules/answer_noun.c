/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Nothing is known of such a word but its neighbours: an article, or one adjective between the two, makes it a noun;
 * a second unknown word behind it makes it an adjective, of which nobody knows what it says ("een knarsende kraak").
 */
#include "rules/answer_noun.h"

#include <string.h>

#define PARTICIPLE_LEAST 5 /* letters */
#define PAST_LEAST 4       /* "ik ben *de*" is none */
#define PARTICLE_MOST 6    /* letters in front of "ge": "na", "durch" */

static bool
is_behind(const AnswerScan *reading, size_t at, Says what)
{
	return at > 0 && !answer_scan_starts_clause(reading, at) &&
	       answer_scan_says(reading, what, at - 1) > 0;
}

static bool
ends_clause(const AnswerScan *reading, size_t at)
{
	return at + 1 >= reading->words->len || answer_scan_starts_clause(reading, at + 1);
}

static bool
is_known(const AnswerScan *reading, size_t at)
{
	for (Says what = 0; what < SAYS_COUNT; what++)
		if (answer_scan_says(reading, what, at) > 0)
			return true;
	return false;
}

bool
answer_noun_of_place(const AnswerScan *reading, size_t at)
{
	size_t article = at;

	if (!ends_clause(reading, at) && !is_known(reading, at + 1))
		return false;
	if (!is_behind(reading, at, SAYS_ARTICLE) && is_behind(reading, at, SAYS_BESIDE))
		article--;
	return is_behind(reading, article, SAYS_ARTICLE) &&
	       is_behind(reading, article - 1, SAYS_PLACE);
}

bool
answer_noun_is_number(const AnswerScan *reading, size_t at)
{
	if (!words_is_number(answer_scan_word(reading, at)->word))
		return false;
	if (at > 0 && !answer_scan_starts_clause(reading, at) && !is_known(reading, at - 1))
		return true;
	return (is_behind(reading, at, SAYS_BESIDE) &&
		   is_behind(reading, at - 1, SAYS_PLACE)) ||
	       (is_behind(reading, at, SAYS_PLACE) && !ends_clause(reading, at) &&
		   answer_scan_says(reading, SAYS_BESIDE, at + 1) > 0);
}

/* French "de" is one, Dutch "de" an article. */
static bool
is_behind_place(const AnswerScan *reading, size_t at)
{
	return is_behind(reading, at, SAYS_PLACE) && !is_behind(reading, at, SAYS_ARTICLE);
}

bool
answer_noun_has_place(const AnswerScan *reading, size_t at)
{
	return is_behind_place(reading, at) ||
	       (at > 0 && words_is_number(answer_scan_word(reading, at - 1)->word)) ||
	       (is_behind(reading, at, SAYS_ARTICLE) && is_behind_place(reading, at - 1));
}

bool
answer_noun_is_participle(const AnswerScan *reading, size_t at)
{
	const char *word = answer_scan_word(reading, at)->word;
	size_t length = strlen(word);
	const char *ge = strstr(word, "ge");

	if (length < PARTICIPLE_LEAST)
		return false;
	if (g_str_has_suffix(word, "ed"))
		return true;
	return ge != NULL && ge - word <= PARTICLE_MOST &&
	       strchr("dtn", word[length - 1]) != NULL;
}

bool
answer_noun_is_past(const AnswerScan *reading, size_t at)
{
	const char *word = answer_scan_word(reading, at)->word;

	return g_str_has_suffix(word, "ed") ||
	       (strlen(word) >= PAST_LEAST && is_behind(reading, at, SAYS_SELF) &&
		   (g_str_has_suffix(word, "de") || g_str_has_suffix(word, "te")));
}

bool
answer_noun_is_verb(const AnswerScan *reading, size_t at)
{
	size_t next = at + 1;

	if (ends_clause(reading, at))
		return false;
	if (answer_scan_says(reading, SAYS_ARTICLE, next) > 0)
		return true;
	return answer_scan_says(reading, SAYS_AND, next) > 0 &&
	       !(is_behind(reading, at, SAYS_ARTICLE) && !ends_clause(reading, next) &&
		   answer_scan_says(reading, SAYS_ARTICLE, next + 1) > 0);
}
