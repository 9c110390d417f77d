/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How many mails the next command is about. A refusal halves it, so that the one mail that a server cannot give or file
 * is soon alone in its command; success doubles it again. Pure.
 */
#pragma once

#include <glib.h>

#include "gateway/util/backoff.h"

typedef struct {
	guint most;
	guint size;      /* of the next set, 1 to most */
	guint refusals;  /* in a row */
	Backoff backoff; /* when the next command may come */
} Pace;

void pace_init(Pace *pace, guint most);
void pace_worked(Pace *pace);
/* count: how many the refused command was about. waits: the next may come after a while only, longer each time; where
 * refusals in a row show that not a single mail is to blame, it is so anyway. */
void pace_refused(Pace *pace, guint count, bool waits, int64_t now_us);
bool pace_is_ready(const Pace *pace, int64_t now_us);
/* Back to sets of one, as when something in what comes next ended a session. */
void pace_slow_down(Pace *pace);
