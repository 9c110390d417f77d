/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What stands around an answer and was written by nobody: the line of a device, a disclaimer, working hours. Only what
 * is known as such is left out; a line that goes on as a sentence is somebody's word.
 */
#pragma once

#include "rules/phrases.h"

/* The words of a text, looked up; an address of the web or of mail is one number. Caller owns the array of Word. */
GArray *answer_notice_words(const Phrases *phrases, const char *text, size_t most);

/* Takes the lines of devices and the paragraphs of notices out; the first paragraph only of what was cut. */
void answer_notice_drop(GArray *words, bool cut);

/* Whether there is a sentence in the words from..to: a verb, a negation, a contrast, a question. Names and titles are
 * none. */
bool answer_notice_speaks(const GArray *words, size_t from, size_t to);
