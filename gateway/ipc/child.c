/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Its end is noticed by its pidfd, after everything it had sent was read; one that closes its socket is killed.
 */
#include <config.h>

#include "gateway/ipc/child.h"

#include <errno.h>
#include <fcntl.h>
#include <glib-unix.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "gateway/util/log.h"

/* Frames read in one go, so that one busy child does not starve the others. */
#define FRAMES_AT_ONCE 256
/* What a socket may hold, as far as the system allows: some tens of mails lie ready while the gateway commits. */
#define SOCKET_BYTES (4 * 1024 * 1024)
/* How long a child may take to end once nothing more comes. */
#define FINISH_MS 2000
/* Beyond its time, in which what it sent already is read: we may be late ourselves. */
#define DOUBT_MS 500
/* How long the end of a killed process is waited for: one that hangs in the kernel ends when that lets go of it. */
#define DEATH_MS 1000
/* Lines for the log that a child may have at once, one more with each second; what it floods is not written. */
#define LOG_LINES 20
#define LOG_SECOND_US G_GINT64_CONSTANT(1000000)
#define LOG_FLOOD 10000
#define MS_PER_S 1000
#define US_PER_MS G_GINT64_CONSTANT(1000)

struct Child {
	const char *worker; /* foreign; a constant */
	pid_t pid;
	int pidfd;        /* own */
	Channel *channel; /* own */
	ChildEvents events;
	void *data; /* foreign */
	guint in;   /* sources; 0: none */
	guint out;
	guint end;
	guint silence;     /* source over the next sign of life, or 0 */
	int64_t within_ms; /* so long it may be silent; 0: as long as it likes */
	int64_t due_us;    /* when it is to give the next one, monotonic */
	bool doubted;      /* that time is over; what lies in its socket is read first */
	bool silent;       /* it was killed for that */
	bool killed;       /* by us; said once */
	int64_t lines_us;  /* when its budget of lines was last counted, monotonic */
	unsigned lines;    /* what is left of it */
	unsigned dropped;  /* lines that were not written */
};

/* What a worker may see of our environment: nothing secret lives in any of these. */
static char **
worker_environment(void)
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
keeps_standard_error(const char *worker)
{
#ifdef SANDBOX
	return strcmp(worker, "command") == 0;
#else
	(void)worker;
	return true;
#endif
}

