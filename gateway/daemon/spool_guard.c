/* SPDX-License-Identifier: Apache-2.0 */
/*
 * To stand still, the parts that work on the spool are freed, their workers with them: whatever those would report has
 * nowhere to go, and what they were told may not be true any more. What stays answers calls and sends the alarm.
 *
 * A check that cannot be made now, because a backup is, or that has to give way to a log that grows, is made later. Until
 * it was, the spool counts as one that was cut off.
 */
#include "gateway/daemon/spool_guard.h"

#include <sysexits.h>
#include <systemd/sd-daemon.h>

#include "gateway/daemon/alarm.h"
#include "gateway/daemon/control_server.h"
#include "gateway/daemon/forgetter.h"
#include "gateway/daemon/fulfilment_jobs.h"
#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/daemon/reader_pool.h"
#include "gateway/daemon/rescanner.h"
#include "gateway/daemon/scanner.h"
#include "gateway/daemon/search_indexer.h"
#include "gateway/intake/verifier.h"
#include "gateway/ipc/child.h"
#include "gateway/util/log.h"
#include "spool/unclean_end.h"

#define LOOK_MS 2000
#define CHECK_MS 1000 /* behind the start */
#define CHECK_AGAIN_MS (60 * 1000)
#define ALARM_MS (30 * 1000) /* how long the end waits for the alarm to be sent */

/* What was deleted is in the log so long at most; in a build that tests kill, no test waits a minute for it. */
#ifdef FAILPOINTS
#define LOG_KEPT_US (G_GINT64_CONSTANT(3) * 1000000)
#else
#define LOG_KEPT_US (G_GINT64_CONSTANT(60) * 1000000)
#endif

struct SpoolGuard {
	Daemon *daemon;    /* foreign */
	int64_t logged_us; /* since when the log holds something, monotonic; 0: it does not */
	guint timer;       /* the next look, or the end; 0: none */
	GError *why;       /* own; why it stands still, or NULL */
	bool unclean;      /* the file is to be looked through */
	guint check;       /* timer of that, or 0 */
	Child *child;      /* own; that does so, or NULL */
};

/* Between the turns of the loop, so within no transaction. */
static void
look_at_log(SpoolGuard *guard)
{
	int64_t now_us = g_get_monotonic_time();
	g_autoptr(GError) error = NULL;

	if (!spool_has_log(guard->daemon->context->spool)) {
		guard->logged_us = 0;
		return;
	}
	if (guard->logged_us == 0)
		guard->logged_us = now_us;
	if (now_us - guard->logged_us < LOG_KEPT_US)
		return;
	guard->logged_us = 0;
	if (!spool_empty_log(guard->daemon->context->spool, &error))
		log_write(LOG_WARNING, "spool", "%s", error->message);
}

static int
on_look(void *data)
{
	SpoolGuard *guard = data;
	g_autoptr(GError) error = NULL;

	if (!guard->daemon->paused)
		look_at_log(guard);
	if (guard->child != NULL && spool_is_held_too_long(guard->daemon->context->spool))
		child_kill(guard->child);
	if (spool_is_sound(guard->daemon->context->spool, &error))
		return G_SOURCE_CONTINUE;
	guard->timer = 0;
	spool_guard_stop(guard, error);
	return G_SOURCE_REMOVE;
}

static void
on_frame(Child *child, Frame *frame, void *data)
{
	SpoolGuard *guard = data;
	const char *text = NULL;
	guchar scope = TROUBLE_TEMPORARY;

	(void)child;
	if (frame->type == FRAME_HEARD) {
		guard->unclean = false;
		log_write(LOG_INFO, "spool", "its file is sound");
	} else if (frame->type == FRAME_TROUBLE) {
		g_variant_get(frame->body, "(y&s)", &scope, &text);
		if (scope == TROUBLE_ACCOUNT) {
			spool_condemn(guard->daemon->context->spool, text);
			daemon_wake(guard->daemon);
		} else {
			log_write(LOG_WARNING, "spool", "%s", text);
		}
	}
}

static int on_check(void *data);

static void
on_checked(Child *child, bool good, const char *how, void *data)
{
	SpoolGuard *guard = data;

	(void)good;
	(void)how;
	child_free(child);
	guard->child = NULL;
	spool_let_go(guard->daemon->context->spool);
	if (guard->unclean)
		guard->check = g_timeout_add(CHECK_AGAIN_MS, on_check, guard);
}

/* Within no transaction: the loop has none open between its turns. */
static int
on_check(void *data)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_checked};
	SpoolGuard *guard = data;
	Context *context = guard->daemon->context;
	g_autofree char *path = g_build_filename(context->state_directory, "spool.db", NULL);
	g_autoptr(GError) error = NULL;
	GVariantDict settings;

	guard->check = 0;
	if (spool_hold_still(context->spool, &error)) {
		g_variant_dict_init(&settings, NULL);
		g_variant_dict_insert(&settings, "path", "s", path);
		guard->child = child_start(
		    "check-spool", g_variant_dict_end(&settings), &EVENTS, guard, &error);
		if (guard->child != NULL)
			return G_SOURCE_REMOVE;
		spool_let_go(context->spool);
	}
	log_write(LOG_WARNING, "spool", "it is checked later: %s", error->message);
	guard->check = g_timeout_add(CHECK_AGAIN_MS, on_check, guard);
	return G_SOURCE_REMOVE;
}

/* What fails here fails at the first batch too, and is reported there. */
static void
note_start(SpoolGuard *guard)
{
	Spool *spool = guard->daemon->context->spool;

	if (guard->daemon->context->dry_run || !unclean_end_get(spool, &guard->unclean, NULL))
		return;
	if (guard->unclean) {
		log_write(
		    LOG_INFO, "spool", "the gateway was cut off: its file is looked through");
		guard->check = g_timeout_add(CHECK_MS, on_check, guard);
	} else {
		unclean_end_set(spool, true, NULL);
	}
}

static void
note_end(SpoolGuard *guard)
{
	if (!guard->daemon->context->dry_run && !guard->unclean && guard->why == NULL)
		unclean_end_set(guard->daemon->context->spool, false, NULL);
}

SpoolGuard *
spool_guard_new(Daemon *daemon)
{
	SpoolGuard *guard = g_new0(SpoolGuard, 1);

	guard->daemon = daemon;
	guard->timer = g_timeout_add(LOOK_MS, on_look, guard);
	note_start(guard);
	return guard;
}

static void
end_check(SpoolGuard *guard)
{
	g_clear_handle_id(&guard->check, g_source_remove);
	if (guard->child == NULL)
		return;
	g_clear_pointer(&guard->child, child_free);
	spool_let_go(guard->daemon->context->spool);
}

void
spool_guard_free(SpoolGuard *guard)
{
	if (guard == NULL)
		return;
	end_check(guard);
	note_end(guard);
	g_clear_handle_id(&guard->timer, g_source_remove);
	g_clear_error(&guard->why);
	g_free(guard);
}

static void
end_work(Daemon *daemon)
{
	g_clear_pointer(&daemon->search_indexer, search_indexer_free);
	g_clear_pointer(&daemon->forgetter, forgetter_free);
	g_clear_pointer(&daemon->mailboxes, mailboxes_free);
	g_clear_pointer(&daemon->reader_pool, reader_pool_free);
	g_clear_pointer(&daemon->verifier, verifier_free);
	g_clear_pointer(&daemon->rescanner, rescanner_free);
	g_clear_pointer(&daemon->scanner, scanner_free);
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
	end_check(guard);
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
