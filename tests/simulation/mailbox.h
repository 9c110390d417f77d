/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The mail server of the desk: two mailboxes with an inbox each, and what was filed out of both, and the gateway's sessions
 * with them. A session may be cut at any moment, before or after what it was told to do was done.
 */
#pragma once

#include <glib.h>
#include <stdbool.h>

void mailbox_begin(void);
void mailbox_end(void);

#define MAILBOXES 2

/* A mail arrives in one of them. */
void mailbox_put(unsigned which, GBytes *raw);
/* The mails that were filed, in the order of filing, borrowed: of GBytes. */
const GPtrArray *mailbox_filed(void);
/* How many lie in the inboxes. */
unsigned mailbox_waiting(void);
/* The server gives every mail of one inbox another number. */
void mailbox_renumber(void);
