/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the decision out of the first words of an answer. The invariant: an accept is only what says nothing else.
 * A negation, a contrast, a question, a reject or a long story beside it makes it unclear, and unclear changes
 * no state; so a doubt costs a question and never closes a case.
 */
#include "rules/answer.h"

#include <string.h>

#include "rules/answers.h"

#define READ_FIRST 1024 /* bytes of the text in which an answer must begin */
#define READ_MOST \
	(16 * 1024)      /* and that are read when it does; what is longer is no plain answer */
#define STORY_LEAST 8    /* words beside an accept from which on a person must read them */
#define THANKS_MOST 30   /* words of a text that only thanks */
#define QUESTION_MOST 15 /* words of a text that only asks for a status or a form */
#define SALUTATION_MOST 5 /* words of a name in a salutation */
#define WHERE_MOST 60     /* characters shown in the trace */

/* A text on its way through the classifier. */
typedef struct {
	const Phrases *phrases;
	GArray *words;   /* own; without the footer */
	size_t sign_off; /* where "met vriendelijke groet" starts a line, or the end */
} Reading;

/* A keyword as found: what it says, and from where on the rest has to be read. */
typedef struct {
	AnswerKind kind; /* ANSWER_NONE: there is none */
	unsigned negations;
	bool refused; /* "nee" before it */
	bool doubted; /* "helaas" before it */
	size_t first;
	size_t end;
} Keyword;

/* What stands beside the keyword. */
typedef struct {
	bool accepts;
	bool rejects;
	bool doubts; /* negations, contrasts, "nee" */
	bool asks;
	unsigned leftover; /* words that are no pleasantry */
} Rest;

static const Word *
word_at(const Reading *reading, size_t at)
{
	return &g_array_index(reading->words, Word, at);
}

static size_t
says(const Reading *reading, Says what, size_t at)
{
	return phrases_at(reading->phrases, what, reading->words, at);
}

static bool
starts_line(const Reading *reading, size_t at)
{
	return at == 0 || word_at(reading, at)->line != word_at(reading, at - 1)->line;
}

static bool
starts_clause(const Reading *reading, size_t at)
{
	return at == 0 || word_at(reading, at)->clause != word_at(reading, at - 1)->clause;
}

/* The first place where a line starts with such a phrase, or the number of words. */
static size_t
find_line(const Reading *reading, Says what)
{
	for (size_t i = 0; i < reading->words->len; i++)
		if (starts_line(reading, i) && says(reading, what, i) > 0)
			return i;
	return reading->words->len;
}

static void
reading_init(Reading *reading, const Phrases *phrases, const char *text, size_t most)
{
	reading->phrases = phrases;
	reading->words = words_split(text, most);
	phrases_look_up(phrases, reading->words);
	g_array_set_size(reading->words, (unsigned)find_line(reading, SAYS_FOOTER));
	reading->sign_off = find_line(reading, SAYS_CLOSE);
}

