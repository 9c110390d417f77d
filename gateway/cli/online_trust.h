/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether Exchange takes its mark of mail from inside away from mail that comes from outside: `casegate check
 * --online` looks through the newest mails that came in, where a mailbox says which people are its own.
 */
#pragma once

#include <glib.h>

#include "gateway/config/config.h"
#include "spool/database.h"

/* Whether any mailbox asks for that. */
bool online_trust_is_wanted(const Config *config);
/* Appends a line for each mailbox of Microsoft 365 with `trust`. False where a copy of the mark came through, or the mark
 * is believed and nobody has seen a copy of it taken away. */
bool online_trust(const Config *config, Spool *spool, GString *out, GError **error);
