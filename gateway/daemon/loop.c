/* SPDX-License-Identifier: Apache-2.0 */
/*
 * turn() is one batch, one transaction over everything that is ready, in the order in which a mail passes through. What
 * comes from the workers waits in the lists of the parts (daemon.h); what is sent to the workers waits until COMMIT has
 * returned.
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
#include "gateway/daemon/desk_outbox.h"
#include "gateway/daemon/forgetter.h"
#include "gateway/daemon/fulfilment_jobs.h"
#include "gateway/daemon/health.h"
#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/metrics_file.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/daemon/reader_pool.h"
#include "gateway/daemon/rescanner.h"
#include "gateway/daemon/scanner.h"
#include "gateway/daemon/search_indexer.h"
#include "gateway/daemon/spool_guard.h"
#include "gateway/daemon/web_server.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/notifications.h"
#include "gateway/intake/verifier.h"
#include "gateway/util/json_print.h"
#include "gateway/util/log.h"
#include "gateway/workers/sandbox.h"
#include "rules/diagnostic.h"

#define STOP_MS 3000       /* how long letters on their way are waited for at the end */
#define DUE_AT_ONCE 100    /* tickets whose deadline is handled in one batch */
#define PAUSE_FIRST_MS 500 /* after a batch that failed */
#define PAUSE_LONGEST_MS 30000
#define LONGEST_SLEEP_MS CLOCK_SAVED_MS

/* All work of a batch: calls first, because somebody waits for them; then in the order in which a mail passes through.
 * Intake may take half of the batch, so that mails that are stored already go on too. */
static bool
do_work(Daemon *daemon, GError **error)
{
	int64_t now_us = g_get_monotonic_time();
	Batch pages = {now_us + BATCH_US / 4, BATCH_BYTES};
	Batch intake = {now_us + BATCH_US / 2, BATCH_BYTES};
	Batch batch = {now_us + BATCH_US, BATCH_BYTES};

	return (daemon->control_server == NULL ||
		   control_server_serve(daemon->control_server, &batch, error)) &&
	       web_server_serve(daemon->web_server, &pages, error) &&
	       mailboxes_take_in(daemon->mailboxes, &intake, error) &&
	       reader_pool_decide(daemon->reader_pool, &batch, error) &&
	       outgoing_record(daemon->outgoing, error) &&
	       fulfilment_jobs_record(daemon->fulfilment_jobs, error) &&
	       desk_outbox_record(daemon->desk_outbox, &batch, error) &&
	       (daemon->context->dry_run ||
		   desk_deadlines(daemon->context, DUE_AT_ONCE, error)) &&
	       notifications_write(
		   daemon->context, !reader_pool_are_quiet(daemon->reader_pool), error);
}

static void
parts_committed(Daemon *daemon)
{
	mailboxes_committed(daemon->mailboxes);
	if (!daemon->context->dry_run)
		mail_log_taken(&daemon->mail_log, daemon->context);
	reader_pool_committed(daemon->reader_pool);
	outgoing_committed(daemon->outgoing);
	fulfilment_jobs_committed(daemon->fulfilment_jobs);
	desk_outbox_committed(daemon->desk_outbox);
	if (daemon->control_server != NULL)
		control_server_committed(daemon->control_server);
	web_server_committed(daemon->web_server);
}

static void
parts_undone(Daemon *daemon)
{
	mailboxes_undone(daemon->mailboxes);
	reader_pool_undone(daemon->reader_pool);
	outgoing_undone(daemon->outgoing);
	fulfilment_jobs_undone(daemon->fulfilment_jobs);
	desk_outbox_undone(daemon->desk_outbox);
	notifications_undone(daemon->context);
	if (daemon->control_server != NULL)
		control_server_undone(daemon->control_server);
	web_server_undone(daemon->web_server);
}

static bool
commit(Context *context, GError **error)
{
	int64_t began_us = g_get_monotonic_time();

	if (!spool_commit(context->spool, error))
		return false;
	histogram_add(&context->commits, g_get_monotonic_time() - began_us);
	return true;
}

static bool
try_batch(Daemon *daemon, GError **error)
{
	if (!spool_begin(daemon->context->spool, error))
		return false;
	if (do_work(daemon, error) && commit(daemon->context, error)) {
		parts_committed(daemon);
		return true;
	}
	spool_rollback(daemon->context->spool);
	parts_undone(daemon);
	return false;
}

