/* SPDX-License-Identifier: Apache-2.0 */
/* When the next turn comes, and when a batch is full; what a turn does is the loop's. */
#include "gateway/daemon/daemon.h"

#define GATHER_MS 5 /* while batches follow each other, work gathers this long */
#define LATE_MS 20  /* and this long where nobody waits for it */

/* The turn that is to come comes at that time, unless one comes earlier. */
static void
turn_in(Daemon *gateway, int64_t wait_ms)
{
	int64_t at_us = g_get_monotonic_time() + wait_ms * 1000;

	if (gateway->turn != 0 && gateway->turn_us <= at_us)
		return;
	if (gateway->turn != 0)
		g_source_remove(gateway->turn);
	gateway->turn_us = at_us;
	gateway->turn =
	    wait_ms <= 0 ? g_idle_add_full(G_PRIORITY_DEFAULT, gateway->on_turn, gateway, NULL)
			 : g_timeout_add((guint)wait_ms, gateway->on_turn, gateway);
}

void
daemon_go_on(Daemon *gateway)
{
	turn_in(gateway, 0);
}

void
daemon_wake(Daemon *gateway)
{
	int64_t since_ms = (g_get_monotonic_time() - gateway->turned_us) / 1000;

	turn_in(gateway, gateway->stopping ? 0 : GATHER_MS - since_ms);
}

void
daemon_wake_late(Daemon *gateway)
{
	turn_in(gateway, gateway->stopping ? 0 : LATE_MS);
}

bool
batch_is_full(const Batch *batch)
{
	return batch->bytes == 0 || g_get_monotonic_time() >= batch->end_us;
}

void
batch_count(Batch *batch, size_t bytes)
{
	batch->bytes -= MIN(batch->bytes, bytes);
}
