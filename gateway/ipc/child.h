/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker as its parent sees it: one child process of this same binary, with one socket to it. It is started by fork
 * and exec, or by the fork server, with no other descriptor; it dies with us. Each frame and, exactly once, its end are
 * events for whoever starts it; a child that sends nonsense is killed, and one from which a sign of life is expected
 * that does not come. Its lines for the log are written here, up to a rate.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "gateway/ipc/channel.h"

#define CHILD_SOCKET 3          /* the descriptor on which a worker finds its socket */
#define CHILD_WORKER "--worker" /* the argument before its name */

typedef struct Child Child;

typedef struct {
	/* The frame is borrowed. */
	void (*frame)(Child *child, Frame *frame, void *data);
	/* The process is gone; how: "exit 75", "signal 11 (Segmentation fault)", "killed after 60 s without a sign of
	 * life". The child is to be freed here. */
	void (*ended)(Child *child, bool good, const char *how, void *data);
	/* Makes the process, with this socket as its own, as gateway/ipc/fork_server.h does; false: it cannot now, and
	 * the worker is started by exec. NULL: by exec always. */
	bool (*fork)(int socket, pid_t *ret_pid, void *data);
} ChildEvents;

/* settings: a{sv}, sunk. */
Child *child_start(const char *worker, GVariant *settings, const ChildEvents *events,
    void *data, GError **error);
/* Kills the process when it is still there, and waits for it: a moment, as one that hangs in the kernel dies later. */
void child_free(Child *child);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Child, child_free)

pid_t child_pid(const Child *child);
/* Its socket, for what no frame can carry. */
int child_socket(const Child *child);
/* A child that cannot take the frame is killed; its end is an event as ever. */
void child_send(Child *child, FrameType type, GVariant *body, GBytes *bytes);
/* Nothing more will be sent: it is to end by itself soon, else it is killed. Its end is an event as ever. */
void child_finish(Child *child);
/* Ends it now; its end is an event as ever. */
void child_kill(Child *child);
/* From now on it is to give a sign of life within so long, and is expected anew with each: else it is killed, and its end
 * says so. 0: nothing is expected of it. While it is paused nothing is, either. */
void child_expect(Child *child, int64_t within_ms);
/* Whether it was killed because it gave none. */
bool child_was_silent(const Child *child);
/* While paused, its frames wait in the socket. */
void child_pause(Child *child, bool paused);
