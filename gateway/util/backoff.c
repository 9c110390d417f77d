/* SPDX-License-Identifier: Apache-2.0 */
/* A quarter of a second, doubled with each failure, up to the longest; a fifth of it by chance. */
#include "gateway/util/backoff.h"

#include <glib.h>

#define FIRST_MS 250
#define DOUBLINGS_MAX 16

void
backoff_failed(Backoff *backoff, int64_t now_us, int64_t longest_ms)
{
	int64_t wait_ms = FIRST_MS * (INT64_C(1) << MIN(backoff->failures, DOUBLINGS_MAX));

	wait_ms = MIN(wait_ms, longest_ms);
	wait_ms -= g_random_int_range(0, (gint32)(wait_ms / 5) + 1);
	backoff->failures++;
	backoff->until_us = now_us + wait_ms * 1000;
}

void
backoff_worked(Backoff *backoff)
{
	*backoff = (Backoff){0};
}

bool
backoff_is_over(const Backoff *backoff, int64_t now_us)
{
	return now_us >= backoff->until_us;
}

int64_t
backoff_wait_ms(const Backoff *backoff, int64_t now_us)
{
	return MAX((backoff->until_us - now_us) / 1000 + 1, 1);
}
