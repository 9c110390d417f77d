/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which server's Authentication-Results stand on the newest mails, and how deep: `casegate check --online` says whether
 * `authserv` and `authserv_hops` fit, and proposes both where they do not.
 */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"
#include "spool/database.h"

/* Appends a line for each mailbox. False where results were looked for and not found on any of several mails. */
bool online_authserv(const Config *config, Spool *spool, GString *out, GError **error);
