/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The outbox of a desk elsewhere, and what comes back. An operation is in flight in the spool before it is sent, several at
 * once and one of each ticket; one whose worker died is unknown, and is looked for before it is done again. A desk that
 * does not answer, or refuses the login, is left alone, and then asked with one operation. There is nothing of this where
 * tickets live in the spool.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

DeskOutbox *desk_outbox_new(Daemon *daemon);
void desk_outbox_free(DeskOutbox *outbox);

/* In the batch: what came back, letters that go early, and what is in flight from its commit on. */
bool desk_outbox_record(DeskOutbox *outbox, const Batch *batch, GError **error);
void desk_outbox_committed(DeskOutbox *outbox);
void desk_outbox_undone(DeskOutbox *outbox);
/* Starts the worker, and asks for what changed; after COMMIT only. */
bool desk_outbox_give(DeskOutbox *outbox, GError **error);
/* When something is due next, or 0. */
bool desk_outbox_next_due(DeskOutbox *outbox, int64_t *ret_due_ms, GError **error);

/* Gives nothing more; returns whether nothing is in flight. */
bool desk_outbox_drain(DeskOutbox *outbox);
/* The configuration was read again. */
void desk_outbox_renew(DeskOutbox *outbox);

/* Why the desk is left alone, or its worker cannot work, or NULL; borrowed. */
const char *desk_outbox_trouble(const DeskOutbox *outbox);
json_t *desk_outbox_status(const DeskOutbox *outbox);
