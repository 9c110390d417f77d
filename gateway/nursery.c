/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Both ends of the talk: one byte with the child's socket goes in, the child's process id comes out. The child is made
 * with CLONE_PARENT, so that it is the gateway's, which waits for it and with which it dies.
 */
#include <config.h>

#include "gateway/nursery.h"

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

#include "gateway/backoff.h"
#include "gateway/log.h"
#include "gateway/role.h"
#include "parsers/mime.h"

#define BIRTH_MS 2000 /* the first one waits until the nursery itself is ready */
#define LONGEST_WAIT_MS (INT64_C(60) * 1000)

struct Nursery {
	Worker *worker; /* own; NULL: not running */
	Backoff backoff;
};

Nursery *
nursery_new(void)
{
	return g_new0(Nursery, 1);
}

void
nursery_free(Nursery *nursery)
{
	if (nursery == NULL)
		return;
	worker_free(nursery->worker);
	g_free(nursery);
}

const char *
nursery_role(const Nursery *nursery)
{
	(void)nursery;
	return "read";
}

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
	Nursery *nursery = data;

	(void)good;
	log_write(LOG_WARNING, "read", "the nursery of the readers ended: %s", how);
	worker_free(worker);
	nursery->worker = NULL;
	backoff_failed(&nursery->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
}

void
nursery_renew(Nursery *nursery)
{
	g_clear_pointer(&nursery->worker, worker_free);
}

#ifdef SANDBOX

static bool
is_running(Nursery *nursery)
{
	static const WorkerEvents EVENTS = {on_frame, on_ended};
	g_autoptr(GError) error = NULL;

	if (nursery->worker != NULL)
		return true;
	if (!backoff_is_over(&nursery->backoff, g_get_monotonic_time()))
		return false;
	nursery->worker =
	    worker_start("nursery", g_variant_new("a{sv}", NULL), &EVENTS, nursery, &error);
	if (nursery->worker == NULL) {
		log_write(LOG_WARNING, "read", "%s", error->message);
		backoff_failed(&nursery->backoff, g_get_monotonic_time(), LONGEST_WAIT_MS);
		return false;
	}
	/* what it says is read where it is asked; its end is told as ever */
	worker_pause(nursery->worker, true);
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
		ready = poll(&waiting, 1, BIRTH_MS);
	} while (ready < 0 && errno == EINTR);
	if (ready != 1 || recv(from, &pid, sizeof pid, 0) != sizeof pid || pid <= 0)
		return false;
	*ret_pid = pid;
	return true;
}

bool
nursery_bear(Nursery *nursery, int socket, pid_t *ret_pid)
{
	int talk = -1;

	if (!is_running(nursery))
		return false;
	talk = worker_socket(nursery->worker);
	if (send_socket(talk, socket) && receive_pid(talk, ret_pid)) {
		backoff_worked(&nursery->backoff);
		return true;
	}
	worker_kill(nursery->worker);
	return false;
}

#else

/* A sanitizer wants its processes made by exec. */
bool
nursery_bear(Nursery *nursery, int socket, pid_t *ret_pid)
{
	(void)nursery;
	(void)socket;
	(void)ret_pid;
	return false;
}

#endif

/* The nursery's side. -1: the gateway is gone. */
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

int
nursery_role_main(Channel *channel, GVariant *setup)
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
			_exit(role_be(read_born));
		}
		close(socket);
		if (send(talk, &pid, sizeof pid, MSG_NOSIGNAL) != sizeof pid)
			break;
	}
	mime_shutdown();
	return EX_OK;
}
