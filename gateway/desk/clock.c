/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/clock.h"

#include "gateway/desk/due.h"
#include "gateway/util/log.h"
#include "gateway/util/time_format.h"
#include "spool/wall_clock.h"

ClockReading
clock_read(void)
{
	return (ClockReading){g_get_real_time() / 1000, g_get_monotonic_time() / 1000};
}

static bool
move(Context *context, int64_t expected_ms, GError **error)
{
	context->renewed = (DuePlace){0};
	return wall_clock_move(context->spool, expected_ms, context->now_ms, error) &&
	       (context->now_ms < expected_ms || due_move(context, expected_ms, error));
}

/* moved_from_ms: what was expected, or 0 where nothing jumped. */
static bool
write_time(Context *context, int64_t moved_from_ms, GError **error)
{
	Spool *spool = context->spool;

	if (!spool_begin(spool, error))
		return false;
	if ((moved_from_ms == 0 || move(context, moved_from_ms, error)) &&
	    wall_clock_see(spool, context->now_ms, error))
		return spool_commit(spool, error);
	spool_rollback(spool);
	return false;
}

/* A start after some time is nothing to warn of. */
static bool
jump(Context *context, int64_t expected_ms, bool at_start, GError **error)
{
	int64_t by_ms = context->now_ms - expected_ms;
	g_autofree char *span = time_format_span(ABS(by_ms));

	if (!write_time(context, expected_ms, error))
		return false;
	log_write(at_start && by_ms > 0 ? LOG_INFO : LOG_WARNING, "clock",
	    by_ms > 0
		? "%s passed in which casegate did not run, or the clock was set forward: "
		  "what waits, waits as long as it had left"
		: "the clock was set back by %s: what waits, waits as long as it had left",
	    span);
	context->notices_ms = 0;
	return true;
}

bool
clock_look(Context *context, Clock *clock, ClockReading now, GError **error)
{
	ClockReading last = clock->last;
	int64_t expected_ms = 0;

	context->now_ms = now.wall_ms;
	if (last.wall_ms == 0) {
		if (!wall_clock_seen(context->spool, &last.wall_ms, error))
			return false;
		if (last.wall_ms == 0)
			last.wall_ms = now.wall_ms;
		last.steady_ms = now.steady_ms;
	}
	expected_ms = last.wall_ms + (now.steady_ms - last.steady_ms);
	if (ABS(now.wall_ms - expected_ms) > CLOCK_SLACK_MS) {
		if (!jump(context, expected_ms, clock->last.wall_ms == 0, error))
			return false;
		clock->saved_ms = now.wall_ms;
	} else if (now.wall_ms - clock->saved_ms >= CLOCK_SAVED_MS) {
		if (!clock_save(context, clock, error))
			return false;
	}
	clock->last = now;
	return true;
}

bool
clock_save(Context *context, Clock *clock, GError **error)
{
	if (!write_time(context, 0, error))
		return false;
	clock->saved_ms = context->now_ms;
	return true;
}
