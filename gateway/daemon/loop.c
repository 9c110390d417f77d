/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The way of a mail, top to bottom: turn() is one batch, one transaction over everything that is ready. What comes
 * from the roles waits in the lists of fetchers, readers, senders and control; what they are to be told waits until
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
#include "gateway/intake/apply.h"
#include "gateway/daemon/fulfilment_jobs.h"
#include "gateway/daemon/control_server.h"
#include "gateway/daemon/mailboxes.h"
#include "gateway/daemon/search_indexer.h"
#include "gateway/util/log.h"
#include "gateway/desk/notifications.h"
#include "gateway/daemon/reader_pool.h"
#include "gateway/workers/sandbox.h"
#include "gateway/daemon/outgoing.h"
#include "gateway/daemon/verifier.h"
#include "rules/diagnostic.h"

#define STOP_MS 3000       /* how long letters on their way are waited for at the end */
#define DUE_AT_ONCE 100    /* tickets that time moves in one batch */
#define PAUSE_FIRST_MS 500 /* after a batch that failed */
#define PAUSE_LONGEST_MS 30000
#define LONGEST_SLEEP_MS (INT64_C(60) * 60 * 1000)

/* All work of a batch: the desk's commands first, because somebody waits for them; then in the order in which a mail
 * passes through. What comes in may take half of the batch, so that what is there goes on too. */
static bool
work(Gateway *gateway, GError **error)
{
	int64_t now_us = g_get_monotonic_time();
	Batch intake = {now_us + BATCH_US / 2, BATCH_BYTES};
	Batch batch = {now_us + BATCH_US, BATCH_BYTES};

	return (gateway->control == NULL || control_serve(gateway->control, &batch, error)) &&
	       fetchers_take_in(gateway->fetchers, &intake, error) &&
	       readers_decide(gateway->readers, &batch, error) &&
	       senders_record(gateway->senders, error) &&
	       commands_record(gateway->commands, error) &&
	       (gateway->office->rehearses ||
		   apply_time(gateway->office, DUE_AT_ONCE, error)) &&
	       notify_write(gateway->office, !readers_are_quiet(gateway->readers), error);
}

static void
tell_committed(Gateway *gateway)
{
	fetchers_committed(gateway->fetchers);
	readers_committed(gateway->readers);
	senders_committed(gateway->senders);
	commands_committed(gateway->commands);
	if (gateway->control != NULL)
		control_committed(gateway->control);
}

static void
tell_undone(Gateway *gateway)
{
	fetchers_undone(gateway->fetchers);
	readers_undone(gateway->readers);
	senders_undone(gateway->senders);
	commands_undone(gateway->commands);
	notify_undone(gateway->office);
	if (gateway->control != NULL)
		control_undone(gateway->control);
}

static bool
try_batch(Gateway *gateway, GError **error)
{
	if (!spool_begin(gateway->office->spool, error))
		return false;
	if (work(gateway, error) && spool_commit(gateway->office->spool, error)) {
		tell_committed(gateway);
		return true;
	}
	spool_rollback(gateway->office->spool);
	tell_undone(gateway);
	return false;
}

static bool
do_batch(Gateway *gateway, GError **error)
{
	g_autoptr(GError) why = NULL;

	if (try_batch(gateway, &why))
		return true;
	if (readers_want_care(gateway->readers))
		return try_batch(gateway, error);
	g_propagate_error(error, g_steal_pointer(&why));
	return false;
}

/* While nothing can be written, questions are answered still, and what would write is refused for now. */
static void
serve_commands(Gateway *gateway)
{
	Batch batch = {g_get_monotonic_time() + BATCH_US, BATCH_BYTES};
	g_autoptr(GError) error = NULL;

	if (gateway->control == NULL)
		return;
	if (spool_begin(gateway->office->spool, &error) &&
	    control_serve(gateway->control, &batch, &error) &&
	    spool_commit(gateway->office->spool, &error)) {
		control_committed(gateway->control);
		return;
	}
	spool_rollback(gateway->office->spool);
	control_refuse(gateway->control, error);
}

