/* SPDX-License-Identifier: Apache-2.0 */
/* `casegate check --online` at the web pages: whether they are where the proxy looks for them, and where people do. */
#pragma once

#include <glib.h>

#include "gateway/config/config_web.h"

/* Appends a line for each of the two: what is good, or what is wrong. Where nobody listens no gateway runs with these pages,
 * which is said and is not wrong; the outside address is not tried then. ca_file: NULL: the system's. */
bool online_web(const ConfigWeb *web, const char *ca_file, GString *out);
