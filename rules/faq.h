/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Frequent questions, faq.d/NAME.yaml: which of them a mail asks, so that its answer can stand in the
 * acknowledgement. They are searched for as rules are: one pass over the text, then patterns for the candidates.
 */
#pragma once

#include "parsers/message.h"
#include "rules/pattern.h"

#define FAQ_MOST 3 /* that are told of one mail */

typedef struct Faq Faq;

/* Reads *.yaml of every directory; a file in a later directory replaces one of the same name in an earlier. */
Faq *faq_load(const char *const *directories, GPtrArray *diagnostics);
void faq_free(Faq *faq);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Faq, faq_free)
size_t faq_count(const Faq *faq);

/* What is allowed and hardly meant: patterns that can take very long, or that every mail must be searched for. Added
 * to warnings, of Diagnostic. */
void faq_check(const Faq *faq, GPtrArray *warnings);

/* Borrowed from the Faq, but why; in the language asked for. */
typedef struct {
	const char *title;
	const char *text; /* "": none */
	const char *link; /* "": none */
	char *why;        /* own; for the trace: subject "Printer"; NULL of faq_all() */
} FaqHit;

/* At most FAQ_MOST of FaqHit, those whose words stand in the subject first, then in the order of the files. language:
 * in which they will be read. When the watch says that it is late, what was found until then. Caller owns. */
GPtrArray *faq_find(
    const Faq *faq, const Message *message, const char *language, const PatternWatch *watch);
/* All that are for people who read this language, in the order of the files. As faq_find() gives them. */
GPtrArray *faq_all(const Faq *faq, const char *language);
