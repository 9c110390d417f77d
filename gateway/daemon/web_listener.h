/* SPDX-License-Identifier: Apache-2.0 */
/* Sockets at which the web worker listens. They are the gateway's, so that whoever connects while the worker is started anew
 * waits, and is refused nothing. */
#pragma once

#include <glib.h>

#include "gateway/config/config_web.h"

/* Owned by the caller; -1: it cannot be listened at. A Unix socket that was left there is replaced; whoever is on this
 * machine may connect to it, as to a port. */
int web_listener_open(const ConfigListen *at, GError **error);
