/* SPDX-License-Identifier: Apache-2.0 */
/* The fork server itself; gateway/ipc/fork_server.h asks it: a socket comes in, a reader is forked that has it. */
#include <config.h>

#include <errno.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/ipc/child.h"
#include "gateway/ipc/descriptors.h"
#include "gateway/workers/worker.h"
#include "parsers/mime.h"

/* For whoever lists processes: child.c gave it the arguments "casegate --worker fork", all in one place. */
static void
show_as_reader(void)
{
	char *name = program_invocation_name + sizeof "casegate" + sizeof CHILD_WORKER;

	if (strcmp(program_invocation_name, "casegate") == 0 && strcmp(name, "fork") == 0)
		memcpy(name, "read", sizeof "read");
}

int
fork_worker(Channel *channel, GVariant *settings)
{
	int talk = channel_fd(channel);
	int socket = -1;

	(void)settings;
	mime_init();
	while (descriptors_receive(talk, &socket, 1) == 1) {
		pid_t pid = (pid_t)syscall(SYS_clone, CLONE_PARENT | SIGCHLD, 0, 0, 0, 0);

		if (pid == 0) {
			dup2(socket, CHILD_SOCKET);
			close(socket);
			channel_free(channel);
			show_as_reader();
			_exit(worker_be(read_forked));
		}
		close(socket);
		if (send(talk, &pid, sizeof pid, MSG_NOSIGNAL) != sizeof pid)
			break;
	}
	mime_shutdown();
	return EX_OK;
}
