/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the decision out of the first words of an answer. The invariant: an accept is only what says nothing else.
 * A negation, a contrast, a question, a reject, or a word that is on no list of the operator's makes it unclear, and
 * unclear changes no state; so a doubt costs a question and never closes a case.
 */
#include "rules/answer.h"

#include <string.h>

#include "parsers/subject_mark.h"
#include "rules/answer_scan.h"
#include "rules/answers.h"

#define READ_FIRST 512 /* bytes of the text in which an answer must begin */
#define READ_MOST \
	(16 * 1024)   /* and that are read when it does; what is longer is no plain answer */
#define STORY_LEAST 8 /* words beside an accept from which on a person must read them */
#define WHERE_MOST 60 /* characters shown in the trace */

static AnswerKind
judge_accept(const AnswerScanKeyword *keyword, const AnswerScanRest *rest)
{
	if (keyword->negations == 1)
		return rest->accepts ? ANSWER_UNCLEAR : ANSWER_REJECT;
	if (keyword->negations > 1 || keyword->refused || keyword->doubted)
		return ANSWER_UNCLEAR;
	if (rest->rejects || rest->doubts || rest->asks || rest->unknown > 0 ||
	    rest->leftover >= STORY_LEAST)
		return ANSWER_UNCLEAR;
	return ANSWER_ACCEPT;
}

static AnswerKind
judge(const AnswerScanKeyword *keyword, const AnswerScanRest *rest, bool questioned)
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
is_questioned(const AnswerScan *reading, const AnswerScanKeyword *keyword)
{
	return keyword->end > 0 && answer_scan_word(reading, keyword->end - 1)->question;
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
	g_strdelimit(g_strstrip(line), "\"", '\'');
	if (g_utf8_strlen(line, -1) <= WHERE_MOST)
		return g_strdup_printf("\"%s\"", line);
	cut = g_utf8_substring(line, 0, WHERE_MOST);
	return g_strdup_printf("\"%s...\"", cut);
}

static char *
where_in_text(const AnswerScan *reading, const char *text, size_t at)
{
	const Word *word = answer_scan_word(reading, at);
	g_autofree char *quoted = quote_line(text, word->start);

	return g_strdup_printf("line %u %s", word->line, quoted);
}

/* A prepared subject is a keyword and a ticket number, nothing else: "Akkoord [CS0001234]". What is forwarded, or may
 * be, has the subject of another's mail. */
static AnswerKind
read_subject(const Phrases *phrases, const char *subject)
{
	g_auto(AnswerScan) reading = {0};
	AnswerScanKeyword keyword = {.kind = ANSWER_NONE};

	if (subject_mark_may_forward(subject))
		return ANSWER_NONE;
	answer_scan_init(&reading, phrases, subject_mark_skip(subject), READ_MOST);
	if (!answer_scan_keyword_at(&reading, 0, &keyword))
		return ANSWER_NONE;
	for (size_t i = keyword.end; i < reading.words->len; i++)
		if (!words_is_number(answer_scan_word(&reading, i)->word))
			return ANSWER_NONE;
	return judge(&keyword, &(AnswerScanRest){0}, is_questioned(&reading, &keyword));
}

static void
read_decision(
    const AnswerScan *reading, const Message *message, AnswerKind subject, Answer *answer)
{
	AnswerScanKeyword keyword = answer_scan_keyword(reading);
	AnswerScanRest rest = {0};

	if (keyword.kind != ANSWER_NONE || subject != ANSWER_NONE)
		rest = answer_scan_rest(reading, keyword.end);
	answer->has_reason = rest.leftover > 0;
	if (keyword.kind != ANSWER_NONE) {
		answer->kind = judge(&keyword, &rest, is_questioned(reading, &keyword));
		answer->where = where_in_text(reading, message->text, keyword.first);
	} else if (subject != ANSWER_NONE) {
		answer->kind = judge(&(AnswerScanKeyword){.kind = subject}, &rest, false);
		answer->where = g_strdup_printf("subject \"%s\"", message->subject);
		return;
	} else if (answer_scan_is_thanks(reading)) {
		answer->kind = ANSWER_THANKS;
		answer->where = where_in_text(reading, message->text, 0);
	}
	if (subject != ANSWER_NONE && keyword.kind != ANSWER_NONE && answer->kind != subject)
		answer->kind = ANSWER_UNCLEAR;
}

/* The subject asks too, of a mail that is no reply and says nothing longer: a mark in front is no word that may stand
 * before a question. */
static void
read_asked(const AnswerScan *reading, const Message *message, Answer *answer)
{
	g_auto(AnswerScan) subject = {0};
	size_t at = 0;

	if (!answer_scan_is_short(reading))
		return;
	answer->asks = answer_scan_asks(reading, &at);
	if (answer->asks != ASKS_NOTHING) {
		g_free(answer->where);
		answer->where = where_in_text(reading, message->text, at);
		return;
	}
	answer_scan_init(&subject, reading->phrases, message->subject, READ_MOST);
	if (!answer_scan_is_short(&subject))
		return;
	answer->asks = answer_scan_asks(&subject, &at);
	if (answer->asks == ASKS_NOTHING)
		return;
	g_free(answer->where);
	answer->where = g_strdup_printf("subject \"%s\"", message->subject);
}

/* A long text is read whole only when its beginning may be an answer: most mails of that kind are none. */
static void
read_as_needed(
    AnswerScan *reading, const Phrases *phrases, const char *text, AnswerKind subject)
{
	answer_scan_init(reading, phrases, text, READ_FIRST);
	if (strnlen(text, READ_FIRST) < READ_FIRST)
		return;
	if (subject == ANSWER_NONE && reading->sign_off > ANSWER_SCAN_THANKS_MOST &&
	    answer_scan_keyword(reading).kind == ANSWER_NONE)
		return;
	answer_scan_clear(reading);
	answer_scan_init(reading, phrases, text, READ_MOST);
}

/* What stands beside an invitation, or an answer to one, answers that and nothing of ours. */
static bool
has_calendar(const Message *message)
{
	for (unsigned i = 0; i < message->attachments->len; i++) {
		const MessageAttachment *one = message->attachments->pdata[i];

		if (g_ascii_strcasecmp(one->type, "text/calendar") == 0)
			return true;
	}
	return false;
}

void
answer_read(
    const Answers *answers, const Message *message, bool subject_counts, Answer *ret_answer)
{
	const Phrases *phrases = answers_phrases(answers);
	g_auto(AnswerScan) reading = {0};
	AnswerKind subject = ANSWER_NONE;
	Answer answer = {.kind = ANSWER_NONE, .asks = ASKS_NOTHING};

	*ret_answer = answer;
	if (has_calendar(message))
		return;
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
