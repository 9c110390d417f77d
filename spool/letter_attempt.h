/* SPDX-License-Identifier: Apache-2.0 */
/* The attempts to send a letter that did not end well: a letter that is taken at once has none. */
#pragma once

#include "spool/database.h"

typedef struct {
	int64_t at_ms;
	char *outcome; /* own; a word of the gateway's: "put off", "unknown" */
	char *answer;  /* own; the server's, or why there was none */
} LetterAttempt;
void letter_attempt_free(LetterAttempt *attempt);

/* One more, before letter_postpone() or letter_set_failed() counts it. */
bool letter_attempt_add(
    Spool *spool, int64_t letter, const LetterAttempt *attempt, GError **error);
/* Of LetterAttempt, oldest first. */
bool letter_attempt_list(
    Spool *spool, int64_t letter, GPtrArray **ret_attempts, GError **error);
/* How many of a letter had this outcome. */
bool letter_attempt_count(
    Spool *spool, int64_t letter, const char *outcome, int64_t *ret_count, GError **error);
