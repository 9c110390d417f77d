/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codes that the senders of held mails were asked for. Each mail has at most one that is open; the code itself is in no
 * row (gateway/letters/letter_code.h).
 */
#pragma once

#include "spool/database.h"

typedef enum {
	STEP_UP_OPEN,
	STEP_UP_CONFIRMED, /* the right code came: it counts once */
	STEP_UP_DEAD,      /* too many wrong ones */
	STEP_UP_EXPIRED,
	STEP_UP_REPLACED, /* another was asked for the same mail */
	STEP_UP_DENIED,   /* who was asked says that the mail is not theirs */
} StepUpState;
const char *step_up_state_name(StepUpState state);

typedef enum {
	STEP_UP_LETTER, /* the code that the letter carries */
	STEP_UP_APP,    /* that of the contact's authenticator app */
} StepUpKind;

typedef struct {
	int64_t id;
	int64_t mail;    /* that waits for it */
	int64_t letter;  /* that asked */
	int64_t contact; /* of whom */
	StepUpKind kind;
	StepUpState state;
	int64_t tries; /* wrong codes */
	int64_t created_ms;
	int64_t expires_ms;
} StepUp;
void step_up_free(StepUp *step_up);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(StepUp, step_up_free)

/* An open one; what was open for the mail is replaced. All of the struct is read but id and state. */
bool step_up_add(Spool *spool, const StepUp *step_up, GError **error);
/* The one that this letter asked for, else the newest of this mail; NULL where there is none (no error). */
bool step_up_find(
    Spool *spool, int64_t letter, int64_t mail, StepUp **ret_step_up, GError **error);
/* Writes back state and tries; now_ms: when it ended, if it did. */
bool step_up_save(Spool *spool, const StepUp *step_up, int64_t now_ms, GError **error);
/* The letter has left: its time begins. */
bool step_up_sent(Spool *spool, int64_t letter, int64_t expires_ms, GError **error);
/* Open ones whose time is over, oldest first. */
bool step_up_due(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_step_ups, GError **error);
/* When the next of them is over, or 0. */
bool step_up_next_due(Spool *spool, int64_t *ret_due_ms, GError **error);
/* How many of this contact died since then. */
bool step_up_count_dead(
    Spool *spool, int64_t contact, int64_t since_ms, int64_t *ret_count, GError **error);
/* Whether a mail of this contact waits for the code of an app. */
bool step_up_waits_for_app(Spool *spool, int64_t contact, bool *ret_waits, GError **error);
/* How many mails wait for a code. */
bool step_up_count_open(Spool *spool, int64_t *ret_count, GError **error);
