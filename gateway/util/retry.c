/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/util/retry.h"

void
retry_init(Retry *retry, int64_t longest_ms, void (*again)(void *data), void *data)
{
	*retry = (Retry){.longest_ms = longest_ms, .again = again, .data = data};
}

static int
on_wait_over(void *data)
{
	Retry *retry = data;

	retry->timer = 0;
	retry->again(retry->data);
	return G_SOURCE_REMOVE;
}

void
retry_failed(Retry *retry)
{
	int64_t now_us = g_get_monotonic_time();

	backoff_failed(&retry->backoff, now_us, retry->longest_ms);
	if (retry->timer != 0)
		g_source_remove(retry->timer);
	retry->timer =
	    g_timeout_add((guint)backoff_wait_ms(&retry->backoff, now_us), on_wait_over, retry);
}

void
retry_reset(Retry *retry)
{
	if (retry->timer != 0)
		g_source_remove(retry->timer);
	retry->timer = 0;
	backoff_worked(&retry->backoff);
}
