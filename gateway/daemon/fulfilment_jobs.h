/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of completed requests that run now: one command role each, a few at once. */
#pragma once

#include <stdbool.h>

#include "gateway/daemon/daemon.h"

Commands *commands_new(Gateway *gateway);
void commands_free(Commands *commands);

/* Starts what is due; after COMMIT only. */
bool commands_give(Commands *commands, GError **error);
/* Writes down what has ended; in the batch. */
bool commands_record(Commands *commands, GError **error);
void commands_committed(Commands *commands);
void commands_undone(Commands *commands);
/* When the next one is due, or 0. */
bool commands_next_due(Commands *commands, int64_t *ret_due_ms, GError **error);
/* Whether none runs; nothing more is begun. */
bool commands_drain(Commands *commands);
