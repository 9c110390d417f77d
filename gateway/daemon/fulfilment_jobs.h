/* SPDX-License-Identifier: Apache-2.0 */
/* The fulfilment commands that run now: a worker process for each, a few at once. */
#pragma once

#include <stdbool.h>

#include "gateway/daemon/daemon.h"

FulfilmentJobs *fulfilment_jobs_new(Daemon *daemon);
void fulfilment_jobs_free(FulfilmentJobs *jobs);

/* Starts the steps that are due; after COMMIT only. */
bool fulfilment_jobs_give(FulfilmentJobs *jobs, GError **error);
/* Records the results of those that have ended; in the batch. */
bool fulfilment_jobs_record(FulfilmentJobs *jobs, GError **error);
void fulfilment_jobs_committed(FulfilmentJobs *jobs);
void fulfilment_jobs_undone(FulfilmentJobs *jobs);
/* When the next one is due, or 0. */
bool fulfilment_jobs_next_due(FulfilmentJobs *jobs, int64_t *ret_due_ms, GError **error);
/* Starts no more; returns whether none runs. */
bool fulfilment_jobs_drain(FulfilmentJobs *jobs);
