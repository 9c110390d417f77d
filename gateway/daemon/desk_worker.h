/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The worker that speaks with the desk elsewhere: started again with back-off, killed where it gives no sign of life or says
 * what makes no sense. What it was given and did not answer when it ended is its user's to know.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"
#include "gateway/ipc/frame.h"
#include "gateway/model/desk_operation.h"

typedef struct DeskWorker DeskWorker;

/* The results are borrowed. */
typedef struct {
	/* False: it was not asked that. */
	bool (*operated)(int64_t id, DeskOutcome outcome, const json_t *result, void *data);
	bool (*changes)(const json_t *page, void *data);
	bool (*fetched)(int64_t id, GBytes *bytes, const char *why, void *data);
	void (*ended)(const char *how, void *data);
} DeskWorkerEvents;

DeskWorker *desk_worker_new(Daemon *daemon, const DeskWorkerEvents *events, void *data);
void desk_worker_free(DeskWorker *worker);

/* Starts it where it does not run and may; whether it runs. */
bool desk_worker_start(DeskWorker *worker);
bool desk_worker_runs(const DeskWorker *worker);
/* The configuration was read again: a worker with the new one begins when nothing is asked of this one any more. */
void desk_worker_renew(DeskWorker *worker);

/* How much is asked and not answered; 0: it may be silent as long as it likes. */
void desk_worker_owes(DeskWorker *worker, unsigned count);
/* Only while it runs. */
void desk_worker_send(DeskWorker *worker, FrameType type, GVariant *body, GBytes *bytes);

/* Why it cannot work, or NULL. */
const char *desk_worker_trouble(const DeskWorker *worker);
int desk_worker_starts(const DeskWorker *worker);
int desk_worker_pid(const DeskWorker *worker);