static bool
do_batch(Daemon *daemon, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (try_batch(daemon, &why))
		return true;
	if (reader_pool_want_care(daemon->reader_pool))
		return try_batch(daemon, error);
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

/* While nothing can be written, calls that only read are served still, and those that write are refused. */
static void
serve_calls(Daemon *daemon)
{
	Batch batch = {g_get_monotonic_time() + BATCH_US, BATCH_BYTES};
	g_autoptr(GError) error = NULL;

	if (daemon->control_server == NULL)
		return;
	if (spool_begin(daemon->context->spool, &error) &&
	    control_server_serve(daemon->control_server, &batch, &error) &&
	    web_server_serve(daemon->web_server, &batch, &error) &&
	    spool_commit(daemon->context->spool, &error)) {
		control_server_committed(daemon->control_server);
		web_server_committed(daemon->web_server);
		return;
	}
	spool_rollback(daemon->context->spool);
	control_server_refuse(daemon->control_server, error);
	web_server_refuse(daemon->web_server, error);
}

/* Gives the workers what they may do next. */
static bool
give_work(Daemon *daemon, GError **error)
{
	if (daemon->stopping)
		return true;
	if (daemon->context->dry_run)
		return reader_pool_give(daemon->reader_pool, error);
	return reader_pool_give(daemon->reader_pool, error) &&
	       outgoing_give(daemon->outgoing, error) &&
	       fulfilment_jobs_give(daemon->fulfilment_jobs, error) &&
	       desk_outbox_give(daemon->desk_outbox, error);
}

static int
on_due_timer(void *data)
{
	Daemon *daemon = data;

	daemon->due_timer = 0;
	daemon->paused = false;
	daemon_wake(daemon);
	return G_SOURCE_REMOVE;
}

static void
set_due_timer(Daemon *daemon, int64_t wait_ms)
{
	if (daemon->due_timer != 0)
		g_source_remove(daemon->due_timer);
	daemon->due_timer =
	    g_timeout_add((guint)CLAMP(wait_ms, 1, LONGEST_SLEEP_MS), on_due_timer, daemon);
}

/* Sleeps until a ticket, a letter or a notification is due. */
static bool
sleep_until_due(Daemon *daemon, GError **error)
{
	int64_t now_ms = daemon->context->now_ms;
	int64_t ticket_ms = 0;
	int64_t letter_ms = 0;
	int64_t command_ms = 0;
	int64_t desk_ms = 0;
	int64_t wait_ms = LONGEST_SLEEP_MS;

	if ((!daemon->context->dry_run &&
		!desk_next_deadline(daemon->context, &ticket_ms, error)) ||
	    !outgoing_next_due(daemon->outgoing, &letter_ms, error) ||
	    !fulfilment_jobs_next_due(daemon->fulfilment_jobs, &command_ms, error) ||
	    !desk_outbox_next_due(daemon->desk_outbox, &desk_ms, error))
		return false;
	if (ticket_ms != 0)
		wait_ms = MIN(wait_ms, ticket_ms - now_ms);
	if (letter_ms != 0)
		wait_ms = MIN(wait_ms, letter_ms - now_ms);
	if (command_ms != 0)
		wait_ms = MIN(wait_ms, command_ms - now_ms);
	if (desk_ms != 0)
		wait_ms = MIN(wait_ms, desk_ms - now_ms);
	if (daemon->context->notices_ms < G_MAXINT64 &&
	    reader_pool_are_quiet(daemon->reader_pool))
		wait_ms = MIN(wait_ms, daemon->context->notices_ms - now_ms);
	set_due_timer(daemon, wait_ms);
	return true;
}

static void
pause_after(Daemon *daemon, const GError *error)
{
	if (spool_guard_stop(daemon->spool_guard, error))
		return;
	daemon->pause_ms = daemon->pause_ms == 0 ? PAUSE_FIRST_MS
						 : MIN(daemon->pause_ms * 2, PAUSE_LONGEST_MS);
	log_write(LOG_ERROR, "spool", "%s; tried again in %.1f s, nothing is lost",
	    error->message, (double)daemon->pause_ms / 1000);
	g_free(daemon->trouble);
	daemon->trouble = g_strdup(error->message);
	daemon->paused = true;
	set_due_timer(daemon, daemon->pause_ms);
}

/* Once no mail and no letter is on its way. What fails here fails at the next commit too, and is reported there. */
static void
rest_if_quiet(Daemon *daemon)
{
	g_autoptr(GError) error = NULL;

	if (mailboxes_are_quiet(daemon->mailboxes) &&
	    reader_pool_are_quiet(daemon->reader_pool) &&
	    outgoing_are_quiet(daemon->outgoing) && !spool_rest(daemon->context->spool, &error))
		log_write(LOG_WARNING, "spool", "%s", error->message);
}

static bool
look_at_clock(Daemon *daemon, GError **error)
{
	return daemon->context->dry_run ||
	       clock_look(daemon->context, &daemon->clock, clock_read(), error);
}

static void
take_turn(Daemon *daemon)
{
	g_autoptr(GError) error = NULL;

	daemon->context->now_ms = clock_read().wall_ms;
	if (spool_guard_stands_still(daemon->spool_guard)) {
		spool_guard_turn(daemon->spool_guard);
		return;
	}
	if (daemon->paused) {
		serve_calls(daemon);
		return;
	}
	if (!look_at_clock(daemon, &error) || !do_batch(daemon, &error) ||
	    !give_work(daemon, &error) || !sleep_until_due(daemon, &error)) {
		pause_after(daemon, error);
		serve_calls(daemon);
		return;
	}
	daemon->pause_ms = 0;
	g_clear_pointer(&daemon->trouble, g_free);
	rest_if_quiet(daemon);
	search_indexer_wake(daemon->search_indexer);
	if (daemon->stopping && outgoing_drain(daemon->outgoing) &&
	    fulfilment_jobs_drain(daemon->fulfilment_jobs) &&
	    desk_outbox_drain(daemon->desk_outbox))
		g_main_loop_quit(daemon->loop);
}

static int
turn(void *data)
{
	Daemon *daemon = data;

	daemon->turn = 0;
	take_turn(daemon);
	daemon->turned_us = g_get_monotonic_time();
	return G_SOURCE_REMOVE;
}

static void
read_again(void *data)
{
	reader_pool_look_again(((Daemon *)data)->reader_pool);
}

static void
send_again(void *data)
{
	outgoing_look_again(((Daemon *)data)->outgoing);
}

static bool
is_sending(int64_t letter, void *data)
{
	return outgoing_has(((Daemon *)data)->outgoing, letter);
}

static void
index_now(void *data)
{
	search_indexer_hurry(((Daemon *)data)->search_indexer);
}

static void
forget_now(void *data)
{
	forgetter_hurry(((Daemon *)data)->forgetter);
}

static json_t *
hung_status(const Hung *hung)
{
	return json_pack("{s:i, s:s?, s:o}", "times", (int)hung->times, "last", hung->last,
	    "at", json_print_time(hung->times == 0 ? 0 : hung->at_ms));
}

static json_t *
workers(void *data)
{
	Daemon *daemon = data;

	return json_pack("{s:i, s:s?, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "pid",
	    (int)getpid(), "trouble", daemon->trouble, "wrong", health_wrongs(daemon), "hung",
	    hung_status(&daemon->hung), "mailboxes", mailboxes_status(daemon->mailboxes),
	    "readers", reader_pool_status(daemon->reader_pool), "verifier",
	    verifier_status(daemon->verifier), "clamd", scanner_status(daemon->scanner),
	    "outgoing", outgoing_status(daemon->outgoing), "desk",
	    desk_outbox_status(daemon->desk_outbox));
}

static json_t *
health(void *data)
{
	return health_json(data);
}

/* Each is logged as well. Caller owns. */
static char *
list_mistakes(const GPtrArray *diagnostics, const GError *error)
{
	GString *mistakes = g_string_new("the new configuration is wrong, the old one stays");

	for (unsigned i = 0; i < diagnostics->len; i++) {
		g_autofree char *text = diagnostic_text(diagnostics->pdata[i]);

		log_write(LOG_ERROR, "configuration", "%s", text);
		g_string_append_printf(mistakes, "\n%s", text);
	}
	if (error != NULL) {
		log_write(LOG_ERROR, "configuration", "%s", error->message);
		g_string_append_printf(mistakes, "\n%s", error->message);
	}
	log_write(LOG_ERROR, "configuration", "the new one is wrong, the old one stays");
	return g_string_free(mistakes, FALSE);
}

static char *
reload(Daemon *daemon)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(GError) error = NULL;
	Config *config = NULL;

	if (spool_guard_stands_still(daemon->spool_guard))
		return g_strdup("the gateway stands still, because of its spool");
	config = config_load(daemon->config_file, diagnostics);
	if (config == NULL || !context_take_config(daemon->context, config, &error)) {
		config_free(config);
		return list_mistakes(diagnostics, error);
	}
	mailboxes_renew(daemon->mailboxes);
	outgoing_renew(daemon->outgoing);
	desk_outbox_renew(daemon->desk_outbox);
	web_server_renew(daemon->web_server);
	log_write(LOG_INFO, "configuration", "read again");
	daemon_wake(daemon);
	return NULL;
}

