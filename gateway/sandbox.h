/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a process that reads hostile bytes gives up: files, network, other processes, memory and time without end.
 * There is no way back. Builds with sanitizers leave it out, because those need what it forbids.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

/* Sets the limits and the system call filter. Everything the process will ever need must be open before. */
bool sandbox_enter(GError **error);
