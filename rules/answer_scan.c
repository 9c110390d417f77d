/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Finds the keyword of an answer and everything that casts doubt on it. Nothing is skipped that is not on the
 * operator's lists: whatever is not known ends the search for a keyword, and counts as a word beside it.
 */
#include "rules/answer_scan.h"

#include <string.h>

#include "rules/answer_notice.h"

#define QUESTION_MOST 15  /* words of a text that only asks for a status or a form */
#define SALUTATION_MOST 5 /* words of a name in a salutation */
#define BEFORE_CLOSE 2    /* words of a closing before its noun */
#define BETWEEN_MOST 3 /* words between a negation and its keyword: "niet helemaal akkoord" */

const Word *
answer_scan_word(const AnswerScan *reading, size_t at)
{
	return &g_array_index(reading->words, Word, at);
}

size_t
answer_scan_says(const AnswerScan *reading, Says what, size_t at)
{
	return phrases_at(what, reading->words, at);
}

static bool
starts_line(const AnswerScan *reading, size_t at)
{
	return at == 0 ||
	       answer_scan_word(reading, at)->line != answer_scan_word(reading, at - 1)->line;
}

bool
answer_scan_starts_clause(const AnswerScan *reading, size_t at)
{
	return at == 0 || answer_scan_word(reading, at)->clause !=
			      answer_scan_word(reading, at - 1)->clause;
}

static bool
is_same_clause(const AnswerScan *reading, size_t at, size_t other)
{
	return at < reading->words->len && answer_scan_word(reading, at)->clause ==
					       answer_scan_word(reading, other)->clause;
}

/* Also "Bakker". */
static bool
is_plain_word(const AnswerScan *reading, size_t at)
{
	for (Says what = 0; what < SAYS_COUNT; what++)
		if (what != SAYS_BESIDE && what != SAYS_PERSON &&
		    answer_scan_says(reading, what, at) > 0)
			return false;
	return true;
}

static bool
is_name(const AnswerScan *reading, size_t at, size_t clause)
{
	return is_same_clause(reading, at, clause) && answer_scan_word(reading, at)->capital &&
	       is_plain_word(reading, at);
}

/* "de", "van der": stands inside a name only. */
static bool
is_particle(const AnswerScan *reading, size_t at, size_t clause)
{
	return is_same_clause(reading, at, clause) &&
	       answer_scan_says(reading, SAYS_POLITE, at) == 1;
}

size_t
answer_scan_signed_name(const AnswerScan *reading, size_t at)
{
	size_t end = at;

	if (!answer_scan_starts_clause(reading, at) || !is_name(reading, at, at))
		return 0;
	for (size_t i = at; i - at < SALUTATION_MOST; i++) {
		if (is_name(reading, i, at))
			end = i + 1;
		else if (!is_particle(reading, i, at))
			break;
	}
	if (end == reading->words->len || starts_line(reading, end) ||
	    (end - at > 1 && answer_scan_starts_clause(reading, end)))
		return end - at;
	return 0;
}

/* The first line, but for that at the top, that begins with a name. */
static size_t
find_signature(const AnswerScan *reading)
{
	for (size_t i = 1; i < reading->words->len; i++)
		if (starts_line(reading, i) && answer_scan_signed_name(reading, i) > 0)
			return i;
	return reading->words->len;
}

/* "Mag dicht. Groeten, *Els de Wit (balie)*": from here on to the end of the line stand names alone, and what says nothing. */
static bool
ends_line_in_names(const AnswerScan *reading, size_t at)
{
	size_t end = at;

	for (; end < reading->words->len && (end == at || !starts_line(reading, end)); end++)
		if (!answer_scan_word(reading, end)->capital &&
		    !is_particle(reading, end, end) &&
		    (end == at || !is_plain_word(reading, end)))
			return false;
	return end > at && end - at <= SALUTATION_MOST;
}

/* "*met* zonnige groeten", "*muzikale* groeten" */
static bool
may_close(const AnswerScan *reading, size_t at)
{
	return answer_scan_word(reading, at)->known == NULL ||
	       answer_scan_says(reading, SAYS_PLACE, at) > 0;
}

/* How many words a closing takes that begins this clause: "groeten", "met zonnige groeten". */
static size_t
closing_length(const AnswerScan *reading, size_t at)
{
	size_t length = answer_scan_says(reading, SAYS_CLOSE, at);

	if (!answer_scan_starts_clause(reading, at))
		return 0;
	if (length > 0 || at == 0 || !may_close(reading, at))
		return length;
	for (size_t noun = at + 1;
	     noun <= at + BEFORE_CLOSE && is_same_clause(reading, noun, at); noun++) {
		length = answer_scan_says(reading, SAYS_CLOSE, noun);
		if (length > 0 && !is_same_clause(reading, noun + length, at))
			return noun + length - at;
	}
	return 0;
}

