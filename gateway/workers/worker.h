/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The inside of a role: what every child process has in common. A role is this same binary, started as
 * `casegate --role NAME`, with one socket and standard error. Its first frame is SETUP.
 */
#pragma once

#include <glib.h>

#include "gateway/ipc/channel.h"

/* One role: what its process does from SETUP on; the return value is its exit status. setup is an a{sv}. */
typedef int (*RoleMain)(Channel *channel, GVariant *setup);

int fetch_imap_role(Channel *channel, GVariant *setup);
int fetch_maildir_role(Channel *channel, GVariant *setup);
int send_smtp_role(Channel *channel, GVariant *setup);
int send_maildir_role(Channel *channel, GVariant *setup);
int read_role(Channel *channel, GVariant *setup);
int verify_role(Channel *channel, GVariant *setup);
/* The same in a child of the fork server, where all is open that it needs. */
int read_forked(Channel *channel, GVariant *setup);
int fork_role(Channel *channel, GVariant *setup);
int command_role(Channel *channel, GVariant *setup);

/* Runs the role of this name until it ends; called by main() in the child. */
int role_run(const char *name);
/* The same, its socket being in its place. */
int role_be(RoleMain run);

/* For roles: a line for the gateway's log; never a secret, never a customer's text. */
void role_log(Channel *channel, LogLevel level, const char *format, ...) G_GNUC_PRINTF(3, 4);
/* Says what went wrong and how far it reaches; returns the exit status to end with. */
int role_trouble(Channel *channel, TroubleScope scope, const char *format, ...)
    G_GNUC_PRINTF(3, 4);

/* A string of the setup, borrowed, or NULL. */
const char *role_setting(GVariant *setup, const char *name);
gint64 role_number(GVariant *setup, const char *name, gint64 otherwise);
