/* SPDX-License-Identifier: Apache-2.0 */
/* One fetch worker for each mailbox: mails come in, and once they are safe their server copies are filed away. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

/* Starts a worker for every mailbox of the configuration. */
Mailboxes *mailboxes_new(Daemon *daemon);
void mailboxes_free(Mailboxes *mailboxes);
/* Starts all anew by a new configuration. What was not committed is fetched again. */
void mailboxes_renew(Mailboxes *mailboxes);

/* In the batch: stores what arrived, and records what was filed. */
bool mailboxes_take_in(Mailboxes *mailboxes, Batch *batch, GError **error);
/* After COMMIT: what is safe may be filed. */
void mailboxes_committed(Mailboxes *mailboxes);
void mailboxes_undone(Mailboxes *mailboxes);

/* The bytes of a mail that came in lately, or NULL: then they are in the spool. Caller owns; they are not kept here. */
GBytes *mailboxes_take_raw(Mailboxes *mailboxes, int64_t mail);

/* Whether no arrival waits to be stored. */
bool mailboxes_are_quiet(const Mailboxes *mailboxes);
/* Why the i-th mailbox of the configuration cannot be fetched, or NULL. Borrowed. */
const char *mailboxes_trouble(const Mailboxes *mailboxes, unsigned i);
/* Which mails of it do not come, and why; how many that are safe cannot be filed, and why; or NULL. Borrowed until the next
 * call of either. */
const char *mailboxes_unfetched(const Mailboxes *mailboxes, unsigned i);
const char *mailboxes_unfiled(const Mailboxes *mailboxes, unsigned i);
/* For `casegate status`: an array of objects. */
json_t *mailboxes_status(const Mailboxes *mailboxes);
