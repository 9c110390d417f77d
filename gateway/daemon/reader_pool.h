/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The pool of read roles and the mails on their way through it, in intake order for each mailbox: a mail is decided
 * only when all before it in its mailbox are, or have lost their reader. Those run again, alone, when nothing
 * fresh waits; after three readers the mail is quarantined. A mail by which something may be granted is read twice.
 */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

Readers *readers_new(Gateway *gateway);
void readers_free(Readers *readers);

/* In the batch: decides what was read, in order. */
bool readers_decide(Readers *readers, Batch *batch, GError **error);
/* Whether that failed because of one mail: done again at once, the batch holds that mail and decides the others. */
bool readers_want_care(Readers *readers);
void readers_committed(Readers *readers);
void readers_undone(Readers *readers);

/* Takes waiting mails from the spool and gives them to roles, as many as there is room for. */
bool readers_give(Readers *readers, GError **error);
/* Looks at all waiting mails again, for one whose state was set back to waiting. */
void readers_look_again(Readers *readers);

/* Whether no mail waits to be read or decided. */
bool readers_are_quiet(const Readers *readers);
json_t *readers_status(const Readers *readers);
