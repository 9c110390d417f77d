/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One mail at a time, between turns of the loop, and only while no other mail waits for clamd. Before it is asked it is
 * counted that it was, so that a mail over which clamd falls is not given to it for ever.
 */
#include "gateway/daemon/rescanner.h"

#include "gateway/daemon/scanner.h"
#include "gateway/desk/late_scan.h"
#include "gateway/util/log.h"
#include "spool/mail.h"
#include "spool/mail_scan.h"

#define ASKED_MS 50
#define NEXT_MS 10
#define LOOK_MS 2000 /* there is nothing to ask, or nobody */

struct Rescanner {
	Daemon *daemon; /* foreign */
	guint timer;
	int64_t mail; /* that is asked about, or was last */
	bool asks;
};

/* Done, or not at all. */
static bool
keep(Spool *spool, bool good, GError **error)
{
	if (good)
		return spool_commit(spool, error);
	spool_rollback(spool);
	return false;
}

static bool
count_try(Rescanner *rescanner, GError **error)
{
	Spool *spool = rescanner->daemon->context->spool;

	return spool_begin(spool, error) &&
	       keep(spool, mail_scan_try(spool, rescanner->mail, error), error);
}

/* One whose bytes are gone is counted, too. */
static bool
ask_next(Rescanner *rescanner, guint *ret_wait_ms, GError **error)
{
	Daemon *daemon = rescanner->daemon;
	Spool *spool = daemon->context->spool;
	g_autoptr(GBytes) raw = NULL;

	if (!mail_scan_next(spool, rescanner->mail, &rescanner->mail, error))
		return false;
	if (rescanner->mail == 0)
		return true;
	*ret_wait_ms = NEXT_MS;
	if (!count_try(rescanner, error))
		return false;
	raw = mail_raw(spool, rescanner->mail, NULL);
	if (raw == NULL)
		return true;
	scanner_give(daemon->scanner, rescanner->mail, raw);
	rescanner->asks = true;
	*ret_wait_ms = ASKED_MS;
	return true;
}

static bool
take_answer(Rescanner *rescanner, guint *ret_wait_ms, GError **error)
{
	Daemon *daemon = rescanner->daemon;
	Context *context = daemon->context;
	unsigned marks = 0;
	const char *said = NULL;
	ScannerAnswer answer = scanner_answer(daemon->scanner, rescanner->mail, &marks, &said);
	bool good = true;

	*ret_wait_ms = answer == SCANNER_ASKS ? ASKED_MS : NEXT_MS;
	if (answer == SCANNER_ASKS)
		return true;
	rescanner->asks = false;
	if (answer == SCANNER_ANSWERED) {
		context->now_ms = clock_read().wall_ms;
		good = spool_begin(context->spool, error) &&
		       keep(context->spool,
			   late_scan_take(context, rescanner->mail, marks, said, error), error);
	}
	scanner_forget(daemon->scanner, rescanner->mail);
	return good;
}

static int
on_time(void *data)
{
	Rescanner *rescanner = data;
	Daemon *daemon = rescanner->daemon;
	g_autoptr(GError) error = NULL;
	guint wait_ms = LOOK_MS;
	bool good = true;

	if (rescanner->asks)
		good = take_answer(rescanner, &wait_ms, &error);
	else if (scanner_is_idle(daemon->scanner) && !daemon->paused && !daemon->stopping)
		good = ask_next(rescanner, &wait_ms, &error);
	if (!good)
		log_write(LOG_WARNING, "scan", "%s; tried again later", error->message);
	rescanner->timer = g_timeout_add(good ? wait_ms : LOOK_MS, on_time, rescanner);
	return G_SOURCE_REMOVE;
}

Rescanner *
rescanner_new(Daemon *daemon)
{
	Rescanner *rescanner = g_new0(Rescanner, 1);

	rescanner->daemon = daemon;
	if (!daemon->context->dry_run)
		rescanner->timer = g_timeout_add(LOOK_MS, on_time, rescanner);
	return rescanner;
}

void
rescanner_free(Rescanner *rescanner)
{
	if (rescanner == NULL)
		return;
	if (rescanner->timer != 0)
		g_source_remove(rescanner->timer);
	g_free(rescanner);
}