static int
on_stop_late(void *data)
{
	g_main_loop_quit(((Daemon *)data)->loop);
	return G_SOURCE_REMOVE;
}

/* SIGTERM: nothing new is begun; what is ready is committed, letters on their way are waited for a moment. */
static void
stop(Daemon *daemon, const char *why)
{
	if (daemon->stopping)
		return;
	daemon->stopping = true;
	daemon->why = why;
	sd_notify(0, "STOPPING=1");
	g_timeout_add(STOP_MS, on_stop_late, daemon);
	daemon->paused = false;
	daemon_wake(daemon);
}

static int
on_signal(int fd, GIOCondition condition, void *data)
{
	struct signalfd_siginfo info = {0};

	(void)condition;
	if (read(fd, &info, sizeof info) != sizeof info)
		return G_SOURCE_CONTINUE;
	if (info.ssi_signo == SIGHUP)
		g_free(reload(data));
	else
		stop(data, info.ssi_signo == SIGINT ? "SIGINT" : "SIGTERM");
	return G_SOURCE_CONTINUE;
}

static int
watch_signals(Daemon *daemon)
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
	g_unix_fd_add(fd, G_IO_IN, on_signal, daemon);
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
daemon_close(Daemon *daemon)
{
	g_autoptr(GError) error = NULL;

	spool_guard_free(daemon->spool_guard);
	search_indexer_free(daemon->search_indexer);
	forgetter_free(daemon->forgetter);
	metrics_file_free(daemon->metrics_file);
	alarm_free(daemon->alarm);
	control_server_free(daemon->control_server);
	web_server_free(daemon->web_server);
	mailboxes_free(daemon->mailboxes);
	reader_pool_free(daemon->reader_pool);
	verifier_free(daemon->verifier);
	rescanner_free(daemon->rescanner);
	scanner_free(daemon->scanner);
	outgoing_free(daemon->outgoing);
	fulfilment_jobs_free(daemon->fulfilment_jobs);
	desk_outbox_free(daemon->desk_outbox);
	if (spool_is_sound(daemon->context->spool, NULL) &&
	    ((!daemon->context->dry_run &&
		 !clock_save(daemon->context, &daemon->clock, &error)) ||
		!spool_empty_log(daemon->context->spool, &error)))
		log_write(LOG_WARNING, "spool", "%s", error->message);
	context_close(daemon->context);
	g_free(daemon->config_file);
	g_free(daemon->trouble);
	g_free(daemon->hung.last);
	g_main_loop_unref(daemon->loop);
}

