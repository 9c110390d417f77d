/* SPDX-License-Identifier: Apache-2.0 */
/* One fetch worker for each mailbox: mails come in, and once they are safe their server copies are filed away. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

/* Starts a worker for every mailbox of the configuration. */
Mailboxes *mailboxes_new(Daemon *gateway);
void mailboxes_free(Mailboxes *fetchers);
/* Starts all anew by the configuration that came in the old one's place. What was not committed is fetched again. */
void mailboxes_renew(Mailboxes *fetchers);

/* In the batch: stores what arrived, and notes what was filed. */
bool mailboxes_take_in(Mailboxes *fetchers, Batch *batch, GError **error);
/* After COMMIT: what is safe may be filed. */
void mailboxes_committed(Mailboxes *fetchers);
void mailboxes_undone(Mailboxes *fetchers);

/* The bytes of a mail that came in lately, or NULL: then the spool has them. Caller owns; it is forgotten here. */
GBytes *mailboxes_take_raw(Mailboxes *fetchers, int64_t mail);

/* Whether no mail that came waits to be stored. */
bool mailboxes_are_quiet(const Mailboxes *fetchers);
/* For `casegate status`: an array of objects. */
json_t *mailboxes_status(const Mailboxes *fetchers);
