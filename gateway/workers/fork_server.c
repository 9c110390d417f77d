/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both ends of the talk: one byte with the child's socket goes in, the child's process id comes out. The child is made
 * with CLONE_PARENT, so that it is the gateway's, which waits for it and with which it dies.
 */
#include <config.h>

#include "gateway/workers/fork_server.h"

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

#include "gateway/util/backoff.h"
#include "gateway/util/log.h"
#include "gateway/workers/worker.h"
#include "parsers/mime.h"

#define FORK_MS 2000 /* the first one waits until the server itself is ready */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

struct ForkServer {
	Worker *worker; /* own; NULL: not running */
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
	worker_free(server->worker);
	g_free(server);
}

const char *
fork_server_role(const ForkServer *server)
{
	(void)server;
	return "read";
}

void
fork_server_renew(ForkServer *server)
{
	g_clear_pointer(&server->worker, worker_free);
}

#ifdef SANDBOX

static void
on_frame(Worker *worker, Frame *frame, void *data)
{
	(void)frame;
	(void)data;
	worker_kill(worker);
}

static void
on_ended(Worker *worker, bool good, const char *how, void *data)
{
	ForkServer *server = data;

	(void)good;
	log_write(LOG_WARNING, "read", "the fork server of the readers ended: %s", how);
	worker_free(worker);
	server->worker = NULL;
	backoff_failed(&server->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
}

static bool
is_running(ForkServer *server)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;

	if (server->worker != NULL)
		return true;
	if (!backoff_is_over(&server->backoff, g_get_monotonic_time()))
		return false;
	server->worker =
	    worker_start("fork", g_variant_new("a{sv}", NULL), &EVENTS, server, &error);
	if (server->worker == NULL) {
		log_write(LOG_WARNING, "read", "%s", error->message);
		backoff_failed(&server->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
		return false;
	}
	/* what it says is read where it is asked; its end is told as ever */
	worker_pause(server->worker, true);
	return true;
}

static bool
send_socket(int to, int socket)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte = 1;
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof control};
	struct cmsghdr *item = CMSG_FIRSTHDR(&message);

	item->cmsg_level = SOL_SOCKET;
	item->cmsg_type = SCM_RIGHTS;
	item->cmsg_len = CMSG_LEN(sizeof socket);
	memcpy(CMSG_DATA(item), &socket, sizeof socket);
	return sendmsg(to, &message, MSG_NOSIGNAL) == 1;
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
	talk = worker_socket(server->worker);
	if (send_socket(talk, socket) && receive_pid(talk, ret_pid)) {
		backoff_worked(&server->backoff);
		return true;
	}
	worker_kill(server->worker);
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

/* The server's side. -1: the gateway is gone. */
static int
receive_socket(int from)
{
	union {
		struct cmsghdr header;
		char space[CMSG_SPACE(sizeof(int))];
	} control = {0};
	char byte = 0;
	int socket = -1;
	struct iovec part = {&byte, 1};
	struct msghdr message = {.msg_iov = &part,
	    .msg_iovlen = 1,
	    .msg_control = &control,
	    .msg_controllen = sizeof control};
	const struct cmsghdr *item = NULL;

	if (recvmsg(from, &message, MSG_CMSG_CLOEXEC) != 1)
		return -1;
	item = CMSG_FIRSTHDR(&message);
	if (item != NULL && item->cmsg_type == SCM_RIGHTS)
		memcpy(&socket, CMSG_DATA(item), sizeof socket);
	return socket;
}

/* For whoever lists processes: child.c gave it the arguments "casegate --role fork", all in one place. */
static void
show_as_reader(void)
{
	char *name = program_invocation_name + sizeof "casegate" + sizeof "--role";

	if (strcmp(program_invocation_name, "casegate") == 0 && strcmp(name, "fork") == 0)
		memcpy(name, "read", sizeof "read");
}

int
fork_role(Channel *channel, GVariant *setup)
{
	int talk = channel_fd(channel);
	int socket = -1;

	(void)setup;
	mime_init();
	while ((socket = receive_socket(talk)) >= 0) {
		pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

		if (pid == 0) {
			dup2(socket, WORKER_SOCKET);
			close(socket);
			channel_free(channel);
			show_as_reader();
			_exit(role_be(read_forked));
		}
		close(socket);
		if (send(talk, &pid, sizeof pid, MSG_NOSIGNAL) != sizeof pid)
			break;
	}
	mime_shutdown();
	return EX_OK;
}
