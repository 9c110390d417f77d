/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Readers are many and live for a few mails only, and to start one by exec costs as much as to read a hundred. The fork
 * server is a worker that has everything ready that a reader needs, never sees a mail, and forks readers: children of
 * the gateway, each of which enters its sandbox before it reads. They have the same addresses; after one that crashed,
 * the next come from a server of their own.
 */
#pragma once

#include <stdbool.h>
#include <sys/types.h>

typedef struct ForkServer ForkServer;

ForkServer *fork_server_new(void);
void fork_server_free(ForkServer *server);
/* A child of ours with this socket as its own; false: there can be none now, and one is to be started by exec. */
bool fork_server_fork(ForkServer *server, int socket, pid_t *ret_pid);
/* What it forks from now on lies elsewhere in memory. */
void fork_server_renew(ForkServer *server);
