/* SPDX-License-Identifier: Apache-2.0 */
/* The control socket, in the place of gateway/daemon/control_server.c: nobody calls yet. */
#include "gateway/daemon/control_server.h"

struct ControlServer {
	Daemon *daemon; /* foreign */
};

ControlServer *
control_server_new(Daemon *daemon, GError **error)
{
	ControlServer *server = g_new0(ControlServer, 1);

	(void)error;
	server->daemon = daemon;
	return server;
}

void
control_server_free(ControlServer *server)
{
	g_free(server);
}

bool
control_server_serve(ControlServer *server, const Batch *batch, GError **error)
{
	(void)server;
	(void)batch;
	(void)error;
	return true;
}

void
control_server_committed(ControlServer *server)
{
	(void)server;
}

void
control_server_undone(ControlServer *server)
{
	(void)server;
}

void
control_server_refuse(ControlServer *server, const GError *why)
{
	(void)server;
	(void)why;
}
