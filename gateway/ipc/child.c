/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Starting a child and hearing of it. Its end is noticed by its pidfd, after everything it had sent was read; a
 * closed socket alone makes it be killed.
 */
#include <config.h>

#include "gateway/ipc/child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/workers/fork_server.h"
#include "gateway/util/log.h"

/* Frames read in one go, so that one busy worker does not starve the others. */
#define FRAMES_AT_ONCE 256
/* What a socket may hold, as far as the system allows: some tens of mails lie ready while the gateway commits. */
#define SOCKET_BYTES (4 * 1024 * 1024)
/* How long a worker may take to end once nothing more comes. */
#define FINISH_MS 2000
/* Lines for the log that a worker may have at once, one more with each second; what it floods is not written. */
#define LOG_LINES 20
#define LOG_SECOND_US G_GINT64_CONSTANT(1000000)
#define LOG_FLOOD 10000

struct Worker {
	const char *role; /* foreign; a constant */
	pid_t pid;
	int pidfd;        /* own */
	Channel *channel; /* own */
	WorkerEvents events;
	void *data; /* foreign */
	guint in;   /* sources; 0: none */
	guint out;
	guint end;
	guint late;       /* kills it when it does not finish */
	bool killed;      /* by us; said once */
	int64_t lines_us; /* when its budget of lines was last counted, monotonic */
	unsigned lines;   /* what is left of it */
	unsigned dropped; /* lines that were not written */
};

/* What a role may see of our environment: nothing secret lives in any of these. */
static char **
role_environment(void)
{
	static const char *const KEPT[] = {
	    "PATH", "TZ", "LANG", "HOME", "ASAN_OPTIONS", "UBSAN_OPTIONS", "LSAN_OPTIONS"};
	GPtrArray *kept = g_ptr_array_new();

	for (size_t i = 0; i < G_N_ELEMENTS(KEPT); i++)
		if (g_getenv(KEPT[i]) != NULL)
			g_ptr_array_add(
			    kept, g_strdup_printf("%s=%s", KEPT[i], g_getenv(KEPT[i])));
	g_ptr_array_add(kept, NULL);
	return (char **)g_ptr_array_free(kept, FALSE);
}

/* Standard error is the gateway's log: libraries write there what they read, line ends and all. Only an operator's own
 * command keeps it, and what sanitizers report. */
static bool
keeps_standard_error(const char *role)
{
#ifdef SANDBOX
	return strcmp(role, "command") == 0;
#else
	(void)role;
	return true;
#endif
}

/* In the child, between fork and exec: async-signal-safe calls only. */
static void
become_role(const char *role, int socket, int null, char **environment)
{
	char *const arguments[] = {(char *)"casegate", (char *)"--role", (char *)role, NULL};

	if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(socket, WORKER_SOCKET) < 0 ||
	    (!keeps_standard_error(role) && dup2(null, 2) < 0))
		_exit(127);
	if (socket == WORKER_SOCKET)
		fcntl(socket, F_SETFD, 0);
	close_range(WORKER_SOCKET + 1, ~0U, 0);
	execve("/proc/self/exe", arguments, environment);
	_exit(127);
}

static bool
make_sockets(int ret_ends[2], GError **error)
{
	static const int bytes = SOCKET_BYTES;

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, ret_ends) < 0) {
		g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED, "socketpair: %s",
		    g_strerror(errno));
		return false;
	}
	for (int i = 0; i < 2; i++)
		setsockopt(ret_ends[i], SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
	return true;
}

static pid_t
fork_role(const char *role, int socket)
{
	g_auto(GStrv) environment = role_environment();
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid = fork();

	if (pid == 0)
		become_role(role, socket, null, environment);
	close(null);
	return pid;
}

static bool
start_process(Worker *worker, ForkServer *server, int socket, GError **error)
{
	if (server == NULL || !fork_server_fork(server, socket, &worker->pid))
		worker->pid = fork_role(worker->role, socket);
	if (worker->pid > 0)
		worker->pidfd = (int)syscall(SYS_pidfd_open, worker->pid, 0);
	if (worker->pidfd >= 0)
		return true;
	g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED, "cannot start the role %s: %s",
	    worker->role, g_strerror(errno));
	return false;
}

void
worker_kill(Worker *worker)
{
	worker->killed = true;
	syscall(SYS_pidfd_send_signal, worker->pidfd, SIGKILL, NULL, 0);
}

static int
on_not_finished(void *data)
{
	Worker *worker = data;

	worker->late = 0;
	worker_kill(worker);
	return G_SOURCE_REMOVE;
}

void
worker_finish(Worker *worker)
{
	if (worker->late != 0)
		return;
	shutdown(channel_fd(worker->channel), SHUT_WR);
	worker->late = g_timeout_add(FINISH_MS, on_not_finished, worker);
}

static void
drop_source(guint *source)
{
	if (*source != 0)
		g_source_remove(*source);
	*source = 0;
}

static int
on_writable(int fd, GIOCondition condition, void *data)
{
	Worker *worker = data;

	(void)fd;
	(void)condition;
	if (!channel_flush(worker->channel, NULL))
		worker_kill(worker);
	else if (channel_waiting(worker->channel) > 0)
		return G_SOURCE_CONTINUE;
	worker->out = 0;
	return G_SOURCE_REMOVE;
}

static void
tell_dropped(Worker *worker)
{
	if (worker->dropped > 0)
		log_write(
		    LOG_WARNING, worker->role, "%u lines of it were dropped", worker->dropped);
	worker->dropped = 0;
}

