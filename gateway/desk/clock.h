/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether time passed for those who wait. The wall clock can be set, the machine can sleep, and casegate may not have
 * run: nobody could answer then. So what waits is moved along, and waits as long as it had left, in working time where it
 * is that which counts: no letter is given up, no ticket closed, reminded or expired because of it, and none hangs until a
 * wrong date comes. Only an answer that was promised to a customer stays due when it was.
 */
#pragma once

#include "gateway/model/context.h"

typedef struct {
	int64_t wall_ms;   /* UTC */
	int64_t steady_ms; /* monotonic; it stands still while the machine sleeps */
} ClockReading;

typedef struct {
	ClockReading last;
	int64_t saved_ms; /* what the spool knows of it */
} Clock;

#define CLOCK_SLACK_MS 10000 /* less than that apart is no jump */
#define CLOCK_SAVED_MS (INT64_C(10) * 60 * 1000)

ClockReading clock_read(void);
/* To be called before anything is done by the clock, outside of a transaction; sets the context's now_ms. The spool learns
 * every CLOCK_SAVED_MS what time it is, so that the next start knows when this run was there last. */
bool clock_look(Context *context, Clock *clock, ClockReading now, GError **error);
/* At the end. */
bool clock_save(Context *context, Clock *clock, GError **error);
