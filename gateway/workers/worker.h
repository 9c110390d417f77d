/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a worker: what every child process has in common. A worker is this same binary, started as
 * `casegate --worker NAME`, with one socket and standard error. Its first frame is SETUP.
 */
#pragma once

#include <glib.h>

#include "gateway/ipc/channel.h"
#include "gateway/util/log.h"

/* One worker: what its process does from SETUP on; the return value is its exit status. setup is an a{sv}. */
typedef int (*WorkerMain)(Channel *channel, GVariant *setup);

int fetch_imap_worker(Channel *channel, GVariant *setup);
int fetch_maildir_worker(Channel *channel, GVariant *setup);
int send_smtp_worker(Channel *channel, GVariant *setup);
int send_maildir_worker(Channel *channel, GVariant *setup);
int read_worker(Channel *channel, GVariant *setup);
int verify_worker(Channel *channel, GVariant *setup);
/* The same in a child of the fork server, where all is open that it needs. */
int read_forked(Channel *channel, GVariant *setup);
int fork_worker(Channel *channel, GVariant *setup);
int command_worker(Channel *channel, GVariant *setup);

/* Runs the worker of this name until it ends; called by main() in the child. */
int worker_run(const char *name);
/* The same, its socket being in its place. */
int worker_be(WorkerMain run);

/* For workers: a line for the gateway's log; never a secret, never a customer's text. */
void worker_log(Channel *channel, LogLevel level, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Says what went wrong and how far it reaches; returns the exit status to end with. */
int worker_trouble(Channel *channel, TroubleScope scope, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* A string of the setup, borrowed, or NULL. */
const char *worker_setting(GVariant *setup, const char *name);
gint64 worker_number(GVariant *setup, const char *name, gint64 otherwise);
