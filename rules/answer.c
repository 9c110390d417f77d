/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads the decision out of the first words of an answer. The invariant: an accept is only what says nothing else.
 * A negation, a contrast, a question, a reject, or a word that is on no list of the operator's makes it unclear, and
 * unclear changes no state; so a doubt costs a question and never closes a case.
 */
#include "rules/answer.h"

#include <string.h>

#include "parsers/subject_mark.h"
#include "rules/answer_notice.h"
#include "rules/answer_sense.h"
#include "rules/answers.h"
#include "rules/privacy.h"

#define READ_FIRST 512 /* bytes of the text in which an answer must begin */
#define READ_MOST \
	(16 * 1024)   /* and that are read when it does; what is longer is no plain answer */
#define STORY_MOST 80 /* words of a text that answers without beginning with a keyword */
#define NAMES_MOST 7  /* beside an accept; more of them are a story, which a person must read */
#define HARMLESS_MOST 3 /* small words that are no reason */
#define WHERE_MOST 60   /* characters shown in the trace */

/* Whether nothing is said that takes something away. */
static bool
is_sound(const AnswerSense *sense)
{
	return sense->rejects == 0 && sense->negations == 0 && sense->noes == 0 &&
	       sense->troubles == 0 && !sense->asks;
}

/* Whether there is nothing beside an accept that a person must read. Who wishes the ticket closed need not be sure. */
static bool
is_plain(const AnswerSense *sense)
{
	return is_sound(sense) && sense->buts + sense->ifs == 0 && sense->laters == 0 &&
	       sense->asides == 0 && (sense->perhaps == 0 || sense->wishes > 0) &&
	       sense->unknown == 0 && sense->statements + sense->complaints == 0 &&
	       sense->names <= NAMES_MOST && !sense->below;
}

/* "Nee hoor, alles werkt": to which question that was, nobody knows, where it works. */
static bool
is_denial_of_trouble(const AnswerSense *sense)
{
	AnswerSense rest = *sense;

	rest.noes = 0;
	return sense->noes > 0 && sense->success && is_plain(&rest);
}

static AnswerKind
judge_accept(const AnswerScanKeyword *keyword, const AnswerSense *rest)
{
	if (keyword->negations == 1)
		return rest->accepts > 0 ? ANSWER_UNCLEAR : ANSWER_REJECT;
	if (keyword->negations > 1 || keyword->refused || keyword->doubted)
		return ANSWER_UNCLEAR;
	return is_plain(rest) ? ANSWER_ACCEPT : ANSWER_UNCLEAR;
}

/* Of a text that begins with a keyword. */
static AnswerKind
judge(const AnswerScanKeyword *keyword, const AnswerSense *rest, bool questioned)
{
	switch (keyword->kind) {
	case ANSWER_ACCEPT:
		return questioned ? ANSWER_UNCLEAR : judge_accept(keyword, rest);
	case ANSWER_REJECT:
		return questioned || keyword->negations > 0 || rest->accepts > 0
			   ? ANSWER_UNCLEAR
			   : ANSWER_REJECT;
	case ANSWER_NONE:
	case ANSWER_UNCLEAR:
	case ANSWER_THANKS:
	case ANSWER_REMARK:
		return keyword->kind;
	}
	g_assert_not_reached();
}

/* Of a text that begins with none. Trouble is said by who wants it gone, whatever else there is; who has yet to try,
 * or finds that it works, wants nothing. */
static AnswerKind
judge_whole(const AnswerSense *sense)
{
	bool waits = sense->laters + sense->aways > 0;

	if (is_denial_of_trouble(sense) && sense->accepts + sense->wishes == 0)
		return ANSWER_THANKS;
	if (!is_sound(sense))
		return ANSWER_NONE;
	if (sense->accepts + sense->wishes > 0)
		return is_plain(sense) ? ANSWER_ACCEPT : ANSWER_UNCLEAR;
	if ((waits ? sense->apart : sense->buts + sense->complaints) > 0)
		return ANSWER_NONE;
	return waits || sense->thanks || sense->success || sense->yes ? ANSWER_THANKS
								      : ANSWER_REMARK;
}

/* Also before the keyword, where a question may be all of words that say nothing: "Is that it? Agreed." */
static bool
is_questioned(const AnswerScan *reading, const AnswerScanKeyword *keyword)
{
	for (size_t i = 0; i < keyword->end; i++)
		if (answer_scan_word(reading, i)->question)
			return true;
	return false;
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
	return judge(&keyword, &(AnswerSense){0}, is_questioned(&reading, &keyword));
}

/* "Ik was het vergeten, *maar* het werkt. Akkoord": a contrast to what was wrong is no doubt. */
static bool
is_well_before(const AnswerScan *reading)
{
	AnswerSense whole = answer_sense(reading, 0);

	return whole.success && is_plain(&whole);
}

