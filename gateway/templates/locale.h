/* SPDX-License-Identifier: Apache-2.0 */
/* letters/<lang>/words.yaml: what values that casegate makes up itself are called in a language. Immutable. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

#include "gateway/templates/address_words.h"

typedef struct Locale Locale;

/* formal: how the reader is addressed. NULL when there is any mistake in the file; diagnostics: of Diagnostic. */
Locale *locale_load(const char *path, bool formal, GPtrArray *diagnostics);
void locale_free(Locale *locale);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Locale, locale_free)

/* Where it was read from. Borrowed. */
const char *locale_file(const Locale *locale);
/* NULL: the file names none. Borrowed. */
const AddressWords *locale_address(const Locale *locale);
/* "dinsdag 24 november", in the machine's time zone. Caller owns. */
char *locale_date(const Locale *locale, int64_t at_ms);
/* The same with the time of the day: "10:15 on Tuesday 24 November". */
char *locale_moment(const Locale *locale, int64_t at_ms);
/* What a month is called, from 1. Borrowed. */
const char *locale_month(const Locale *locale, int month);
/* From 1, Monday, to 7. Borrowed. */
const char *locale_weekday(const Locale *locale, int day);
/* What a state is called; the state itself where the file does not know it. Borrowed. */
const char *locale_state(const Locale *locale, const char *state);
/* The same in the words for the desk's own people. Borrowed. */
const char *locale_desk_state(const Locale *locale, const char *state);
/* What a notification is about, and what a command of its does. Borrowed. */
const char *locale_notice(const Locale *locale, const char *reason);
const char *locale_command(const Locale *locale, const char *command);
/* Why something cannot be done (gateway/templates/refusals.h). Borrowed. */
const char *locale_refusal(const Locale *locale, const char *sentence);
/* What people may write for a command, beside its own word: "goedkeuren" for "approve". Borrowed. */
const char *locale_call(const Locale *locale, const char *command);
/* What stands at a desk elsewhere, and is told of it. Borrowed. */
const char *locale_elsewhere(const Locale *locale, const char *word);

/* What a priority is called. Borrowed. */
const char *locale_priority(const Locale *locale, const char *priority);
/* What is said of a word that means nothing, or several things, with {{names}} in it, and what it was to be: "agent".
 * Borrowed. */
const char *locale_typed(const Locale *locale, const char *word);
/* A word of the page of `casegate report`. */
const char *locale_report(const Locale *locale, const char *word);
/* What somebody wants by a mail that waits for a code. Borrowed. */
const char *locale_wish(const Locale *locale, const char *wish);
/* What a prepared answer begins with. Borrowed. */
const char *locale_answer(const Locale *locale, bool accept);
/* The title of what has none. Borrowed. */
const char *locale_untitled(const Locale *locale);
/* What stands before the names of attachments that are marked, and what a mark is called. Borrowed. */
const char *locale_warning(const Locale *locale);
const char *locale_mark(const Locale *locale, const char *mark);
