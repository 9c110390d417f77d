/* SPDX-License-Identifier: Apache-2.0 */
/* A worker's first steps, the same for all: die with the parent, let nobody look into its memory, keep one socket,
 * wait for SETTINGS, run. */
#include "gateway/workers/worker.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/ipc/child.h"
#include "gateway/workers/sandbox.h"

#define TEXT_MAX 2000
#define US_PER_MS INT64_C(1000)

static const struct {
	const char *name;
	WorkerMain run;
} WORKERS[] = {
    {"fetch-imap", fetch_imap_worker},
    {"fetch-maildir", fetch_maildir_worker},
    {"fetch-mbox", fetch_mbox_worker},
    {"send-smtp", send_smtp_worker},
    {"send-maildir", send_maildir_worker},
    {"read", read_worker},
    {"verify", verify_worker},
    {"scan", scan_worker},
    {"fork", fork_worker},
    {"command", command_worker},
    {"oauth", oauth_worker},
    {"servicenow", servicenow_worker},
    {"forget-imap", forget_imap_worker},
    {"forget-maildir", forget_maildir_worker},
    {"web", web_worker},
    {"check-spool", check_spool_worker},
};

static WorkerMain
find_worker(const char *name)
{
	for (size_t i = 0; i < G_N_ELEMENTS(WORKERS); i++)
		if (strcmp(name, WORKERS[i].name) == 0)
			return WORKERS[i].run;
	return NULL;
}

/* What stops the gateway may reach all of its group, from a terminal or from systemd; but a worker ends when the
 * gateway is done with it, so that a letter that is being sent gets there. A parent that died before
 * PR_SET_PDEATHSIG was set would never be noticed, hence the second look: its end of the socket is closed then, and
 * the first receive says so. */
static void
leave_parents_signals(void)
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	signal(SIGPIPE, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGTERM, SIG_IGN);
	signal(SIGHUP, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

int
worker_run(const char *name)
{
	WorkerMain run = find_worker(name);

	return run == NULL ? EX_USAGE : worker_be(run);
}

int
worker_be(WorkerMain run)
{
	g_autoptr(Channel) channel = NULL;
	g_autoptr(Frame) frame = NULL;

	leave_parents_signals();
	sandbox_close_memory();
	/* The socket itself stays open until the process has ended: a worker without one is taken for gone wrong. */
	fcntl(CHILD_SOCKET, F_SETFD, FD_CLOEXEC);
	channel = channel_new(fcntl(CHILD_SOCKET, F_DUPFD_CLOEXEC, CHILD_SOCKET + 1), true);
	if (channel_receive(channel, &frame, NULL) != CHANNEL_FRAME ||
	    frame->type != FRAME_SETTINGS)
		return EX_UNAVAILABLE;
	return run(channel, frame->body);
}

/* Valid UTF-8, no longer than a frame may have or a person reads. */
static char *
cut_text(char *take_text)
{
	g_autofree char *text = g_utf8_make_valid(take_text, -1);
	size_t length = strlen(text);

	g_free(take_text);
	if (length > TEXT_MAX)
		*g_utf8_find_prev_char(text, text + TEXT_MAX + 1) = '\0';
	return g_steal_pointer(&text);
}

void
worker_log(Channel *channel, LogLevel level, const char *format, ...)
{
	va_list list;
	g_autofree char *text = NULL;

	va_start(list, format);
	text = cut_text(g_strdup_vprintf(format, list));
	va_end(list);
	channel_send(
	    channel, FRAME_LOG, g_variant_new("(ys)", (guchar)level, text), NULL, NULL);
}

int
worker_trouble(Channel *channel, TroubleScope scope, const char *format, ...)
{
	va_list list;
	g_autofree char *text = NULL;

	va_start(list, format);
	text = cut_text(g_strdup_vprintf(format, list));
	va_end(list);
	channel_send(
	    channel, FRAME_TROUBLE, g_variant_new("(ys)", (guchar)scope, text), NULL, NULL);
	return scope == TROUBLE_TEMPORARY ? EX_TEMPFAIL : EX_CONFIG;
}

int
worker_session_trouble(
    Channel *channel, const GError *error, GQuark account_domain, int account_code)
{
	bool person = g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_REFUSED) ||
		      g_error_matches(error, account_domain, account_code);

	if (g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
		return 0;
	if (g_error_matches(error, STREAM_TLS_ERROR, STREAM_TLS_ERROR_CERTIFICATE))
		return worker_trouble(channel, TROUBLE_CERTIFICATE, "%s", error->message);
	return worker_trouble(
	    channel, person ? TROUBLE_ACCOUNT : TROUBLE_TEMPORARY, "%s", error->message);
}

int
worker_poll(Channel *channel, struct pollfd *waiting, nfds_t n, int wait_ms)
{
	int64_t end_us =
	    wait_ms < 0 ? G_MAXINT64 : g_get_monotonic_time() + wait_ms * US_PER_MS;

	for (;;) {
		int beat_ms = channel_beat(channel);
		int64_t left_us = MAX(end_us - g_get_monotonic_time(), 0);
		int64_t left_ms = (left_us + US_PER_MS - 1) / US_PER_MS;
		int ready = poll(waiting, n, (int)MIN(left_ms, beat_ms));

		if (ready > 0 || (ready < 0 && errno != EINTR) ||
		    (ready == 0 && left_ms <= beat_ms))
			return ready;
	}
}

const char *
worker_setting(GVariant *settings, const char *name)
{
	const char *value = NULL;

	return g_variant_lookup(settings, name, "&s", &value) ? value : NULL;
}

gint64
worker_number(GVariant *settings, const char *name, gint64 otherwise)
{
	gint64 value = otherwise;

	g_variant_lookup(settings, name, "x", &value);
	return value;
}

static void
give_sign(void *channel)
{
	channel_beat(channel);
}

StreamTlsServer
worker_server(Channel *channel, GVariant *settings)
{
	return (StreamTlsServer){
	    .host = worker_setting(settings, "host"),
	    .port = worker_setting(settings, "port"),
	    .ca_file = worker_setting(settings, "ca_file"),
	    .mode = stream_tls_mode(worker_setting(settings, "tls")),
	    .alive = give_sign,
	    .data = channel,
	};
}
