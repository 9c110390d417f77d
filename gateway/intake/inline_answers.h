/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What somebody wrote between the lines of a letter that they quote, with marks or without: what of the quote is not in
 * the letter. Pure, and bounded whatever came.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef enum {
	INLINE_NO_LETTER, /* it is the quote of none of them */
	INLINE_NOTHING_NEW,
	INLINE_FOUND,
} InlineResult;

typedef struct {
	char *text;  /* own; the new lines, below those that they answer, with "> " in front */
	char *words; /* own; the new lines alone */
} InlineAnswers;

/*
 * letters: of char *, the texts of the letters that `quoted` may hold; what holds none of them has nothing new. edges:
 * what stands above the first line of the letter and below its last counts, too: of what a mail system adds, that is
 * where it stands. ret_answers is set where something is new.
 */
InlineResult inline_answers_find(
    const char *quoted, const GPtrArray *letters, bool edges, InlineAnswers *ret_answers);
void inline_answers_clear(InlineAnswers *answers);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(InlineAnswers, inline_answers_clear)

/* Whether a text ends by pointing at what stands below it or within: "my answers are in red". */
bool inline_answers_announced(const char *text);
