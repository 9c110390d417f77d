/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/pace.h"

#define REFUSALS_AT_ONCE 12 /* a set of a thousand is halved to one by ten */
#define LONGEST_WAIT_MS (60 * 1000)

void
pace_init(Pace *pace, guint most)
{
	*pace = (Pace){.most = most, .size = most};
}

void
pace_worked(Pace *pace)
{
	pace->size = MIN(pace->size * 2, pace->most);
	pace->refusals = 0;
	backoff_worked(&pace->backoff);
}

void
pace_refused(Pace *pace, guint count, bool waits, int64_t now_us)
{
	pace->size = CLAMP(count / 2, 1, pace->most);
	pace->refusals++;
	if (waits || pace->refusals > REFUSALS_AT_ONCE)
		backoff_failed(&pace->backoff, now_us, LONGEST_WAIT_MS);
}

bool
pace_is_ready(const Pace *pace, int64_t now_us)
{
	return backoff_is_over(&pace->backoff, now_us);
}

void
pace_slow_down(Pace *pace)
{
	pace->size = 1;
}
