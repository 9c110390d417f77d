/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The settings of each worker, which are its first frame: out of the configuration, secrets read anew each time. A login
 * by token needs the operator's token command to be run first, or a token to be renewed, by a worker of its own.
 */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"

/* The name of the worker: "fetch-imap", "send-maildir". */
const char *worker_settings_fetch_name(const ConfigMailbox *mailbox);
const char *worker_settings_send_name(const ConfigOutgoing *outgoing);

/* Called once, perhaps before worker_settings_fetch() or _send() returns: the floating a{sv}, or NULL and why not. */
typedef void (*WorkerSettingsReady)(GVariant *settings, const char *error, void *data);

typedef struct WorkerSettings WorkerSettings;
/* While the token is made, the returned one can be cancelled by freeing it; NULL when `ready` was called already. */
WorkerSettings *worker_settings_fetch(
    const ConfigMailbox *mailbox, WorkerSettingsReady ready, void *data);
WorkerSettings *worker_settings_send(
    const Config *config, WorkerSettingsReady ready, void *data);
/* Of the worker config->tickets->worker. */
WorkerSettings *worker_settings_desk(
    const Config *config, WorkerSettingsReady ready, void *data);
void worker_settings_free(WorkerSettings *settings);

/* A server did not let this login in: a token that is kept for it is not used again. */
void worker_settings_refused(const ConfigLogin *login);
/* Of an oauth worker, but for the grant it asks by; NULL: the client's secret cannot be read. */
GVariantDict *worker_settings_oauth(const ConfigOauth *oauth, GError **error);
