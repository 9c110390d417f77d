/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short text as its words, and where they stand: the keyword that an answer begins with, names, the signature, a
 * question. What the words say together is answer_sense.h's business, and what that decides answer.c's.
 */
#pragma once

#include "rules/facts.h"
#include "rules/phrases.h"

/* A text on its way through the classifier. */
typedef struct {
	const Phrases *phrases;
	GArray *words; /* own; without what a device or an office added */
	size_t
	    sign_off; /* where "met vriendelijke groet" starts a line, or ends one with a name; or the end */
	/* The same, or where a line begins with a name: from there to the postscript, or the end, words tell little. */
	size_t signature;
	size_t postscript;
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

/* Reads the first `most` bytes of a text. */
void answer_scan_init(
    AnswerScan *reading, const Phrases *phrases, const char *text, size_t most);
void answer_scan_clear(AnswerScan *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(AnswerScan, answer_scan_clear)

const Word *answer_scan_word(const AnswerScan *reading, size_t at);
/* How many words the longest such phrase takes here; 0: none stands here. */
size_t answer_scan_says(const AnswerScan *reading, Says what, size_t at);
bool answer_scan_starts_clause(const AnswerScan *reading, size_t at);

/* The keyword that the text begins with, behind a salutation, thanks and fillers. */
AnswerScanKeyword answer_scan_keyword(const AnswerScan *reading);
/* The one that starts at this word, its negations included; false: none does, and keyword is untouched. */
bool answer_scan_keyword_at(const AnswerScan *reading, size_t at, AnswerScanKeyword *keyword);

/* Where the names behind a greeting or thanks end that end before this word. */
size_t answer_scan_skip_names(const AnswerScan *reading, size_t at, bool greeting);
/* How many words a name on its own takes: "Bedankt!\n\nEls", "Thanks, John"; 0: none stands here. */
size_t answer_scan_signed_name(const AnswerScan *reading, size_t at);

/* Whether it has few words and no negation: only such a text is a question for a status or a form. */
bool answer_scan_is_short(const AnswerScan *reading);
/* What it asks for, and at which word. */
AsksKind answer_scan_asks(const AnswerScan *reading, size_t *ret_at);
