/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets at which the web worker listens. They are the gateway's, so that whoever connects while the worker is started anew
 * waits, and is refused nothing. */
#pragma once

#include <glib.h>

#include "gateway/config/config_web.h"

/* What systemd calls the socket that is ours (data/casegate-web.socket). */
#define WEB_LISTENER_NAME "casegate-web"

/* Owned by the caller; -1: it cannot be listened at. A Unix socket that was left there is replaced; whoever is on this
 * machine may connect to it, as to a port. What systemd has opened stays open beside. tls: without it nobody but this machine
 * may reach what systemd has opened. */
int web_listener_open(const ConfigListen *at, bool tls, GError **error);
