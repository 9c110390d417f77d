/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One byte with the child's socket goes in, the child's process id comes out. The child is made with CLONE_PARENT, so
 * that it is the gateway's, which waits for it and with which it dies.
 */
#include <config.h>

#include "gateway/ipc/fork_server.h"

#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/ipc/child.h"
#include "gateway/ipc/descriptors.h"
#include "gateway/util/backoff.h"
#include "gateway/util/log.h"

#define FORK_MS 2000 /* the first one waits until the server itself is ready */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

struct ForkServer {
	Child *child; /* own; NULL: not running */
	Backoff backoff;
};

ForkServer *
fork_server_new(void)
{
	return g_new0(ForkServer, 1);
}

void
fork_server_free(ForkServer *server)
{
	if (server == NULL)
		return;
	child_free(server->child);
	g_free(server);
}

void
fork_server_renew(ForkServer *server)
{
	g_clear_pointer(&server->child, child_free);
}

#ifdef SANDBOX

static void
on_frame(Child *child, Frame *frame, void *data)
{
	(void)frame;
	(void)data;
	child_kill(child);
}

static void
on_ended(Child *child, bool good, const char *how, void *data)
{
	ForkServer *server = data;

	(void)good;
	log_write(LOG_WARNING, "read", "the fork server of the readers ended: %s", how);
	child_free(child);
	server->child = NULL;
	backoff_failed(&server->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
}

static bool
is_running(ForkServer *server)
{
	static const ChildEvents EVENTS = {.frame = on_frame, .ended = on_ended};
	g_autoptr(GError) error = NULL;

	if (server->child != NULL)
		return true;
	if (!backoff_is_over(&server->backoff, g_get_monotonic_time()))
		return false;
	server->child =
	    child_start("fork", g_variant_new("a{sv}", NULL), &EVENTS, server, &error);
	if (server->child == NULL) {
		log_write(LOG_WARNING, "read", "%s", error->message);
		backoff_failed(&server->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
		return false;
	}
	/* what it says is read where it is asked; its end is an event as ever */
	child_pause(server->child, true);
	return true;
}

static bool
receive_pid(int from, pid_t *ret_pid)
{
	struct pollfd waiting = {.fd = from, .events = POLLIN};
	pid_t pid = -1;
	int ready = 0;

	do {
		ready = poll(&waiting, 1, FORK_MS);
	} while (ready < 0 && errno == EINTR);
	if (ready != 1 || recv(from, &pid, sizeof pid, 0) != sizeof pid || pid <= 0)
		return false;
	*ret_pid = pid;
	return true;
}

bool
fork_server_fork(ForkServer *server, int socket, pid_t *ret_pid)
{
	int talk = -1;

	if (!is_running(server))
		return false;
	talk = child_socket(server->child);
	if (descriptors_send(talk, &socket, 1) && receive_pid(talk, ret_pid)) {
		backoff_worked(&server->backoff);
		return true;
	}
	log_write(LOG_WARNING, "read",
	    "the fork server of the readers does not answer, another is started");
	g_clear_pointer(&server->child, child_free);
	backoff_failed(&server->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
	return false;
}

#else

/* A sanitizer wants its processes made by exec. */
bool
fork_server_fork(ForkServer *server, int socket, pid_t *ret_pid)
{
	(void)server;
	(void)socket;
	(void)ret_pid;
	return false;
}

#endif
