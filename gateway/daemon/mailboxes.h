/* SPDX-License-Identifier: Apache-2.0 */
/* One fetch role for each mailbox: mails come in, and once they are safe their server copies are filed away. */
#pragma once

#include <jansson.h>

#include "gateway/daemon/daemon.h"

/* Starts a role for every mailbox of the configuration. */
Fetchers *fetchers_new(Gateway *gateway);
void fetchers_free(Fetchers *fetchers);
/* Starts all anew by the configuration that came in the old one's place. What was not committed is fetched again. */
void fetchers_renew(Fetchers *fetchers);

/* In the batch: stores what arrived, and notes what was filed. */
bool fetchers_take_in(Fetchers *fetchers, Batch *batch, GError **error);
/* After COMMIT: what is safe may be filed. */
void fetchers_committed(Fetchers *fetchers);
void fetchers_undone(Fetchers *fetchers);

/* The bytes of a mail that came in lately, or NULL: then the spool has them. Caller owns; it is forgotten here. */
GBytes *fetchers_take_raw(Fetchers *fetchers, int64_t mail);

/* Whether no mail that came waits to be stored. */
bool fetchers_are_quiet(const Fetchers *fetchers);
/* For `casegate status`: an array of objects. */
json_t *fetchers_status(const Fetchers *fetchers);