/* In the child, between fork and exec: async-signal-safe calls only. */
static void
become_worker(const char *worker, int socket, int null, char **environment)
{
	char *const arguments[] = {
	    (char *)"casegate", (char *)CHILD_WORKER, (char *)worker, NULL};

	if (dup2(null, 0) < 0 || dup2(null, 1) < 0 || dup2(socket, CHILD_SOCKET) < 0 ||
	    (!keeps_standard_error(worker) && dup2(null, 2) < 0))
		_exit(127);
	if (socket == CHILD_SOCKET)
		fcntl(socket, F_SETFD, 0);
	close_range(CHILD_SOCKET + 1, ~0U, 0);
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
exec_worker(const char *worker, int socket)
{
	g_auto(GStrv) environment = worker_environment();
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	pid_t pid = fork();

	if (pid == 0)
		become_worker(worker, socket, null, environment);
	close(null);
	return pid;
}

static bool
start_process(Child *child, int socket, GError **error)
{
	if (child->events.fork == NULL || !child->events.fork(socket, &child->pid, child->data))
		child->pid = exec_worker(child->worker, socket);
	if (child->pid > 0)
		child->pidfd = (int)syscall(SYS_pidfd_open, child->pid, 0);
	if (child->pidfd >= 0)
		return true;
	g_set_error(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED,
	    "cannot start the worker %s: %s", child->worker, g_strerror(errno));
	return false;
}

void
child_kill(Child *child)
{
	child->killed = true;
	syscall(SYS_pidfd_send_signal, child->pidfd, SIGKILL, NULL, 0);
}

static void
drop_source(guint *source)
{
	if (*source != 0)
		g_source_remove(*source);
	*source = 0;
}

static void
tell_dropped(Child *child)
{
	if (child->dropped > 0)
		log_write(
		    LOG_WARNING, child->worker, "%u lines of it were dropped", child->dropped);
	child->dropped = 0;
}

static void
tell_end(Child *child, int status)
{
	g_autofree char *how = NULL;

	tell_dropped(child);
	if (child->silent)
		how = g_strdup_printf("killed after %" G_GINT64_FORMAT
				      " s without a sign of life",
		    child->within_ms / MS_PER_S);
	else if (WIFSIGNALED(status))
		how = g_strdup_printf(
		    "signal %d (%s)", WTERMSIG(status), g_strsignal(WTERMSIG(status)));
	else
		how = g_strdup_printf("exit %d", WEXITSTATUS(status));
	child->events.ended(child, status == 0 && !child->silent, how, child->data);
}

static int on_silence(void *data);

/* Looks again when its time is over, which may have been moved meanwhile. */
static void
watch_silence(Child *child, int64_t wait_us)
{
	int64_t wait_ms = (wait_us + US_PER_MS - 1) / US_PER_MS;

	child->silence = g_timeout_add((guint)CLAMP(wait_ms, 0, G_MAXINT), on_silence, child);
}

static int
on_silence(void *data)
{
	Child *child = data;
	int64_t left_us = child->due_us - g_get_monotonic_time();

	child->silence = 0;
	if (child->within_ms == 0 || child->in == 0)
		return G_SOURCE_REMOVE;
	if (left_us > 0) {
		watch_silence(child, left_us);
	} else if (!child->doubted) {
		child->doubted = true;
		watch_silence(child, DOUBT_MS * US_PER_MS);
	} else if (!child->silent) {
		child->silent = true;
		child_kill(child);
		watch_silence(child, DEATH_MS * US_PER_MS);
	} else {
		tell_end(child, 0);
	}
	return G_SOURCE_REMOVE;
}

void
child_expect(Child *child, int64_t within_ms)
{
	int64_t due_us = g_get_monotonic_time() + within_ms * US_PER_MS;

	child->doubted = false;
	if (child->silence != 0 && (within_ms < child->within_ms || child->within_ms == 0))
		drop_source(&child->silence);
	child->within_ms = within_ms;
	child->due_us = due_us;
	if (within_ms > 0 && child->silence == 0 && child->in != 0)
		watch_silence(child, within_ms * US_PER_MS);
}

bool
child_was_silent(const Child *child)
{
	return child->silent;
}

void
child_finish(Child *child)
{
	shutdown(channel_fd(child->channel), SHUT_WR);
	child_expect(child, FINISH_MS);
}

static int
on_writable(int fd, GIOCondition condition, void *data)
{
	Child *child = data;

	(void)fd;
	(void)condition;
	if (!channel_flush(child->channel, NULL))
		child_kill(child);
	else if (channel_waiting(child->channel) > 0)
		return G_SOURCE_CONTINUE;
	child->out = 0;
	return G_SOURCE_REMOVE;
}

/* Whether this line may be written. */
static bool
may_log(Child *child)
{
	int64_t now_us = g_get_monotonic_time();
	int64_t earned = (now_us - child->lines_us) / LOG_SECOND_US;

	child->lines = (unsigned)MIN(child->lines + earned, LOG_LINES);
	child->lines_us += earned * LOG_SECOND_US;
	if (child->lines == 0) {
		child->dropped++;
		return false;
	}
	child->lines--;
	tell_dropped(child);
	return true;
}

static void
take_frame(Child *child, Frame *frame)
{
	if (frame->type != FRAME_LOG || may_log(child)) {
		child->events.frame(child, frame, child->data);
		return;
	}
	if (child->dropped < LOG_FLOOD || child->killed)
		return;
	log_write(LOG_ERROR, child->worker, "is killed: it floods the log");
	child_kill(child);
}

/* False when nothing more will come. */
static bool
read_frame(Child *child, bool *ret_more)
{
	g_autoptr(Frame) frame = NULL;
	g_autoptr(GError) error = NULL;

	*ret_more = false;
	switch (channel_receive(child->channel, &frame, &error)) {
	case CHANNEL_FRAME:
		take_frame(child, frame);
		*ret_more = true;
		return true;
	case CHANNEL_NOTHING:
		return true;
	case CHANNEL_BAD:
		log_write(LOG_ERROR, child->worker, "is killed: %s", error->message);
		break;
	case CHANNEL_CLOSED:
		break;
	}
	child_kill(child);
	return false;
}

static int
on_readable(int fd, GIOCondition condition, void *data)
{
	Child *child = data;
	bool more = true;

	(void)fd;
	(void)condition;
	for (int i = 0; more && i < FRAMES_AT_ONCE && child->in != 0; i++)
		if (!read_frame(child, &more)) {
			child->in = 0;
			return G_SOURCE_REMOVE;
		}
	return G_SOURCE_CONTINUE;
}

static int
on_end(int fd, GIOCondition condition, void *data)
{
	Child *child = data;
	bool more = true;
	int status = 0;

	(void)fd;
	(void)condition;
	while (more && read_frame(child, &more))
		continue;
	child->end = 0;
	waitpid(child->pid, &status, 0);
	child->pid = -1;
	tell_end(child, status);
	return G_SOURCE_REMOVE;
}

static Child *
child_new(const char *worker, const ChildEvents *events, void *data)
{
	Child *child = g_new0(Child, 1);

	child->worker = worker;
	child->events = *events;
	child->data = data;
	child->pidfd = -1;
	child->pid = -1;
	child->lines = LOG_LINES;
	child->lines_us = g_get_monotonic_time();
	return child;
}

Child *
child_start(const char *worker, GVariant *settings, const ChildEvents *events, void *data,
    GError **error)
{
	g_autoptr(Child) child = child_new(worker, events, data);
	g_autoptr(GVariant) owned = g_variant_ref_sink(settings);
	int ends[2] = {-1, -1};
	bool started = false;

	if (!make_sockets(ends, error))
		return NULL;
	child->channel = channel_new(ends[0], false);
	started = start_process(child, ends[1], error);
	close(ends[1]);
	if (!started || !channel_send(child->channel, FRAME_SETTINGS, owned, NULL, error))
		return NULL;
	child->in = g_unix_fd_add(ends[0], G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, child);
	child->end = g_unix_fd_add(child->pidfd, G_IO_IN, on_end, child);
	return g_steal_pointer(&child);
}

static int
on_late_death(int pidfd, GIOCondition condition, void *pid)
{
	(void)condition;
	waitpid(GPOINTER_TO_INT(pid), NULL, 0);
	close(pidfd);
	return G_SOURCE_REMOVE;
}

/* One that hangs in the kernel, as on a file server that is gone, is left to end by itself. */
static void
end_process(Child *child)
{
	struct pollfd end = {.fd = child->pidfd, .events = POLLIN};
	int ready = 0;

	kill(child->pid, SIGKILL);
	if (child->pidfd < 0) {
		waitpid(child->pid, NULL, 0);
		return;
	}
	do {
		ready = poll(&end, 1, child->silent ? 0 : DEATH_MS);
	} while (ready < 0 && errno == EINTR);
	if (ready == 1) {
		waitpid(child->pid, NULL, 0);
		return;
	}
	log_write(LOG_WARNING, child->worker, "was killed and does not end");
	g_unix_fd_add(child->pidfd, G_IO_IN, on_late_death, GINT_TO_POINTER(child->pid));
	child->pidfd = -1;
}

void
child_free(Child *child)
{
	if (child == NULL)
		return;
	drop_source(&child->in);
	drop_source(&child->out);
	drop_source(&child->end);
	drop_source(&child->silence);
	if (child->pid > 0)
		end_process(child);
	if (child->pidfd >= 0)
		close(child->pidfd);
	g_clear_pointer(&child->channel, channel_free);
	g_free(child);
}

pid_t
child_pid(const Child *child)
{
	return child->pid;
}

int
child_socket(const Child *child)
{
	return channel_fd(child->channel);
}

void
child_send(Child *child, FrameType type, GVariant *body, GBytes *bytes)
{
	g_autoptr(GError) error = NULL;

	if (!channel_send(child->channel, type, body, bytes, &error)) {
		if (!child->killed &&
		    !g_error_matches(error, CHANNEL_ERROR, CHANNEL_ERROR_CLOSED))
			log_write(LOG_WARNING, child->worker, "is killed: %s", error->message);
		child_kill(child);
	} else if (channel_waiting(child->channel) > 0 && child->out == 0) {
		child->out =
		    g_unix_fd_add(channel_fd(child->channel), G_IO_OUT, on_writable, child);
	}
}

void
child_pause(Child *child, bool paused)
{
	if (paused) {
		drop_source(&child->in);
	} else if (child->in == 0) {
		child->in = g_unix_fd_add(channel_fd(child->channel),
		    G_IO_IN | G_IO_HUP | G_IO_ERR, on_readable, child);
		child_expect(child, child->within_ms);
	}
}
