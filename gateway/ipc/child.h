/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outside of a role: one child process of this same binary, with one socket to it. It is started by fork and
 * exec, or by the fork server, with no other descriptor that leads anywhere; it dies with us. Whoever starts a worker
 * is told of each frame and, exactly once, of its end; a worker that sends nonsense is killed. Its lines for the log
 * are written here, as many as a sane role has to say.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

#include "gateway/ipc/channel.h"

#define WORKER_SOCKET 3 /* the descriptor on which a role finds its socket */

typedef struct Worker Worker;
typedef struct ForkServer ForkServer; /* gateway/workers/fork_server.h */

typedef struct {
	/* The frame is borrowed. */
	void (*frame)(Worker *worker, Frame *frame, void *data);
	/* The process is gone; how: "exit 75", "signal 11 (Segmentation fault)". The worker is to be freed here. */
	void (*ended)(Worker *worker, bool good, const char *how, void *data);
} WorkerEvents;

/* setup: a{sv}, sunk. */
Worker *worker_start(
    const char *role, GVariant *setup, const WorkerEvents *events, void *data, GError **error);
/* The same, by the fork server where that runs. */
Worker *worker_start_in(ForkServer *server, GVariant *setup, const WorkerEvents *events,
    void *data, GError **error);
/* Kills the process when it is still there, and waits for it. */
void worker_free(Worker *worker);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Worker, worker_free)

pid_t worker_pid(const Worker *worker);
/* Its socket, for what no frame can say. */
int worker_socket(const Worker *worker);
/* A worker that cannot take the frame is killed; its end is told as ever. */
void worker_send(Worker *worker, FrameType type, GVariant *body, GBytes *bytes);
/* Nothing more will be sent: it is to end by itself soon, else it is killed. Its end is told as ever. */
void worker_finish(Worker *worker);
/* Ends it now; its end is told as ever. */
void worker_kill(Worker *worker);
/* While paused, its frames wait in the socket. */
void worker_pause(Worker *worker, bool paused);
