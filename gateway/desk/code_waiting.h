/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails that wait for a code: how long, and what becomes of those that no right code came for. They stay held, for a
 * person.
 */
#pragma once

#include "gateway/model/context.h"
#include "spool/step_up.h"

#define CODE_WAITING_LASTS_MS (INT64_C(15) * 60 * 1000) /* since the letter left */
#define CODE_WAITING_TRIES 5
/* so many that died within a day, and no more is asked or taken of that contact in that time */
#define CODE_WAITING_DEAD_MOST 3

/* Whether so many of the contact's died of late. */
bool code_waiting_is_locked(
    Context *context, int64_t contact, bool *ret_locked, GError **error);
/* Asked by this letter, which has yet to leave. */
bool code_waiting_begin(Context *context, const StepUp *asked, GError **error);
/* The letter has left. */
bool code_waiting_sent(Context *context, int64_t letter, GError **error);
/* It ends without a right code, as its state says: the mail is for a person of the desk, who is told. */
bool code_waiting_give_up(Context *context, const StepUp *step_up, GError **error);

/* As desk_deadlines() and desk_next_deadline(). */
bool code_waiting_deadlines(Context *context, int limit, GError **error);
bool code_waiting_next_deadline(Context *context, int64_t *ret_next_ms, GError **error);
