/* SPDX-License-Identifier: Apache-2.0 */
/* letters/<lang>/words.yaml: what values that casegate makes up itself are called in a language. Immutable. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Locale Locale;

/* NULL when there is any mistake in the file; diagnostics: of Diagnostic. */
Locale *locale_load(const char *path, GPtrArray *diagnostics);
void locale_free(Locale *locale);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Locale, locale_free)

/* "dinsdag 24 november", in the machine's time zone. Caller owns. */
char *locale_date(const Locale *locale, int64_t at_ms);
/* What a state is called; the state itself where the file does not know it. Borrowed. */
const char *locale_state(const Locale *locale, const char *state);
/* The same in the words for the desk's own people. Borrowed. */
const char *locale_desk_state(const Locale *locale, const char *state);
/* What a notification is about, and what a command of its does. Borrowed. */
const char *locale_notice(const Locale *locale, const char *reason);
const char *locale_command(const Locale *locale, const char *command);
/* What a prepared answer begins with. Borrowed. */
const char *locale_answer(const Locale *locale, bool accept);
/* The title of what has none. Borrowed. */
const char *locale_untitled(const Locale *locale);
