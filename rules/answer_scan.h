/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short text as its words, and what stands in it: the keyword of an answer, what is beside it, thanks, a question.
 * What that decides is answer.c's business.
 */
#pragma once

#include "rules/facts.h"
#include "rules/phrases.h"

#define ANSWER_SCAN_THANKS_MOST 30 /* words of a text that only thanks */

/* A text on its way through the classifier. */
typedef struct {
	const Phrases *phrases;
	GArray *words;   /* own; without the footer */
	size_t sign_off; /* where "met vriendelijke groet" starts a line, or the end */
	size_t
	    signature; /* the same, or where a line begins with a name: from there words tell nothing */
} AnswerScan;

/* A keyword as found: what it says, and from where on the rest has to be read. */
typedef struct {
	AnswerKind kind; /* ANSWER_NONE: there is none */
	unsigned negations;
	bool refused; /* "nee" before it */
	bool doubted; /* "helaas" before it */
	size_t first;
	size_t end;
} AnswerScanKeyword;

/* What stands beside the keyword. */
typedef struct {
	bool accepts;
	bool rejects;
	bool doubts; /* negations, contrasts, "nee" */
	bool asks;
	unsigned leftover; /* words that are no pleasantry */
	unsigned
	    unknown; /* those of them that are no name, nor on the list of what may stand there */
} AnswerScanRest;

/* Reads the first `most` bytes of a text. */
void answer_scan_init(
    AnswerScan *reading, const Phrases *phrases, const char *text, size_t most);
void answer_scan_clear(AnswerScan *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AnswerScan, answer_scan_clear)

const Word *answer_scan_word(const AnswerScan *reading, size_t at);

/* The keyword that the text begins with, behind a salutation, thanks and fillers. */
AnswerScanKeyword answer_scan_keyword(const AnswerScan *reading);
/* The one that starts at this word, its negations included; false: none does, and keyword is untouched. */
bool answer_scan_keyword_at(const AnswerScan *reading, size_t at, AnswerScanKeyword *keyword);
/* What stands from this word on. */
AnswerScanRest answer_scan_rest(const AnswerScan *reading, size_t from);

/* Whether there are only thanks, greetings and pleasantries before the sign-off, and nothing doubtful behind it. */
bool answer_scan_is_thanks(const AnswerScan *reading);
/* Whether it has few words and no negation: only such a text is a question for a status or a form. */
bool answer_scan_is_short(const AnswerScan *reading);
/* What it asks for, and at which word. */
AsksKind answer_scan_asks(const AnswerScan *reading, size_t *ret_at);
