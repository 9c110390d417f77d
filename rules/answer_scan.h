/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A short text as its words, and what stands in it: the keyword of an answer, what is beside it, thanks, a question.
 * What that decides is answer.c's business.
 */
#pragma once

#include "rules/facts.h"
#include "rules/phrases.h"

#define READING_THANKS_MOST 30 /* words of a text that only thanks */

/* A text on its way through the classifier. */
typedef struct {
	const Phrases *phrases;
	GArray *words;   /* own; without the footer */
	size_t sign_off; /* where "met vriendelijke groet" starts a line, or the end */
	size_t
	    signature; /* the same, or where a line begins with a name: from there words tell nothing */
} Reading;

/* A keyword as found: what it says, and from where on the rest has to be read. */
typedef struct {
	AnswerKind kind; /* ANSWER_NONE: there is none */
	unsigned negations;
	bool refused; /* "nee" before it */
	bool doubted; /* "helaas" before it */
	size_t first;
	size_t end;
} ReadingKeyword;

/* What stands beside the keyword. */
typedef struct {
	bool accepts;
	bool rejects;
	bool doubts; /* negations, contrasts, "nee" */
	bool asks;
	unsigned leftover; /* words that are no pleasantry */
	unsigned
	    unknown; /* those of them that are no name, nor on the list of what may stand there */
} ReadingRest;

/* Reads the first `most` bytes of a text. */
void reading_init(Reading *reading, const Phrases *phrases, const char *text, size_t most);
void reading_clear(Reading *reading);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Reading, reading_clear)

const Word *reading_word(const Reading *reading, size_t at);

/* The keyword that the text begins with, behind a salutation, thanks and fillers. */
ReadingKeyword reading_keyword(const Reading *reading);
/* The one that starts at this word, its negations included; false: none does, and keyword is untouched. */
bool reading_keyword_at(const Reading *reading, size_t at, ReadingKeyword *keyword);
/* What stands from this word on. */
ReadingRest reading_rest(const Reading *reading, size_t from);

/* Whether there are only thanks, greetings and pleasantries before the sign-off, and nothing doubtful behind it. */
bool reading_is_thanks(const Reading *reading);
/* Whether it has few words and no negation: only such a text is a question for a status or a form. */
bool reading_is_short(const Reading *reading);
/* What it asks for, and at which word. */
AsksKind reading_asks(const Reading *reading, size_t *ret_at);
