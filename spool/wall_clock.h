/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What waits is measured by the wall clock, which can be set, and goes on while nobody serves the spool. Either must
 * not be taken for time that passed: what waits is moved along, so that it waits as long as it had left.
 */
#pragma once

#include "spool/database.h"

/* When the spool was last served, or 0. */
bool wall_clock_seen(Spool *spool, int64_t *ret_seen_ms, GError **error);
bool wall_clock_see(Spool *spool, int64_t now_ms, GError **error);

/* The clock shows now_ms where seen_ms was expected: what waited at seen_ms is moved by the difference, and so is what
 * the clock dated later than now_ms. Tickets only where it went back: forward depends on working hours
 * (gateway/desk/due.h). Tells only of what waits; what happened keeps the time that was noted then. */
bool wall_clock_move(Spool *spool, int64_t seen_ms, int64_t now_ms, GError **error);