static void
on_verified(void *data)
{
	daemon_wake(data);
}

int
loop_run(Context *take_context, const char *config_file)
{
	Daemon daemon = {.context = take_context, .config_file = g_strdup(config_file)};
	g_autoptr(GError) error = NULL;
	int signals = -1;

	sandbox_close_memory();
	if (sandbox_lacks() != NULL)
		log_write(LOG_WARNING, "casegate", "%s", sandbox_lacks());
	daemon.loop = g_main_loop_new(NULL, false);
	daemon.on_turn = turn;
	daemon.reload = reload;
	take_context->workers = workers;
	take_context->health = health;
	take_context->read_again = read_again;
	take_context->send_again = send_again;
	take_context->is_sending = is_sending;
	take_context->index_now = index_now;
	take_context->forget_now = forget_now;
	take_context->running = &daemon;
	signals = watch_signals(&daemon);
	daemon.spool_guard = spool_guard_new(&daemon);
	daemon.search_indexer = search_indexer_new(&daemon);
	daemon.forgetter = forgetter_new(&daemon);
	daemon.verifier = verifier_new(on_verified, &daemon);
	daemon.scanner = scanner_new(&daemon);
	daemon.rescanner = rescanner_new(&daemon);
	daemon.reader_pool = reader_pool_new(&daemon);
	daemon.outgoing = outgoing_new(&daemon);
	daemon.fulfilment_jobs = fulfilment_jobs_new(&daemon);
	daemon.desk_outbox = desk_outbox_new(&daemon);
	daemon.web_server = web_server_new(&daemon);
	if (!take_context->dry_run)
		daemon.control_server = control_server_new(&daemon, &error);
	if (error != NULL) {
		log_write(LOG_ERROR, "control", "%s", error->message);
		daemon.exit_code = EX_CONFIG;
	} else {
		daemon.mailboxes = mailboxes_new(&daemon);
		if (!take_context->dry_run)
			daemon.alarm = alarm_new(&daemon);
		daemon.metrics_file = metrics_file_new(&daemon);
		tell_systemd();
		mail_log_begin(&daemon.mail_log, take_context);
		log_write(LOG_INFO, "casegate", "runs");
		daemon_wake(&daemon);
		g_main_loop_run(daemon.loop);
		if (!take_context->dry_run)
			mail_log_end(&daemon.mail_log,
			    daemon.why != NULL ? daemon.why : "the spool cannot be used");
	}
	daemon_close(&daemon);
	close(signals);
	return daemon.exit_code;
}
