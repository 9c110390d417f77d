/* SPDX-License-Identifier: Apache-2.0 */
/* The commands of completed requests that run now: one command worker each, a few at once. */
#pragma once

#include <stdbool.h>

#include "gateway/daemon/daemon.h"

FulfilmentJobs *fulfilment_jobs_new(Daemon *gateway);
void fulfilment_jobs_free(FulfilmentJobs *commands);

/* Starts what is due; after COMMIT only. */
bool fulfilment_jobs_give(FulfilmentJobs *commands, GError **error);
/* Writes down what has ended; in the batch. */
bool fulfilment_jobs_record(FulfilmentJobs *commands, GError **error);
void fulfilment_jobs_committed(FulfilmentJobs *commands);
void fulfilment_jobs_undone(FulfilmentJobs *commands);
/* When the next one is due, or 0. */
bool fulfilment_jobs_next_due(FulfilmentJobs *commands, int64_t *ret_due_ms, GError **error);
/* Whether none runs; nothing more is begun. */
bool fulfilment_jobs_drain(FulfilmentJobs *commands);