/* Where a closing starts a line, or ends one with a name. */
static size_t
find_sign_off(const AnswerScan *reading)
{
	for (size_t i = 0; i < reading->words->len; i++) {
		size_t length = closing_length(reading, i);

		if (length > 0 &&
		    (starts_line(reading, i) || ends_line_in_names(reading, i + length)))
			return i;
	}
	return reading->words->len;
}

/* Where below the name somebody goes on: "PS". */
static size_t
find_postscript(const AnswerScan *reading)
{
	for (size_t i = reading->signature; i < reading->words->len; i++)
		if (starts_line(reading, i) &&
		    answer_scan_says(reading, SAYS_POSTSCRIPT, i) > 0)
			return i;
	return reading->words->len;
}

void
answer_scan_init(AnswerScan *reading, const Phrases *phrases, const char *text, size_t most)
{
	reading->phrases = phrases;
	reading->words = answer_notice_words(phrases, text, most);
	answer_notice_drop(reading->words, false);
	reading->sign_off = find_sign_off(reading);
	reading->signature = MIN(reading->sign_off, find_signature(reading));
	reading->postscript = find_postscript(reading);
}

void
answer_scan_clear(AnswerScan *reading)
{
	g_clear_pointer(&reading->words, g_array_unref);
}

/* The longest accept or reject from here on; of two as long the one that needs no negation between its words. */
static size_t
keyword_length(const AnswerScan *reading, size_t at, AnswerKind *kind, unsigned *negations)
{
	unsigned in_accept = 0, in_reject = 0;
	size_t accept = phrases_around(SAYS_ACCEPT, reading->words, at, &in_accept);
	size_t reject = phrases_around(SAYS_REJECT, reading->words, at, &in_reject);

	if (accept == 0 && reject == 0)
		return 0;
	if (accept == reject && in_accept == in_reject)
		*kind = ANSWER_UNCLEAR;
	else if (accept > reject || (accept == reject && in_accept < in_reject))
		*kind = ANSWER_ACCEPT;
	else
		*kind = ANSWER_REJECT;
	*negations += *kind == ANSWER_ACCEPT ? in_accept : in_reject;
	return MAX(accept, reject);
}

/* "ik accepteer de oplossing niet": a negation that ends the keyword's clause belongs to it. */
static void
take_last_negation(const AnswerScan *reading, AnswerScanKeyword *keyword)
{
	size_t at = keyword->end, length;

	while (is_same_clause(reading, at, keyword->first) &&
	       (length = answer_scan_says(reading, SAYS_POLITE, at)) > 0)
		at += length;
	if (!is_same_clause(reading, at, keyword->first))
		return;
	length = answer_scan_says(reading, SAYS_NEGATE, at);
	if (length == 0 || is_same_clause(reading, at + length, keyword->first))
		return;
	keyword->negations++;
	keyword->end = at + length;
}

/* Behind a negation a few words may stand before the keyword. */
static size_t
find_negated(const AnswerScan *reading, size_t at, AnswerScanKeyword *keyword)
{
	for (size_t i = at; i <= at + BETWEEN_MOST && is_same_clause(reading, i, at - 1); i++) {
		size_t length = keyword_length(reading, i, &keyword->kind, &keyword->negations);

		if (length > 0)
			return i + length;
	}
	return 0;
}

bool
answer_scan_keyword_at(const AnswerScan *reading, size_t at, AnswerScanKeyword *keyword)
{
	AnswerScanKeyword found = *keyword;
	size_t next = at, length;

	found.first = at;
	found.end = at + keyword_length(reading, at, &found.kind, &found.negations);
	if (found.kind == ANSWER_NONE) {
		for (; is_same_clause(reading, next, at); next += length) {
			if ((length = answer_scan_says(reading, SAYS_NEGATE, next)) == 0)
				break;
			/* "no" denies what follows, a negation or not: "no, I do not accept" */
			found.negations += answer_scan_says(reading, SAYS_NO, next) == 0;
		}
		if (next == at)
			return false;
		found.end = find_negated(reading, next, &found);
		found.negations = MAX(found.negations, 1);
	}
	if (found.kind == ANSWER_NONE)
		return false;
	take_last_negation(reading, &found);
	*keyword = found;
	return true;
}

