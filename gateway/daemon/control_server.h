/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control socket: command lines call the running daemon. A call is served in the batch, and replied to when that has
 * committed. Only the gateway's own user and root may connect (mode 0600), or the members of control_group, too (0660);
 * the kernel says who it is that does.
 */
#pragma once

#include "gateway/daemon/daemon.h"

/* Listens; a socket that a dead daemon left behind is replaced (the spool's lock is ours already). */
ControlServer *control_server_new(Daemon *daemon, GError **error);
/* Stops listening and removes the socket. */
void control_server_free(ControlServer *server);

bool control_server_serve(ControlServer *server, const Batch *batch, GError **error);
void control_server_committed(ControlServer *server);
void control_server_undone(ControlServer *server);
/* Replies to all calls that they cannot be done now. */
void control_server_refuse(ControlServer *server, const GError *why);
