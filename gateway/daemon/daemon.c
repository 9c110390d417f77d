/* SPDX-License-Identifier: Apache-2.0 */
/* When the next turn comes, and when a batch is full; loop.c does what a turn does. */
#include "gateway/daemon/daemon.h"

#include "gateway/util/log.h"

#define GATHER_MS 5 /* while batches follow each other, work gathers this long */
#define LATE_MS 20  /* and this long where nobody waits for it */

/* Sets the next turn to that time, unless it is earlier already. */
static void
turn_in(Daemon *daemon, int64_t wait_ms)
{
	int64_t at_us = g_get_monotonic_time() + wait_ms * 1000;

	if (daemon->turn != 0 && daemon->turn_us <= at_us)
		return;
	if (daemon->turn != 0)
		g_source_remove(daemon->turn);
	daemon->turn_us = at_us;
	daemon->turn = wait_ms <= 0
			   ? g_idle_add_full(G_PRIORITY_DEFAULT, daemon->on_turn, daemon, NULL)
			   : g_timeout_add((guint)wait_ms, daemon->on_turn, daemon);
}

void
daemon_go_on(Daemon *daemon)
{
	turn_in(daemon, 0);
}

void
daemon_wake(Daemon *daemon)
{
	int64_t since_ms = (g_get_monotonic_time() - daemon->turned_us) / 1000;

	turn_in(daemon, daemon->stopping ? 0 : GATHER_MS - since_ms);
}

void
daemon_wake_late(Daemon *daemon)
{
	turn_in(daemon, daemon->stopping ? 0 : LATE_MS);
}

void
daemon_note_hung(Daemon *daemon, const char *worker, const char *how)
{
	daemon->hung.times++;
	daemon->hung.at_ms = g_get_real_time() / 1000;
	g_free(daemon->hung.last);
	daemon->hung.last = g_strdup_printf("%s, %s", worker, how);
	log_write(LOG_ERROR, "casegate", "hung: %s", daemon->hung.last);
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
