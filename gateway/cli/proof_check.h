/* SPDX-License-Identifier: Apache-2.0 */
/* What the configuration costs in proof of who speaks. */
#pragma once

#include "gateway/config/config.h"

/* Warns of mailboxes that cannot tell one sender from another, or an answer from a guess. warnings: of Diagnostic. */
void proof_check(const Config *config, GPtrArray *warnings);
