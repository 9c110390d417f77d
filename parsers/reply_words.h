/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What mail programs write around quotes, in many languages; lower case, ended by NULL.
 */
#pragma once

#include <stdbool.h>

extern const char *const reply_wrote[];
extern const char *const reply_persons[];
extern const char *const reply_quoting[];
extern const char *const reply_intro_starts[];
extern const char *const reply_from_labels[];
extern const char *const reply_date_labels[];
extern const char *const reply_to_labels[];
extern const char *const reply_subject_labels[];
extern const char *const reply_other_labels[];
extern const char *const reply_original[];
extern const char *const reply_forwarded[];

/* Whether one of the words stands anywhere in the text, or at its start. */
bool reply_words_in(const char *text, const char *const *words);
bool reply_words_start(const char *text, const char *const *words);
