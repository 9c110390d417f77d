/* SPDX-License-Identifier: Apache-2.0 */
/* letters/<lang>/words.yaml: what values that casegate makes up itself are called in a language. Immutable. */
#pragma once

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

typedef struct Wording Wording;

/* NULL when there is any mistake in the file; mistakes: of Mistake. */
Wording *wording_load(const char *path, GPtrArray *mistakes);
void wording_free(Wording *wording);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Wording, wording_free)

/* "dinsdag 24 november", in the machine's time zone. Caller owns. */
char *wording_date(const Wording *wording, int64_t at_ms);
/* What a state is called; the state itself where the file does not know it. Borrowed. */
const char *wording_state(const Wording *wording, const char *state);
/* The same in the words for the desk's own people. Borrowed. */
const char *wording_desk_state(const Wording *wording, const char *state);
/* What a notification is about, and what a command of its does. Borrowed. */
const char *wording_notice(const Wording *wording, const char *reason);
const char *wording_command(const Wording *wording, const char *command);
/* What a prepared answer begins with. Borrowed. */
const char *wording_answer(const Wording *wording, bool accept);
/* The title of what has none. Borrowed. */
const char *wording_untitled(const Wording *wording);
