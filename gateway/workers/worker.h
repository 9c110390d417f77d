/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A worker from inside: what all these processes have in common. A worker is this same binary, started as `casegate
 * --worker NAME`, with one socket and standard error. Its first frame is SETTINGS. What it waits for it waits for in
 * worker_poll() or for its worker_server(), so that the gateway can tell a long wait from one without end.
 */
#pragma once

#include <glib.h>
#include <poll.h>

#include "gateway/ipc/channel.h"
#include "gateway/net/stream_tls.h"
#include "gateway/util/log.h"

/* What the process of a worker does from SETTINGS on; the return value is its exit status. settings is an a{sv}. */
typedef int (*WorkerMain)(Channel *channel, GVariant *settings);

int fetch_imap_worker(Channel *channel, GVariant *settings);
int fetch_maildir_worker(Channel *channel, GVariant *settings);
int fetch_mbox_worker(Channel *channel, GVariant *settings);
int scan_worker(Channel *channel, GVariant *settings);
int send_smtp_worker(Channel *channel, GVariant *settings);
int send_maildir_worker(Channel *channel, GVariant *settings);
int read_worker(Channel *channel, GVariant *settings);
int verify_worker(Channel *channel, GVariant *settings);
/* read_worker() in a child of the fork server, where all is open that it needs. */
int read_forked(Channel *channel, GVariant *settings);
int fork_worker(Channel *channel, GVariant *settings);
int command_worker(Channel *channel, GVariant *settings);
int oauth_worker(Channel *channel, GVariant *settings);
int servicenow_worker(Channel *channel, GVariant *settings);
int forget_imap_worker(Channel *channel, GVariant *settings);
int forget_maildir_worker(Channel *channel, GVariant *settings);
int web_worker(Channel *channel, GVariant *settings);
int check_spool_worker(Channel *channel, GVariant *settings);

/* Runs the worker of this name until it ends; called by main() in the child. */
int worker_run(const char *name);
/* The same for a process whose socket is in its place already. */
int worker_be(WorkerMain run);

/* For workers: a line for the gateway's log; never a secret, never a customer's text. */
void worker_log(Channel *channel, LogLevel level, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Sends what went wrong and who can mend it; returns the exit status to end with. */
int worker_trouble(Channel *channel, TroubleScope scope, const char *format, ...)
    G_GNUC_PRINTF(3, 4);
/* The same of what ended a session with a server. account_domain, account_code: its protocol's error
 * when a login or a folder is refused. */
int worker_session_trouble(
    Channel *channel, const GError *error, GQuark account_domain, int account_code);

/* poll() that gives signs of life. */
int worker_poll(Channel *channel, struct pollfd *waiting, nfds_t n, int wait_ms);

/* A string of the settings, borrowed, or NULL. */
const char *worker_setting(GVariant *settings, const char *name);
gint64 worker_number(GVariant *settings, const char *name, gint64 otherwise);
/* The server of the settings (host, port, ca_file, tls), whose strings are theirs; signs of life are given while it is
 * waited for. */
StreamTlsServer worker_server(Channel *channel, GVariant *settings);
