/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The control socket: commands ask the running gateway. What they ask is done in the batch, and answered when it has
 * committed. Only who may enter the state folder may ask (mode 0600).
 */
#pragma once

#include "gateway/daemon/daemon.h"

/* Listens; a socket that a dead gateway left behind is taken over (the spool's lock is ours already). */
ControlServer *control_server_new(Daemon *gateway, GError **error);
/* Stops listening and removes the socket. */
void control_server_free(ControlServer *control);

bool control_server_serve(ControlServer *control, const Batch *batch, GError **error);
void control_server_committed(ControlServer *control);
void control_server_undone(ControlServer *control);
/* Answers all who asked that it cannot be done now. */
void control_server_refuse(ControlServer *control, const GError *why);
