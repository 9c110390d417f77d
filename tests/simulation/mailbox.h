/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mail server of the desk: one mailbox with an inbox and a folder of what was filed, and the gateway's sessions with
 * it. A session may be cut at any moment, before or after what it was told to do was done.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

void mailbox_begin(void);
void mailbox_end(void);

/* A mail arrives. */
void mailbox_put(GBytes *raw);
/* The mails in the folder of what was filed, in the order of filing, borrowed: of GBytes. */
const GPtrArray *mailbox_filed(void);
/* How many lie in the inbox. */
unsigned mailbox_waiting(void);
/* The server gives every mail of the inbox another number. */
void mailbox_renumber(void);