/* What the roles may do next. */
static bool
hand_out(Gateway *gateway, GError **error)
{
	if (gateway->stopping)
		return true;
	if (gateway->office->rehearses)
		return readers_give(gateway->readers, error);
	return readers_give(gateway->readers, error) && senders_give(gateway->senders, error) &&
	       commands_give(gateway->commands, error);
}

static int
on_alarm_clock(void *data)
{
	Gateway *gateway = data;

	gateway->alarm_clock = 0;
	gateway->paused = false;
	gateway_wake(gateway);
	return G_SOURCE_REMOVE;
}

static void
set_alarm_clock(Gateway *gateway, int64_t wait_ms)
{
	if (gateway->alarm_clock != 0)
		g_source_remove(gateway->alarm_clock);
	gateway->alarm_clock =
	    g_timeout_add((guint)CLAMP(wait_ms, 1, LONGEST_SLEEP_MS), on_alarm_clock, gateway);
}

/* Sleeps until a ticket, a letter or a notification is due. */
static bool
sleep_until_due(Gateway *gateway, GError **error)
{
	int64_t now_ms = gateway->office->now_ms;
	int64_t ticket_ms = 0;
	int64_t letter_ms = 0;
	int64_t command_ms = 0;
	int64_t wait_ms = LONGEST_SLEEP_MS;

	if (!apply_next_time(gateway->office, &ticket_ms, error) ||
	    !senders_next_due(gateway->senders, &letter_ms, error) ||
	    !commands_next_due(gateway->commands, &command_ms, error))
		return false;
	if (ticket_ms != 0)
		wait_ms = MIN(wait_ms, ticket_ms - now_ms);
	if (letter_ms != 0)
		wait_ms = MIN(wait_ms, letter_ms - now_ms);
	if (command_ms != 0)
		wait_ms = MIN(wait_ms, command_ms - now_ms);
	if (gateway->office->notices_ms < G_MAXINT64 && readers_are_quiet(gateway->readers))
		wait_ms = MIN(wait_ms, gateway->office->notices_ms - now_ms);
	set_alarm_clock(gateway, wait_ms);
	return true;
}

static void
pause_after(Gateway *gateway, const GError *error)
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
rest_if_quiet(Gateway *gateway)
{
	g_autoptr(GError) error = NULL;

	if (fetchers_are_quiet(gateway->fetchers) && readers_are_quiet(gateway->readers) &&
	    senders_are_quiet(gateway->senders) && !spool_rest(gateway->office->spool, &error))
		log_write(LOG_WARNING, "spool", "%s", error->message);
}

static void
take_turn(Gateway *gateway)
{
	g_autoptr(GError) error = NULL;

	gateway->office->now_ms = g_get_real_time() / 1000;
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
	indexer_wake(gateway->indexer);
	if (gateway->stopping && senders_drain(gateway->senders) &&
	    commands_drain(gateway->commands))
		g_main_loop_quit(gateway->loop);
}

static int
turn(void *data)
{
	Gateway *gateway = data;

	gateway->turn = 0;
	take_turn(gateway);
	gateway->turned_us = g_get_monotonic_time();
	return G_SOURCE_REMOVE;
}

static void
read_again(void *data)
{
	readers_look_again(((Gateway *)data)->readers);
}

static void
index_now(void *data)
{
	indexer_hurry(((Gateway *)data)->indexer);
}

static json_t *
roles(void *data)
{
	Gateway *gateway = data;

	return json_pack("{s:i, s:s?, s:o, s:o, s:o, s:o}", "pid", (int)getpid(), "trouble",
	    gateway->trouble, "mailboxes", fetchers_status(gateway->fetchers), "readers",
	    readers_status(gateway->readers), "verifier", verifier_status(gateway->verifier),
	    "outgoing", senders_status(gateway->senders));
}

