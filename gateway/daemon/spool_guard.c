/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To stand still, the parts that work on the spool are freed, their workers with them: whatever those would report has
 * nowhere to go, and what they were told may not be true any more. What stays answers calls and sends the alarm.
 */
#include "gateway/daemon/spool_guard.h"

#include <sysexits.h>
#include <systemd/sd-daemon.h>

#include "gateway/daemon/alarm.h"
#include "gateway/daemon/control_server.h"
#include "gateway/daemon/fulfilment_jobs.h"
#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/daemon/reader_pool.h"
#include "gateway/daemon/search_indexer.h"
#include "gateway/intake/verifier.h"
#include "gateway/util/log.h"

#define LOOK_MS 2000
#define ALARM_MS (30 * 1000) /* how long the end waits for the alarm to be sent */

struct SpoolGuard {
	Daemon *daemon; /* foreign */
	guint timer;    /* the next look, or the end; 0: none */
	GError *why;    /* own; why it stands still, or NULL */
};

static int
on_look(void *data)
{
	SpoolGuard *guard = data;
	g_autoptr(GError) error = NULL;

	if (spool_is_sound(guard->daemon->context->spool, &error))
		return G_SOURCE_CONTINUE;
	guard->timer = 0;
	spool_guard_stop(guard, error);
	return G_SOURCE_REMOVE;
}

SpoolGuard *
spool_guard_new(Daemon *daemon)
{
	SpoolGuard *guard = g_new0(SpoolGuard, 1);

	guard->daemon = daemon;
	guard->timer = g_timeout_add(LOOK_MS, on_look, guard);
	return guard;
}

void
spool_guard_free(SpoolGuard *guard)
{
	if (guard == NULL)
		return;
	g_clear_handle_id(&guard->timer, g_source_remove);
	g_clear_error(&guard->why);
	g_free(guard);
}

static void
end_work(Daemon *daemon)
{
	g_clear_pointer(&daemon->search_indexer, search_indexer_free);
	g_clear_pointer(&daemon->mailboxes, mailboxes_free);
	g_clear_pointer(&daemon->reader_pool, reader_pool_free);
	g_clear_pointer(&daemon->verifier, verifier_free);
	g_clear_pointer(&daemon->fulfilment_jobs, fulfilment_jobs_free);
	outgoing_stop(daemon->outgoing);
}

static int
on_end(void *data)
{
	SpoolGuard *guard = data;

	guard->timer = 0;
	g_main_loop_quit(guard->daemon->loop);
	return G_SOURCE_REMOVE;
}

static void
on_alarm_gone(void *data)
{
	SpoolGuard *guard = data;

	if (guard->daemon->exit_code != EX_OK)
		g_main_loop_quit(guard->daemon->loop);
}

bool
spool_guard_stop(SpoolGuard *guard, const GError *why)
{
	Daemon *daemon = guard->daemon;
	bool gone = g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_GONE);

	if (!gone && !g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_CORRUPT))
		return false;
	if (guard->why != NULL)
		return true;
	guard->why = g_error_copy(why);
	g_clear_handle_id(&guard->timer, g_source_remove);
	log_write(LOG_ERROR, "spool", "%s", why->message);
	sd_notifyf(0, "STATUS=%s", why->message);
	end_work(daemon);
	if (gone) {
		daemon->exit_code = EX_OSFILE;
		guard->timer = g_timeout_add(ALARM_MS, on_end, guard);
	}
	alarm_tell_standstill(daemon->alarm, why->message, on_alarm_gone, guard);
	daemon_wake(daemon);
	return true;
}

bool
spool_guard_stands_still(const SpoolGuard *guard)
{
	return guard->why != NULL;
}

void
spool_guard_turn(SpoolGuard *guard)
{
	if (guard->daemon->control_server != NULL)
		control_server_refuse(guard->daemon->control_server, guard->why);
	if (guard->daemon->stopping)
		g_main_loop_quit(guard->daemon->loop);
}
