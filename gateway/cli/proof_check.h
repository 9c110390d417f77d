/* SPDX-License-Identifier: Apache-2.0 */
/* Which settings leave senders unproven. */
#pragma once

#include "gateway/config/config.h"

/* Warns of mailboxes where a sender, or an answer without a token, cannot be proved. warnings: of Diagnostic. */
void proof_check(const Config *config, GPtrArray *warnings);
