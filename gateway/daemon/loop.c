/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a mail, top to bottom: turn() is one batch, one transaction over everything that is ready. What comes
 * from the workers waits in the lists of fetchers, readers, senders and control; what they are to be told waits until
 * COMMIT has returned.
 */
#include "gateway/daemon/loop.h"

#include <glib-unix.h>
#include <signal.h>
#include <sys/signalfd.h>
#include <sysexits.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include "gateway/daemon/alarm.h"
#include "gateway/daemon/control_server.h"
#include "gateway/daemon/fulfilment_jobs.h"
#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/daemon/reader_pool.h"
#include "gateway/daemon/search_indexer.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/notifications.h"
#include "gateway/intake/verifier.h"
#include "gateway/util/log.h"
#include "gateway/workers/sandbox.h"
#include "rules/diagnostic.h"

#define STOP_MS 3000       /* how long letters on their way are waited for at the end */
#define DUE_AT_ONCE 100    /* tickets that time moves in one batch */
#define PAUSE_FIRST_MS 500 /* after a batch that failed */
#define PAUSE_LONGEST_MS 30000
#define LONGEST_SLEEP_MS (INT64_C(60) * 60 * 1000)

/* All work of a batch: the desk's commands first, because somebody waits for them; then in the order in which a mail
 * passes through. What comes in may take half of the batch, so that what is there goes on too. */
static bool
order(Daemon *gateway, GError **error)
{
	int64_t now_us = g_get_monotonic_time();
	Batch intake = {now_us + BATCH_US / 2, BATCH_BYTES};
	Batch batch = {now_us + BATCH_US, BATCH_BYTES};

	return (gateway->control == NULL ||
		   control_server_serve(gateway->control, &batch, error)) &&
	       mailboxes_take_in(gateway->fetchers, &intake, error) &&
	       reader_pool_decide(gateway->readers, &batch, error) &&
	       outgoing_record(gateway->senders, error) &&
	       fulfilment_jobs_record(gateway->commands, error) &&
	       (gateway->context->dry_run ||
		   apply_time(gateway->context, DUE_AT_ONCE, error)) &&
	       notifications_write(
		   gateway->context, !reader_pool_are_quiet(gateway->readers), error);
}

static void
tell_committed(Daemon *gateway)
{
	mailboxes_committed(gateway->fetchers);
	reader_pool_committed(gateway->readers);
	outgoing_committed(gateway->senders);
	fulfilment_jobs_committed(gateway->commands);
	if (gateway->control != NULL)
		control_server_committed(gateway->control);
}

static void
tell_undone(Daemon *gateway)
{
	mailboxes_undone(gateway->fetchers);
	reader_pool_undone(gateway->readers);
	outgoing_undone(gateway->senders);
	fulfilment_jobs_undone(gateway->commands);
	notifications_undone(gateway->context);
	if (gateway->control != NULL)
		control_server_undone(gateway->control);
}

static bool
try_batch(Daemon *gateway, GError **error)
{
	if (!spool_begin(gateway->context->spool, error))
		return false;
	if (order(gateway, error) && spool_commit(gateway->context->spool, error)) {
		tell_committed(gateway);
		return true;
	}
	spool_rollback(gateway->context->spool);
	tell_undone(gateway);
	return false;
}