/* Where the names behind a greeting or thanks end: at the last word with a capital ("Sanne de Wit"). Behind a
 * greeting that is short and says nothing else it is the end of the clause: "beste sanne,". */
size_t
answer_scan_skip_names(const AnswerScan *reading, size_t at, bool greeting)
{
	size_t names = at, end = at;

	for (; end - at < SALUTATION_MOST && is_same_clause(reading, end, at - 1); end++) {
		bool plain = is_plain_word(reading, end);

		if (plain && answer_scan_word(reading, end)->capital)
			names = end + 1;
		else if (answer_scan_says(reading, SAYS_POLITE, end) == 0 &&
			 !(plain && greeting))
			break;
	}
	return greeting && !is_same_clause(reading, end, at - 1) ? end : names;
}

/* "I have *no objection*": the negation is the accept's own. */
static bool
denies_doubt(const AnswerScan *reading, size_t at)
{
	return answer_scan_says(reading, SAYS_NEGATE, at) > 0 &&
	       answer_scan_says(reading, SAYS_ACCEPT, at) >
		   answer_scan_says(reading, SAYS_NEGATE, at);
}

/* Walks over one greeting, thanks or filler before the keyword; 0: something else stands here. */
static size_t
skip_one(
    const AnswerScan *reading, size_t at, AnswerScanKeyword *keyword, bool *keyword_may_follow)
{
	static const Says before[] = {SAYS_THANKS, SAYS_LEAD, SAYS_NO, SAYS_BUT};
	size_t length = answer_scan_says(reading, SAYS_GREET, at);

	*keyword_may_follow = true;
	if (length > 0)
		return answer_scan_skip_names(reading, at + length, true) - at;
	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		length = answer_scan_says(reading, before[i], at);
		if (length == 0)
			continue;
		keyword->refused |= before[i] == SAYS_NO;
		keyword->doubted |= before[i] == SAYS_BUT;
		return before[i] == SAYS_THANKS
			   ? answer_scan_skip_names(reading, at + length, false) - at
			   : length;
	}
	*keyword_may_follow = false;
	return answer_scan_says(reading, SAYS_POLITE, at);
}

AnswerScanKeyword
answer_scan_keyword(const AnswerScan *reading)
{
	AnswerScanKeyword keyword = {.kind = ANSWER_NONE};
	bool may_follow = true;
	size_t at = 0;

	while (at < reading->sign_off) {
		size_t length = answer_scan_says(reading, SAYS_HARMLESS, at);

		if (length == 0 &&
		    (may_follow || answer_scan_starts_clause(reading, at) ||
			denies_doubt(reading, at)) &&
		    answer_scan_keyword_at(reading, at, &keyword))
			return keyword;
		if (length == 0)
			length = skip_one(reading, at, &keyword, &may_follow);
		if (length == 0)
			break;
		/* "*het ging een dagje goed*, akkoord" */
		keyword.doubted |= answer_scan_says(reading, SAYS_TROUBLE, at) > length;
		at += length;
	}
	return (AnswerScanKeyword){.kind = ANSWER_NONE};
}

/* What a text of a few words asks for, its first words being those of the list. */
static AsksKind
asked_at(const AnswerScan *reading, size_t at)
{
	static const struct {
		Says says;
		AsksKind asks;
	} questions[] = {
	    {SAYS_ORGANISATION, ASKS_ORGANISATION},
	    {SAYS_MINE, ASKS_MINE},
	    {SAYS_FORMS, ASKS_FORMS},
	    {SAYS_STATUS, ASKS_STATUS},
	};

	for (size_t i = 0; i < G_N_ELEMENTS(questions); i++)
		if (answer_scan_says(reading, questions[i].says, at) > 0)
			return questions[i].asks;
	return ASKS_NOTHING;
}

bool
answer_scan_is_short(const AnswerScan *reading)
{
	if (reading->sign_off > QUESTION_MOST)
		return false;
	for (size_t i = 0; i < reading->sign_off; i++)
		if (answer_scan_says(reading, SAYS_NEGATE, i) > 0)
			return false;
	return true;
}

AsksKind
answer_scan_asks(const AnswerScan *reading, size_t *ret_at)
{
	AnswerScanKeyword unused = {.kind = ANSWER_NONE};
	bool may_follow = true;
	size_t length = 1;

	for (*ret_at = 0; *ret_at < reading->sign_off && length > 0; *ret_at += length) {
		AsksKind asks = asked_at(reading, *ret_at);

		if (asks != ASKS_NOTHING)
			return asks;
		length = skip_one(reading, *ret_at, &unused, &may_follow);
	}
	return ASKS_NOTHING;
}
