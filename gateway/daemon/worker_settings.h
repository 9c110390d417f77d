/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first frame of each worker: its settings out of the configuration, secrets read anew each time. A login by token
 * needs a command of the operator's to be run first, in a worker of its own.
 */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"

/* The name of the worker that does it: "fetch-imap", "send-maildir". */
const char *worker_settings_fetch_name(const ConfigMailbox *mailbox);
const char *worker_settings_send_name(const ConfigOutgoing *outgoing);

/* Told once, perhaps before worker_settings_make() returns: the floating a{sv}, or NULL and why not. */
typedef void (*WorkerSettingsReady)(GVariant *setup, const char *error, void *data);

typedef struct WorkerSettings WorkerSettings;
/* Where the setup cannot be made at once (a token's command runs), the returned one can be cancelled by freeing it;
 * NULL when `ready` was told already. */
WorkerSettings *worker_settings_fetch(
    const ConfigMailbox *mailbox, WorkerSettingsReady ready, void *data);
WorkerSettings *worker_settings_send(
    const Config *config, WorkerSettingsReady ready, void *data);
void worker_settings_free(WorkerSettings *setup);
