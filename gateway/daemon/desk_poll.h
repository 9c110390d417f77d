/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What changes at the desk elsewhere: asked for on a timer and when operations were done, page by page, each change with
 * the files that go along with its letters. A change is taken in the batch; where the next page begins is kept with the
 * last one of its page, so that a page of which anything was lost comes again.
 */
#pragma once

#include "gateway/daemon/desk_worker.h"

typedef struct DeskPoll DeskPoll;

DeskPoll *desk_poll_new(Daemon *daemon, DeskWorker *worker);
void desk_poll_free(DeskPoll *poll);

/* To be asked for soon; its worker must run for that. */
void desk_poll_hurry(DeskPoll *poll);
/* Asks for what is due: the next page, files; after COMMIT only. may_ask: the desk is not to be left alone. */
bool desk_poll_give(DeskPoll *poll, bool may_ask, GError **error);
/* Takes changes whose files are here; in the batch. */
bool desk_poll_take(DeskPoll *poll, const Batch *batch, GError **error);
void desk_poll_committed(DeskPoll *poll);
void desk_poll_undone(DeskPoll *poll);

/* From its worker; false: it was not asked that. */
bool desk_poll_changes(DeskPoll *poll, const json_t *page);
bool desk_poll_fetched(DeskPoll *poll, int64_t id, GBytes *bytes);
void desk_poll_lost(DeskPoll *poll);

/* In how long the next page is to be asked for; long, where it waits for something else. */
int64_t desk_poll_wait_ms(const DeskPoll *poll);
/* How much it waits for. */
unsigned desk_poll_owed(const DeskPoll *poll);
/* Why nothing could be read when it was last asked for, or NULL. */
const char *desk_poll_trouble(const DeskPoll *poll);
