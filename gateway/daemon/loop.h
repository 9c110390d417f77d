/* SPDX-License-Identifier: Apache-2.0 */
/* The daemon: one process, one thread, one event loop, the only one that has the spool open. */
#pragma once

#include "gateway/model/context.h"

/* Runs until SIGTERM or SIGINT; SIGHUP reads config_file again. Takes the context. Returns the exit code. */
int loop_run(Context *take_context, const char *config_file);