static void
list_mistakes(const GPtrArray *mistakes)
{
	for (unsigned i = 0; i < mistakes->len; i++) {
		g_autofree char *text = mistake_text(mistakes->pdata[i]);

		log_write(LOG_ERROR, "configuration", "%s", text);
	}
}

/* SIGHUP: all of the new configuration or nothing of it. */
static void
reload(Gateway *gateway)
{
	g_autoptr(GPtrArray) mistakes =
	    g_ptr_array_new_with_free_func((GDestroyNotify)mistake_free);
	g_autoptr(GError) error = NULL;
	Config *config = config_load(gateway->config_file, mistakes);

	list_mistakes(mistakes);
	if (config == NULL || !office_take_config(gateway->office, config, &error)) {
		if (error != NULL)
			log_write(LOG_ERROR, "configuration", "%s", error->message);
		log_write(
		    LOG_ERROR, "configuration", "the new one is wrong, the old one stays");
		config_free(config);
		return;
	}
	fetchers_renew(gateway->fetchers);
	senders_renew(gateway->senders);
	log_write(LOG_INFO, "configuration", "read again");
	gateway_wake(gateway);
}

static int
on_stop_late(void *data)
{
	g_main_loop_quit(((Gateway *)data)->loop);
	return G_SOURCE_REMOVE;
}

/* SIGTERM: nothing new is begun; what is ready is committed, letters on their way are waited for a moment. */
static void
stop(Gateway *gateway)
{
	if (gateway->stopping)
		return;
	gateway->stopping = true;
	sd_notify(0, "STOPPING=1");
	g_timeout_add(STOP_MS, on_stop_late, gateway);
	gateway->paused = false;
	gateway_wake(gateway);
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
watch_signals(Gateway *gateway)
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
gateway_close(Gateway *gateway)
{
	g_autoptr(GError) error = NULL;

	indexer_free(gateway->indexer);
	alarm_free(gateway->alarm);
	control_free(gateway->control);
	fetchers_free(gateway->fetchers);
	readers_free(gateway->readers);
	verifier_free(gateway->verifier);
	senders_free(gateway->senders);
	commands_free(gateway->commands);
	if (!spool_checkpoint(gateway->office->spool, &error))
		log_write(LOG_WARNING, "spool", "%s", error->message);
	office_close(gateway->office);
	g_free(gateway->config_file);
	g_free(gateway->trouble);
	g_main_loop_unref(gateway->loop);
}

static void
on_verified(void *data)
{
	gateway_wake(data);
}

int
loop_run(Office *take_office, const char *config_file)
{
	Gateway gateway = {.office = take_office, .config_file = g_strdup(config_file)};
	g_autoptr(GError) error = NULL;
	int signals = -1;
	int code = EX_OK;

	sandbox_close_memory();
	if (sandbox_lacks() != NULL)
		log_write(LOG_WARNING, "casegate", "%s", sandbox_lacks());
	gateway.loop = g_main_loop_new(NULL, false);
	gateway.on_turn = turn;
	take_office->roles = roles;
	take_office->read_again = read_again;
	take_office->index_now = index_now;
	take_office->running = &gateway;
	signals = watch_signals(&gateway);
	gateway.indexer = indexer_new(&gateway);
	gateway.verifier = verifier_new(on_verified, &gateway);
	gateway.readers = readers_new(&gateway);
	gateway.senders = senders_new(&gateway);
	gateway.commands = commands_new(&gateway);
	if (!take_office->rehearses)
		gateway.control = control_new(&gateway, &error);
	if (error != NULL) {
		log_write(LOG_ERROR, "control", "%s", error->message);
		code = EX_CONFIG;
	} else {
		gateway.fetchers = fetchers_new(&gateway);
		if (!take_office->rehearses)
			gateway.alarm = alarm_new(&gateway);
		tell_systemd();
		log_write(LOG_INFO, "casegate", "runs");
		gateway_wake(&gateway);
		g_main_loop_run(gateway.loop);
	}
	gateway_close(&gateway);
	close(signals);
	return code;
}
