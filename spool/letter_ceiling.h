/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What ceilings on letters are counted by, and what they held back. An answer is a letter to a contact that answers a
 * mail; a correspondent is who letter_correspondent() says is behind an address.
 */
#pragma once

#include "spool/database.h"

/* Answers created since then. */
bool letter_ceiling_to(Spool *spool, const char *correspondent, int64_t since_ms,
    int64_t *ret_count, GError **error);
bool letter_ceiling_on(
    Spool *spool, int64_t ticket, int64_t since_ms, int64_t *ret_count, GError **error);
bool letter_ceiling_all(Spool *spool, int64_t since_ms, int64_t *ret_count, GError **error);
bool letter_ceiling_of(
    Spool *spool, const char *mailbox, int64_t since_ms, int64_t *ret_count, GError **error);

/* One of the last letters to a correspondent. */
typedef struct {
	char *name; /* own */
	int64_t created_ms;
	int64_t sent_ms;     /* 0: not sent */
	int64_t received_ms; /* when the mail that it answers came; 0: it answers none */
} LetterPast;
void letter_past_free(LetterPast *past);
/* Of LetterPast, newest first. */
bool letter_ceiling_past(
    Spool *spool, const char *correspondent, int limit, GPtrArray **ret_past, GError **error);

/* When the letter that is the nth from the end to this correspondent is due, or 0: forwarded mails, or all others. */
typedef struct {
	const char *correspondent;
	bool forwards;
	int64_t nth; /* 1: the last */
} LetterPace;
bool letter_ceiling_due(
    Spool *spool, const LetterPace *pace, int64_t *ret_due_ms, GError **error);
/* Letters that wait beyond now because of a ceiling. */
bool letter_ceiling_waiting(Spool *spool, int64_t now_ms, int64_t *ret_count, GError **error);

/* What was held back on one ticket (0: on none) from one correspondent. */
typedef struct {
	int64_t ticket;
	const char *correspondent; /* borrowed */
	int64_t entry;             /* of the timeline, or 0 */
	int64_t times;
} HeldLetter;
/* Once more; sets times and entry as they are then. */
bool letter_ceiling_hold(Spool *spool, HeldLetter *held, int64_t now_ms, GError **error);
bool letter_ceiling_set_entry(Spool *spool, const HeldLetter *held, GError **error);
/* How many were held back on tickets where that last happened since then, and on how many. */
bool letter_ceiling_held(
    Spool *spool, int64_t since_ms, int64_t *ret_times, int64_t *ret_places, GError **error);

/* When the last mail came from a correspondent who is paused; 0: it is not. */
bool letter_ceiling_paused(
    Spool *spool, const char *correspondent, int64_t *ret_last_ms, GError **error);
bool letter_ceiling_pause(
    Spool *spool, const char *correspondent, int64_t last_ms, GError **error);
bool letter_ceiling_resume(Spool *spool, const char *correspondent, GError **error);
