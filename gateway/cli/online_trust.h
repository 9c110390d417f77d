/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether Exchange takes its mark of mail from inside away from mail that comes from outside: `casegate check
 * --online` looks through the newest mails that came in, where a mailbox says which people are its own.
 */
#pragma once

#include <glib.h>

#include "gateway/model/context.h"

/* Whether any mailbox asks for that. */
bool online_trust_is_wanted(const Config *config);
/* Appends a line for each mailbox of Microsoft 365 with `trust`: how to try it, or what to set once a trial was seen. False
 * where a copy of the mark came through, or `authas` is a code that no trial gave. */
bool online_trust(const Context *context, GString *out, GError **error);