static void
read_decision(
    const AnswerScan *reading, const Message *message, AnswerKind subject, Answer *answer)
{
	AnswerScanKeyword keyword = answer_scan_keyword(reading);
	bool decides = keyword.kind != ANSWER_NONE || subject != ANSWER_NONE;
	AnswerSense sense;

	if (!decides && (reading->sign_off == 0 || reading->sign_off > STORY_MOST)) {
		answer->has_reason = reading->sign_off > 0; /* so many words */
		return;
	}
	sense = answer_sense(reading, keyword.end);
	keyword.doubted = keyword.doubted && !is_well_before(reading);
	answer->has_reason = sense.leftover > 0 || sense.harmless > HARMLESS_MOST;
	if (keyword.kind != ANSWER_NONE) {
		answer->kind = judge(&keyword, &sense, is_questioned(reading, &keyword));
		answer->where = where_in_text(reading, message->text, keyword.first);
	} else if (subject != ANSWER_NONE) {
		answer->kind = judge(&(AnswerScanKeyword){.kind = subject}, &sense, false);
		answer->where = g_strdup_printf("subject \"%s\"", message->subject);
		return;
	} else {
		answer->kind = judge_whole(&sense);
		answer->wish = answer->kind == ANSWER_ACCEPT && sense.accepts == 0;
		if (answer->kind != ANSWER_NONE)
			answer->where = where_in_text(reading, message->text, sense.first);
	}
	if (subject != ANSWER_NONE && keyword.kind != ANSWER_NONE && answer->kind != subject)
		answer->kind = ANSWER_UNCLEAR;
}

static bool
tells_trouble(const Phrases *phrases, const char *text)
{
	g_auto(AnswerScan) reading = {0};
	AnswerSense sense;

	answer_scan_init(&reading, phrases, text, READ_MOST);
	sense = answer_sense(&reading, 0);
	return sense.troubles + sense.rejects > 0 && !sense.asks;
}

/* "WARNING: ..." names itself first, which tells of no trouble. */
static const char *
behind_name(const char *banner)
{
	const char *word = banner + strspn(banner, "*#=!<>[]({|-_ \t\n");
	const char *end = word;

	const char *mark = NULL;

	while (g_unichar_isalpha(g_utf8_get_char(end)))
		end = g_utf8_next_char(end);
	mark = end + strspn(end, " ");
	return end > word && *mark != '\0' && strchr(":!-*]", *mark) != NULL ? mark : banner;
}

/* Whether what was cut says something after all. Quotes, and our own line, are nobody's new words; a mail system's warning
 * has words enough that would be doubts of a person, and never tells of trouble. */
static bool
cut_speaks(const Phrases *phrases, const MessageCut *cut)
{
	g_autoptr(GArray) words = NULL;

	if (cut->kind == CUT_QUOTE || cut->kind == CUT_HEADER || cut->kind == CUT_REF)
		return false;
	if (cut->kind == CUT_BANNER)
		return tells_trouble(phrases, behind_name(cut->text));
	words = answer_notice_words(phrases, cut->text, READ_MOST);
	answer_notice_drop(words, true);
	return answer_notice_speaks(words, 0, words->len);
}

/* Whether trouble stands below a rule or in what began as the line of a device. A signature may have any words. */
static bool
cut_complains(const Phrases *phrases, const MessageCut *cut)
{
	return (cut->kind == CUT_RULE || cut->kind == CUT_DEVICE) &&
	       tells_trouble(phrases, cut->text);
}

/* It is a reply like any other. */
static void
read_nothing(Answer *answer)
{
	answer->kind = ANSWER_NONE;
	g_clear_pointer(&answer->where, g_free);
}

/* An accept closes only when nothing unread remains, and thanks only stay thanks when no trouble does. */
static void
read_cut(const Phrases *phrases, const Message *message, Answer *answer)
{
	if (answer->kind == ANSWER_ACCEPT && message->begins_quoted)
		answer->kind = ANSWER_UNCLEAR;
	for (unsigned i = 0; i < message->cut->len; i++) {
		const MessageCut *cut = message->cut->pdata[i];

		if (answer->kind == ANSWER_ACCEPT && cut_speaks(phrases, cut))
			answer->kind = ANSWER_UNCLEAR;
		if (!answer_kind_decides(answer->kind) && cut_complains(phrases, cut))
			read_nothing(answer);
	}
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
	if (subject == ANSWER_NONE && reading->sign_off > STORY_MOST &&
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

/* "Zie de foto": a file may show the trouble that its words do not tell. */
static bool
has_file(const Message *message)
{
	for (unsigned i = 0; i < message->attachments->len; i++)
		if (!((const MessageAttachment *)message->attachments->pdata[i])->is_inline)
			return true;
	return false;
}

/* A subject counts where nothing is answered. */
static void
read_privacy(const Message *message, Answer *answer)
{
	bool in_text = privacy_asked(message->text);

	if (!in_text && (message->references->len > 0 || !privacy_asked(message->subject)))
		return;
	answer->asks = ASKS_PRIVACY;
	g_free(answer->where);
	answer->where = g_strdup(in_text ? "what it says" : "its subject");
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
	read_cut(phrases, message, &answer);
	if (answer.kind == ANSWER_REMARK && has_file(message))
		read_nothing(&answer);
	if (!answer_kind_decides(answer.kind))
		read_asked(&reading, message, &answer);
	if (!answer_kind_decides(answer.kind) && answer.kind != ANSWER_THANKS &&
	    answer.asks == ASKS_NOTHING)
		read_privacy(message, &answer);
	*ret_answer = answer;
}

void
answer_clear(Answer *answer)
{
	g_clear_pointer(&answer->where, g_free);
}
