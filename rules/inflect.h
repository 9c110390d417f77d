/* SPDX-License-Identifier: Apache-2.0 */
/*
 * All forms of a word that are said of things, so that a list names it once: "haperen" is also "hapert", "haperde" and
 * "gehaperd". Forms that are no words of the language may be among them: nobody writes those. Pure.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

typedef struct {
	GPtrArray *all;    /* own; of char *: phrases, "valt ... uit" */
	GPtrArray *past;   /* own; of these, what tells of what was so: "viel ... uit" */
	GPtrArray *finite; /* own; of these, what makes a line a sentence, and is no noun */
} Inflected;

/*
 * Of a verb as dictionaries have it, in Dutch behind its particle, in English before it; where its past and participle are
 * no regular ones they stand behind it: "uit vallen/viel/vielen/gevallen", "break down/broke/broken". In Dutch what does
 * not end in "en" is an adjective: "traag". false: nothing is known of this language's forms, or this is no word.
 */
bool inflect(const char *language, const char *word, Inflected *ret_forms);
void inflected_clear(Inflected *forms);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Inflected, inflected_clear)
