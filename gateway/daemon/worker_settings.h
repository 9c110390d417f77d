/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The first frame of each role: its settings out of the configuration, secrets read anew each time. A login by token
 * needs a command of the operator's to be run first, in a role of its own.
 */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"

/* The name of the role that does it: "fetch-imap", "send-maildir". */
const char *setup_fetch_role(const ConfigMailbox *mailbox);
const char *setup_send_role(const ConfigOutgoing *outgoing);

/* Told once, perhaps before setup_make() returns: the floating a{sv}, or NULL and why not. */
typedef void (*SetupReady)(GVariant *setup, const char *error, void *data);

typedef struct Setup Setup;
/* Where the setup cannot be made at once (a token's command runs), the returned one can be cancelled by freeing it;
 * NULL when `ready` was told already. */
Setup *setup_fetch(const ConfigMailbox *mailbox, SetupReady ready, void *data);
Setup *setup_send(const Config *config, SetupReady ready, void *data);
void setup_free(Setup *setup);
