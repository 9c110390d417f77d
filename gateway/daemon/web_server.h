/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The gateway's side of the web pages: it starts the worker, and serves what that asks as it serves the control socket, in
 * the batch, in the time that is left to pages. Mails never wait for it. Off where the configuration has no pages.
 */
#pragma once

#include "gateway/daemon/daemon.h"

WebServer *web_server_new(Daemon *daemon);
void web_server_free(WebServer *server);
/* The configuration was read again: the worker begins anew with it. */
void web_server_renew(WebServer *server);

/* Why there are no pages, or NULL; borrowed. */
const char *web_server_trouble(const WebServer *server);

bool web_server_serve(WebServer *server, const Batch *batch, GError **error);
void web_server_committed(WebServer *server);
void web_server_undone(WebServer *server);
/* Answers all that is asked that it cannot be done now. */
void web_server_refuse(WebServer *server, const GError *why);