static void
reading_clear(Reading *reading)
{
	g_clear_pointer(&reading->words, g_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

/* The longest accept or reject from here on; of two as long the one that needs no negation between its words. */
static size_t
keyword_length(const Reading *reading, size_t at, AnswerKind *kind, unsigned *negations)
{
	unsigned in_accept = 0, in_reject = 0;
	size_t accept =
	    phrases_around(reading->phrases, SAYS_ACCEPT, reading->words, at, &in_accept);
	size_t reject =
	    phrases_around(reading->phrases, SAYS_REJECT, reading->words, at, &in_reject);

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

static bool
is_same_clause(const Reading *reading, size_t at, size_t other)
{
	return at < reading->words->len &&
	       word_at(reading, at)->clause == word_at(reading, other)->clause;
}

/* "ik accepteer de oplossing niet": a negation that ends the keyword's clause belongs to it. */
static void
take_last_negation(const Reading *reading, Keyword *keyword)
{
	size_t at = keyword->end, length;

	while (is_same_clause(reading, at, keyword->first) &&
	       (length = says(reading, SAYS_POLITE, at)) > 0)
		at += length;
	if (!is_same_clause(reading, at, keyword->first))
		return;
	length = says(reading, SAYS_NEGATE, at);
	if (length == 0 || is_same_clause(reading, at + length, keyword->first))
		return;
	keyword->negations++;
	keyword->end = at + length;
}

/* Behind a negation up to three words may stand before the keyword: "niet helemaal akkoord". */
static size_t
find_negated(const Reading *reading, size_t at, Keyword *keyword)
{
	for (size_t i = at; i <= at + 3 && is_same_clause(reading, i, at - 1); i++) {
		size_t length = keyword_length(reading, i, &keyword->kind, &keyword->negations);

		if (length > 0)
			return i + length;
	}
	return 0;
}

/* The keyword that starts at this word, its negations included. */
static bool
keyword_here(const Reading *reading, size_t at, Keyword *keyword)
{
	Keyword found = *keyword;
	size_t next = at, length;

	found.first = at;
	found.end = at + keyword_length(reading, at, &found.kind, &found.negations);
	if (found.kind == ANSWER_NONE) {
		for (; is_same_clause(reading, next, at); next += length, found.negations++)
			if ((length = says(reading, SAYS_NEGATE, next)) == 0)
				break;
		if (next == at)
			return false;
		found.end = find_negated(reading, next, &found);
	}
	if (found.kind == ANSWER_NONE)
		return false;
	take_last_negation(reading, &found);
	*keyword = found;
	return true;
}

static bool
is_plain_word(const Reading *reading, size_t at)
{
	for (Says what = 0; what < SAYS_COUNT; what++)
		if (says(reading, what, at) > 0)
			return false;
	return true;
}

/* Where the names behind a greeting or thanks end: at the last word with a capital ("Sanne de Wit"). Behind a
 * greeting that is short and says nothing else it is the end of the clause: "beste sanne,". */
static size_t
skip_names(const Reading *reading, size_t at, bool greeting)
{
	size_t names = at, end = at;

	for (; end - at < SALUTATION_MOST && is_same_clause(reading, end, at - 1); end++) {
		bool plain = is_plain_word(reading, end);

		if (plain && word_at(reading, end)->capital)
			names = end + 1;
		else if (says(reading, SAYS_POLITE, end) == 0 && !(plain && greeting))
			break;
	}
	return greeting && !is_same_clause(reading, end, at - 1) ? end : names;
}

/* A name on its own behind thanks: "Bedankt!\n\nEls", "Thanks, John". */
static size_t
signed_name(const Reading *reading, size_t at)
{
	size_t end = at;

	if (!starts_clause(reading, at))
		return 0;
	while (end - at < SALUTATION_MOST && is_same_clause(reading, end, at) &&
	       is_plain_word(reading, end) && word_at(reading, end)->capital)
		end++;
	return end == reading->words->len || starts_line(reading, end) ? end - at : 0;
}

/* Walks over one greeting, thanks or filler before the keyword; 0: something else stands here. */
static size_t
skip_one(const Reading *reading, size_t at, Keyword *keyword, bool *keyword_may_follow)
{
	static const Says before[] = {SAYS_THANKS, SAYS_LEAD, SAYS_NO, SAYS_BUT};
	size_t length = says(reading, SAYS_GREET, at);

	*keyword_may_follow = true;
	if (length > 0)
		return skip_names(reading, at + length, true) - at;
	for (size_t i = 0; i < G_N_ELEMENTS(before); i++) {
		length = says(reading, before[i], at);
		if (length == 0)
			continue;
		keyword->refused |= before[i] == SAYS_NO;
		keyword->doubted |= before[i] == SAYS_BUT;
		return before[i] == SAYS_THANKS ? skip_names(reading, at + length, false) - at
						: length;
	}
	*keyword_may_follow = false;
	return says(reading, SAYS_POLITE, at);
}

static Keyword
find_keyword(const Reading *reading)
{
	Keyword keyword = {.kind = ANSWER_NONE};
	bool may_follow = true;
	size_t at = 0;

	while (at < reading->sign_off) {
		size_t length = says(reading, SAYS_HARMLESS, at);

		if (length == 0 && (may_follow || starts_clause(reading, at)) &&
		    keyword_here(reading, at, &keyword))
			return keyword;
		if (length == 0)
			length = skip_one(reading, at, &keyword, &may_follow);
		if (length == 0)
			break;
		at += length;
	}
	return (Keyword){.kind = ANSWER_NONE};
}

static size_t
pleasantry(const Reading *reading, size_t at)
{
	static const Says pleasant[] = {
	    SAYS_HARMLESS, SAYS_THANKS, SAYS_GREET, SAYS_CLOSE, SAYS_LEAD, SAYS_POLITE};
	size_t longest = 0;

	for (size_t i = 0; i < G_N_ELEMENTS(pleasant); i++)
		longest = MAX(longest, says(reading, pleasant[i], at));
	return longest;
}

/* Reads what stands at this word; returns how many words that took. */
static size_t
read_rest_here(const Reading *reading, size_t at, Rest *rest)
{
	AnswerKind kind = ANSWER_NONE;
	unsigned negations = 0;
	size_t length = says(reading, SAYS_HARMLESS, at);
	Keyword keyword = {.kind = ANSWER_NONE};

	if (length > 0)
		return length;
	if (keyword_here(reading, at, &keyword)) {
		kind = keyword.kind;
		negations = keyword.negations;
		rest->accepts |= kind == ANSWER_ACCEPT && negations == 0;
		rest->rejects |= kind == ANSWER_REJECT || negations > 0;
		rest->doubts |= kind == ANSWER_UNCLEAR || negations > 1;
		return keyword.end - at;
	}
	length = MAX(MAX(says(reading, SAYS_NEGATE, at), says(reading, SAYS_BUT, at)),
	    says(reading, SAYS_NO, at));
	rest->doubts |= length > 0;
	if (length > 0 && at < reading->sign_off)
		rest->leftover++;
	if (length > 0)
		return length;
	length = pleasantry(reading, at);
	if (length == 0 && at < reading->sign_off)
		rest->leftover++;
	return MAX(length, 1);
}

static Rest
read_rest(const Reading *reading, size_t from)
{
	Rest rest = {0};

	for (size_t i = from; i < reading->words->len; i++)
		rest.asks |= word_at(reading, i)->question;
	for (size_t at = from; at < reading->words->len;)
		at += read_rest_here(reading, at, &rest);
	return rest;
}

static AnswerKind
judge_accept(const Keyword *keyword, const Rest *rest)
{
	if (keyword->negations == 1)
		return rest->accepts ? ANSWER_UNCLEAR : ANSWER_REJECT;
	if (keyword->negations > 1 || keyword->refused || keyword->doubted)
		return ANSWER_UNCLEAR;
	if (rest->rejects || rest->doubts || rest->asks || rest->leftover >= STORY_LEAST)
		return ANSWER_UNCLEAR;
	return ANSWER_ACCEPT;
}

static AnswerKind
judge(const Keyword *keyword, const Rest *rest, bool questioned)
{
	switch (keyword->kind) {
	case ANSWER_ACCEPT:
		return questioned ? ANSWER_UNCLEAR : judge_accept(keyword, rest);
	case ANSWER_REJECT:
		return questioned || keyword->negations > 0 || rest->accepts ? ANSWER_UNCLEAR
									     : ANSWER_REJECT;
	case ANSWER_NONE:
	case ANSWER_UNCLEAR:
	case ANSWER_THANKS:
		return keyword->kind;
	}
	g_assert_not_reached();
}

static bool
is_questioned(const Reading *reading, const Keyword *keyword)
{
	return keyword->end > 0 && word_at(reading, keyword->end - 1)->question;
}

/* Walks over thanks, greetings and names; 0: something else stands here. */
static size_t
skip_thanks(const Reading *reading, size_t at, bool *thanks)
{
	size_t length = says(reading, SAYS_THANKS, at);

	*thanks |= at < reading->sign_off && (length > 0 || says(reading, SAYS_LEAD, at) > 0 ||
						 says(reading, SAYS_HARMLESS, at) > 0);
	if (length > 0)
		return skip_names(reading, at + length, false) - at;
	length = says(reading, SAYS_GREET, at);
	if (length > 0)
		return skip_names(reading, at + length, true) - at;
	return *thanks ? signed_name(reading, at) : 0;
}

/* Only thanks, greetings and pleasantries before the sign-off, and nothing doubtful behind it. */
static bool
is_thanks(const Reading *reading)
{
	Rest rest = {0};
	bool thanks = false;
	size_t at = 0;

	if (reading->sign_off > THANKS_MOST)
		return false;
	while (at < reading->words->len) {
		size_t length = skip_thanks(reading, at, &thanks);

		at += length > 0 ? length : read_rest_here(reading, at, &rest);
	}
	for (size_t i = 0; i < reading->words->len; i++)
		rest.asks |= word_at(reading, i)->question;
	return thanks && !rest.accepts && !rest.rejects && !rest.doubts && !rest.asks &&
	       rest.leftover == 0;
}

static char *
quote_line(const char *text, size_t at)
{
	const char *start = text + at, *end;
	g_autofree char *line = NULL;
	g_autofree char *cut = NULL;

	while (start > text && start[-1] != '\n')
		start--;
	end = strchr(start, '\n');
	line = end == NULL ? g_strdup(start) : g_strndup(start, (size_t)(end - start));
	g_strstrip(line);
	if (g_utf8_strlen(line, -1) <= WHERE_MOST)
		return g_strdup_printf("\"%s\"", line);
	cut = g_utf8_substring(line, 0, WHERE_MOST);
	return g_strdup_printf("\"%s...\"", cut);
}

static char *
where_in_text(const Reading *reading, const char *text, size_t at)
{
	const Word *word = word_at(reading, at);
	g_autofree char *quoted = quote_line(text, word->start);

	return g_strdup_printf("line %u %s", word->line, quoted);
}

static bool
is_reply_mark(const char *word)
{
	static const char *const marks[] = {
	    "re", "aw", "antw", "fw", "fwd", "wg", "tr", "doorst", NULL};

	return g_strv_contains(marks, word);
}

/* A prepared subject is a keyword and a ticket number, nothing else: "Akkoord [CS0001234]". */
static AnswerKind
read_subject(const Phrases *phrases, const char *subject)
{
	g_auto(Reading) reading = {0};
	Keyword keyword = {.kind = ANSWER_NONE};
	size_t at = 0;

	reading_init(&reading, phrases, subject, READ_MOST);
	while (at < reading.words->len && is_reply_mark(word_at(&reading, at)->word))
		at++;
	if (at == reading.words->len || !keyword_here(&reading, at, &keyword))
		return ANSWER_NONE;
	for (size_t i = keyword.end; i < reading.words->len; i++)
		if (!words_is_number(word_at(&reading, i)->word))
			return ANSWER_NONE;
	return judge(&keyword, &(Rest){0}, is_questioned(&reading, &keyword));
}

static void
read_decision(
    const Reading *reading, const Message *message, AnswerKind subject, Answer *answer)
{
	Keyword keyword = find_keyword(reading);
	Rest rest = {0};

	if (keyword.kind != ANSWER_NONE || subject != ANSWER_NONE)
		rest = read_rest(reading, keyword.end);
	answer->has_reason = rest.leftover > 0;
	if (keyword.kind != ANSWER_NONE) {
		answer->kind = judge(&keyword, &rest, is_questioned(reading, &keyword));
		answer->where = where_in_text(reading, message->text, keyword.first);
	} else if (subject != ANSWER_NONE) {
		answer->kind = judge(&(Keyword){.kind = subject}, &rest, false);
		answer->where = g_strdup_printf("subject \"%s\"", message->subject);
		return;
	} else if (is_thanks(reading)) {
		answer->kind = ANSWER_THANKS;
		answer->where = where_in_text(reading, message->text, 0);
	}
	if (subject != ANSWER_NONE && keyword.kind != ANSWER_NONE && answer->kind != subject)
		answer->kind = ANSWER_UNCLEAR;
}

/* What a text of a few words asks for, its first words being those of the list. */
static AsksKind
asked_at(const Reading *reading, size_t at)
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
		if (says(reading, questions[i].says, at) > 0)
			return questions[i].asks;
	return ASKS_NOTHING;
}

static bool
is_short_question(const Reading *reading)
{
	if (reading->sign_off > QUESTION_MOST)
		return false;
	for (size_t i = 0; i < reading->sign_off; i++)
		if (says(reading, SAYS_NEGATE, i) > 0)
			return false;
	return true;
}

static AsksKind
read_question(const Reading *reading, size_t *at)
{
	Keyword unused = {.kind = ANSWER_NONE};
	bool may_follow = true;
	size_t length = 1;

	for (*at = 0; *at < reading->sign_off && length > 0; *at += length) {
		AsksKind asks = asked_at(reading, *at);

		if (asks != ASKS_NOTHING)
			return asks;
		length = skip_one(reading, *at, &unused, &may_follow);
	}
	return ASKS_NOTHING;
}

/* The subject asks too, of a mail that is no reply and says nothing longer. */
static void
read_asked(const Reading *reading, const Message *message, Answer *answer)
{
	g_auto(Reading) subject = {0};
	size_t at = 0;

	if (!is_short_question(reading))
		return;
	answer->asks = read_question(reading, &at);
	if (answer->asks != ASKS_NOTHING) {
		g_free(answer->where);
		answer->where = where_in_text(reading, message->text, at);
		return;
	}
	reading_init(&subject, reading->phrases, message->subject, READ_MOST);
	if (subject.words->len == 0 || is_reply_mark(word_at(&subject, 0)->word) ||
	    !is_short_question(&subject))
		return;
	answer->asks = read_question(&subject, &at);
	if (answer->asks == ASKS_NOTHING)
		return;
	g_free(answer->where);
	answer->where = g_strdup_printf("subject \"%s\"", message->subject);
}

/* A long text is read whole only when its beginning may be an answer: most mails of that kind are none. */
static void
read_as_needed(Reading *reading, const Phrases *phrases, const char *text, AnswerKind subject)
{
	reading_init(reading, phrases, text, READ_FIRST);
	if (strnlen(text, READ_FIRST) < READ_FIRST)
		return;
	if (subject == ANSWER_NONE && reading->sign_off > THANKS_MOST &&
	    find_keyword(reading).kind == ANSWER_NONE)
		return;
	reading_clear(reading);
	reading_init(reading, phrases, text, READ_MOST);
}

void
answer_read(
    const Answers *answers, const Message *message, bool subject_counts, Answer *ret_answer)
{
	const Phrases *phrases = answers_phrases(answers);
	g_auto(Reading) reading = {0};
	AnswerKind subject = ANSWER_NONE;
	Answer answer = {.kind = ANSWER_NONE, .asks = ASKS_NOTHING};

	if (subject_counts)
		subject = read_subject(phrases, message->subject);
	read_as_needed(&reading, phrases, message->text, subject);
	read_decision(&reading, message, subject, &answer);
	if (answer.kind == ANSWER_NONE || answer.kind == ANSWER_THANKS)
		read_asked(&reading, message, &answer);
	*ret_answer = answer;
}

void
answer_clear(Answer *answer)
{
	g_clear_pointer(&answer->where, g_free);
}