static bool
do_batch(Daemon *gateway, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (try_batch(gateway, &why))
		return true;
	if (reader_pool_want_care(gateway->readers))
		return try_batch(gateway, error);
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

/* While nothing can be written, questions are answered still, and what would write is refused for now. */
static void
serve_commands(Daemon *gateway)
{
	Batch batch = {g_get_monotonic_time() + BATCH_US, BATCH_BYTES};
	g_autoptr(GError) error = NULL;

	if (gateway->control == NULL)
		return;
	if (spool_begin(gateway->context->spool, &error) &&
	    control_server_serve(gateway->control, &batch, &error) &&
	    spool_commit(gateway->context->spool, &error)) {
		control_server_committed(gateway->control);
		return;
	}
	spool_rollback(gateway->context->spool);
	control_server_refuse(gateway->control, error);
}

/* What the workers may do next. */
static bool
hand_out(Daemon *gateway, GError **error)
{
	if (gateway->stopping)
		return true;
	if (gateway->context->dry_run)
		return reader_pool_give(gateway->readers, error);
	return reader_pool_give(gateway->readers, error) &&
	       outgoing_give(gateway->senders, error) &&
	       fulfilment_jobs_give(gateway->commands, error);
}

static int
on_alarm_clock(void *data)
{
	Daemon *gateway = data;

	gateway->alarm_clock = 0;
	gateway->paused = false;
	daemon_wake(gateway);
	return G_SOURCE_REMOVE;
}

static void
set_alarm_clock(Daemon *gateway, int64_t wait_ms)
{
	if (gateway->alarm_clock != 0)
		g_source_remove(gateway->alarm_clock);
	gateway->alarm_clock =
	    g_timeout_add((guint)CLAMP(wait_ms, 1, LONGEST_SLEEP_MS), on_alarm_clock, gateway);
}

/* Sleeps until a ticket, a letter or a notification is due. */
static bool
sleep_until_due(Daemon *gateway, GError **error)
{
	int64_t now_ms = gateway->context->now_ms;
	int64_t ticket_ms = 0;
	int64_t letter_ms = 0;
	int64_t command_ms = 0;
	int64_t wait_ms = LONGEST_SLEEP_MS;

	if (!apply_next_time(gateway->context, &ticket_ms, error) ||
	    !outgoing_next_due(gateway->senders, &letter_ms, error) ||
	    !fulfilment_jobs_next_due(gateway->commands, &command_ms, error))
		return false;
	if (ticket_ms != 0)
		wait_ms = MIN(wait_ms, ticket_ms - now_ms);
	if (letter_ms != 0)
		wait_ms = MIN(wait_ms, letter_ms - now_ms);
	if (command_ms != 0)
		wait_ms = MIN(wait_ms, command_ms - now_ms);
	if (gateway->context->notices_ms < G_MAXINT64 &&
	    reader_pool_are_quiet(gateway->readers))
		wait_ms = MIN(wait_ms, gateway->context->notices_ms - now_ms);
	set_alarm_clock(gateway, wait_ms);
	return true;
}

static void
pause_after(Daemon *gateway, const GError *error)
{
	gateway->pause_ms = gateway->pause_ms == 0
				? PAUSE_FIRST_MS
				: MIN(gateway->pause_ms * 2, PAUSE_LONGEST_MS);
	log_write(LOG_ERROR, "spool", "%s; tried again in %.1f s, nothing is lost",
	    error->message, (double)gateway->pause_ms / 1000);
	g_free(gateway->trouble);
	gateway->trouble = g_strdup(error->message);
	gateway->paused = true;
	set_alarm_clock(gateway, gateway->pause_ms);
}

/* Once nothing is on its way any more. What fails here fails at the next commit too, and is told there. */
static void
rest_if_quiet(Daemon *gateway)
{
	g_autoptr(GError) error = NULL;

	if (mailboxes_are_quiet(gateway->fetchers) && reader_pool_are_quiet(gateway->readers) &&
	    outgoing_are_quiet(gateway->senders) &&
	    !spool_rest(gateway->context->spool, &error))
		log_write(LOG_WARNING, "spool", "%s", error->message);
}

static void
take_turn(Daemon *gateway)
{
	g_autoptr(GError) error = NULL;

	gateway->context->now_ms = g_get_real_time() / 1000;
	if (gateway->paused) {
		serve_commands(gateway);
		return;
	}
	if (!do_batch(gateway, &error) || !hand_out(gateway, &error) ||
	    !sleep_until_due(gateway, &error)) {
		pause_after(gateway, error);
		serve_commands(gateway);
		return;
	}
	gateway->pause_ms = 0;
	g_clear_pointer(&gateway->trouble, g_free);
	rest_if_quiet(gateway);
	search_indexer_wake(gateway->indexer);
	if (gateway->stopping && outgoing_drain(gateway->senders) &&
	    fulfilment_jobs_drain(gateway->commands))
		g_main_loop_quit(gateway->loop);
}

static int
turn(void *data)
{
	Daemon *gateway = data;

	gateway->turn = 0;
	take_turn(gateway);
	gateway->turned_us = g_get_monotonic_time();
	return G_SOURCE_REMOVE;
}

static void
read_again(void *data)
{
	reader_pool_look_again(((Daemon *)data)->readers);
}

static void
index_now(void *data)
{
	search_indexer_hurry(((Daemon *)data)->indexer);
}

static json_t *
workers(void *data)
{
	Daemon *gateway = data;

	return json_pack("{s:i, s:s?, s:o, s:o, s:o, s:o}", "pid", (int)getpid(), "trouble",
	    gateway->trouble, "mailboxes", mailboxes_status(gateway->fetchers), "readers",
	    reader_pool_status(gateway->readers), "verifier",
	    verifier_status(gateway->verifier), "outgoing", outgoing_status(gateway->senders));
}

static void
list_mistakes(const GPtrArray *diagnostics)
{
	for (unsigned i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		log_write(LOG_ERROR, "configuration", "%s", text);
	}
}

/* SIGHUP: all of the new configuration or nothing of it. */
static void
reload(Daemon *gateway)
{
	g_autoptr(GPtrArray) diagnostics =
	    g_ptr_array_new_with_free_func((GDestroyNotify)diagnostic_free);
	g_autoptr(GError) error = NULL;
	Config *config = config_load(gateway->config_file, diagnostics);

	list_mistakes(diagnostics);
	if (config == NULL || !context_take_config(gateway->context, config, &error)) {
		if (error != NULL)
			log_write(LOG_ERROR, "configuration", "%s", error->message);
		log_write(
		    LOG_ERROR, "configuration", "the new one is wrong, the old one stays");
		config_free(config);
		return;
	}
	mailboxes_renew(gateway->fetchers);
	outgoing_renew(gateway->senders);
	log_write(LOG_INFO, "configuration", "read again");
	daemon_wake(gateway);
}

static int
on_stop_late(void *data)
{
	g_main_loop_quit(((Daemon *)data)->loop);
	return G_SOURCE_REMOVE;
}

/* SIGTERM: nothing new is begun; what is ready is committed, letters on their way are waited for a moment. */
static void
stop(Daemon *gateway)
{
	if (gateway->stopping)
		return;
	gateway->stopping = true;
	sd_notify(0, "STOPPING=1");
	g_timeout_add(STOP_MS, on_stop_late, gateway);
	gateway->paused = false;
	daemon_wake(gateway);
}

static int
on_signal(int fd, GIOCondition condition, void *data)
{
	struct signalfd_siginfo info = {0};

	(void)condition;
	if (read(fd, &info, sizeof info) != sizeof info)
		return G_SOURCE_CONTINUE;
	if (info.ssi_signo == SIGHUP)
		reload(data);
	else
		stop(data);
	return G_SOURCE_CONTINUE;
}

static int
watch_signals(Daemon *gateway)
{
	sigset_t signals;
	int fd = -1;

	sigemptyset(&signals);
	sigaddset(&signals, SIGTERM);
	sigaddset(&signals, SIGINT);
	sigaddset(&signals, SIGHUP);
	sigprocmask(SIG_BLOCK, &signals, NULL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGXFSZ, SIG_IGN); /* a file that may not grow is an error of the spool */
	fd = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
	g_unix_fd_add(fd, G_IO_IN, on_signal, gateway);
	return fd;
}

static int
on_watchdog(void *data)
{
	(void)data;
	sd_notify(0, "WATCHDOG=1");
	return G_SOURCE_CONTINUE;
}

static void
tell_systemd(void)
{
	uint64_t interval_us = 0;

	if (sd_watchdog_enabled(0, &interval_us) > 0)
		g_timeout_add((guint)(interval_us / 2000), on_watchdog, NULL);
	sd_notify(0, "READY=1");
}

static void
gateway_close(Daemon *gateway)
{
	g_autoptr(GError) error = NULL;

	search_indexer_free(gateway->indexer);
	alarm_free(gateway->alarm);
	control_server_free(gateway->control);
	mailboxes_free(gateway->fetchers);
	reader_pool_free(gateway->readers);
	verifier_free(gateway->verifier);
	outgoing_free(gateway->senders);
	fulfilment_jobs_free(gateway->commands);
	if (!spool_checkpoint(gateway->context->spool, &error))
		log_write(LOG_WARNING, "spool", "%s", error->message);
	context_close(gateway->context);
	g_free(gateway->config_file);
	g_free(gateway->trouble);
	g_main_loop_unref(gateway->loop);
}

static void
on_verified(void *data)
{
	daemon_wake(data);
}

int
loop_run(Context *take_office, const char *config_file)
{
	Daemon gateway = {.context = take_office, .config_file = g_strdup(config_file)};
	g_autoptr(GError) error = NULL;
	int signals = -1;
	int code = EX_OK;

	sandbox_close_memory();
	if (sandbox_lacks() != NULL)
		log_write(LOG_WARNING, "casegate", "%s", sandbox_lacks());
	gateway.loop = g_main_loop_new(NULL, false);
	gateway.on_turn = turn;
	take_office->workers = workers;
	take_office->read_again = read_again;
	take_office->index_now = index_now;
	take_office->running = &gateway;
	signals = watch_signals(&gateway);
	gateway.indexer = search_indexer_new(&gateway);
	gateway.verifier = verifier_new(on_verified, &gateway);
	gateway.readers = reader_pool_new(&gateway);
	gateway.senders = outgoing_new(&gateway);
	gateway.commands = fulfilment_jobs_new(&gateway);
	if (!take_office->dry_run)
		gateway.control = control_server_new(&gateway, &error);
	if (error != NULL) {
		log_write(LOG_ERROR, "control", "%s", error->message);
		code = EX_CONFIG;
	} else {
		gateway.fetchers = mailboxes_new(&gateway);
		if (!take_office->dry_run)
			gateway.alarm = alarm_new(&gateway);
		tell_systemd();
		log_write(LOG_INFO, "casegate", "runs");
		daemon_wake(&gateway);
		g_main_loop_run(gateway.loop);
	}
	gateway_close(&gateway);
	close(signals);
	return code;
}