/* Whether this line may be written. */
static bool
may_log(Worker *worker)
{
	int64_t now_us = g_get_monotonic_time();
	int64_t earned = (now_us - worker->lines_us) / LOG_SECOND_US;

	worker->lines = (unsigned)MIN(worker->lines + earned, LOG_LINES);
	worker->lines_us += earned * LOG_SECOND_US;
	if (worker->lines == 0) {
		worker->dropped++;
		return false;
	}
	worker->lines--;
	tell_dropped(worker);
	return true;
}

static void
take_frame(Worker *worker, Frame *frame)
{
	if (frame->type != FRAME_LOG || may_log(worker)) {
		worker->events.frame(worker, frame, worker->data);
		return;
	}
	if (worker->dropped < LOG_FLOOD || worker->killed)
		return;
	log_write(LOG_ERROR, worker->role, "is killed: it floods the log");
	worker_kill(worker);
}

/* False when nothing more will come. */
static bool
read_frame(Worker *worker, bool *ret_more)
{
	g_autoptr(Frame) frame = NULL;
	g_autoptr(GError) error = NULL;

	*ret_more = false;
	switch (channel_receive(worker->channel, &frame, &error)) {
	case CHANNEL_FRAME:
		take_frame(worker, frame);
		*ret_more = true;
		return true;
	case CHANNEL_NOTHING:
		return true;
	case CHANNEL_BAD:
		log_write(LOG_ERROR, worker->role, "is killed: %s", error->message);
		break;
	case CHANNEL_CLOSED:
		break;
	}
	worker_kill(worker);
	return false;
}

static int
on_readable(int fd, GIOCondition condition, void *data)
{
	Worker *worker = data;
	bool more = true;

	(void)fd;
	(void)condition;
	for (int i = 0; more && i < FRAMES_AT_ONCE && worker->in != 0; i++)
		if (!read_frame(worker, &more)) {
			worker->in = 0;
			return G_SOURCE_REMOVE;
		}
	return G_SOURCE_CONTINUE;
}

static int
on_end(int fd, GIOCondition condition, void *data)
{
	Worker *worker = data;
	g_autofree char *how = NULL;
	bool more = true;
	int status = 0;

	(void)fd;
	(void)condition;
	while (more && read_frame(worker, &more))
		continue;
	worker->end = 0;
	waitpid(worker->pid, &status, 0);
	worker->pid = -1;
	tell_dropped(worker);
	if (WIFSIGNALED(status))
		how = g_strdup_printf(
		    "signal %d (%s)", WTERMSIG(status), g_strsignal(WTERMSIG(status)));
	else
		how = g_strdup_printf("exit %d", WEXITSTATUS(status));
	worker->events.ended(worker, status == 0, how, worker->data);
	return G_SOURCE_REMOVE;
}

/* server: or NULL. Without one, or where it does not run, the role is started by exec. */
static Worker *
start(Worker *take_worker, ForkServer *server, GVariant *setup, GError **error)
{
	g_autoptr(Worker) worker = take_worker;
	g_autoptr(GVariant) owned = g_variant_ref_sink(setup);
	int ends[2] = {-1, -1};
	bool started = false;

	if (!make_sockets(ends, error))
		return NULL;
	worker->channel = channel_new(ends[0], false);
	started = start_process(worker, server, ends[1], error);
	close(ends[1]);
	if (!started || !channel_send(worker->channel, FRAME_SETUP, owned, NULL, error))
		return NULL;
	worker->in = g_unix_fd_add(ends[0], G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, worker);
	worker->end = g_unix_fd_add(worker->pidfd, G_IO_IN, on_end, worker);
	return g_steal_pointer(&worker);
}

static Worker *
worker_new(const char *role, const WorkerEvents *events, void *data)
{
	Worker *worker = g_new0(Worker, 1);

	worker->role = role;
	worker->events = *events;
	worker->data = data;
	worker->pidfd = -1;
	worker->pid = -1;
	worker->lines = LOG_LINES;
	worker->lines_us = g_get_monotonic_time();
	return worker;
}

Worker *
worker_start(
    const char *role, GVariant *setup, const WorkerEvents *events, void *data, GError **error)
{
	return start(worker_new(role, events, data), NULL, setup, error);
}

Worker *
worker_start_in(
    ForkServer *server, GVariant *setup, const WorkerEvents *events, void *data, GError **error)
{
	return start(worker_new(fork_server_role(server), events, data), server, setup, error);
}

void
worker_free(Worker *worker)
{
	if (worker == NULL)
		return;
	drop_source(&worker->in);
	drop_source(&worker->out);
	drop_source(&worker->end);
	drop_source(&worker->late);
	if (worker->pid > 0) {
		kill(worker->pid, SIGKILL);
		waitpid(worker->pid, NULL, 0);
	}
	if (worker->pidfd >= 0)
		close(worker->pidfd);
	g_clear_pointer(&worker->channel, channel_free);
	g_free(worker);
}

pid_t
worker_pid(const Worker *worker)
{
	return worker->pid;
}

int
worker_socket(const Worker *worker)
{
	return channel_fd(worker->channel);
}

void
worker_send(Worker *worker, FrameType type, GVariant *body, GBytes *bytes)
{
	g_autoptr(GError) error = NULL;

	if (!channel_send(worker->channel, type, body, bytes, &error)) {
		if (!worker->killed &&
		    !g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
			log_write(LOG_WARNING, worker->role, "is killed: %s", error->message);
		worker_kill(worker);
	} else if (channel_waiting(worker->channel) > 0 && worker->out == 0) {
		worker->out =
		    g_unix_fd_add(channel_fd(worker->channel), G_IO_OUT, on_writable, worker);
	}
}

void
worker_pause(Worker *worker, bool paused)
{
	if (paused)
		drop_source(&worker->in);
	else if (worker->in == 0)
		worker->in = g_unix_fd_add(channel_fd(worker->channel),
		    G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, worker);
}
