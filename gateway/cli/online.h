/* SPDX-License-Identifier: Apache-2.0 */
/* Trying the mailboxes and outgoing mail, as `casegate check --online` does: nothing is fetched, filed, sent or
 * made. */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"

/* Appends a line for each mailbox, and one for outgoing mail: what is good, or what is wrong. True when all is good. */
bool online_try(const Config *config, GString *out);
