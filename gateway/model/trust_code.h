/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Codes of one mailbox that only the holder of our key can make, so that nobody else can say that something was tried:
 * one that the operator's own trial mail bears, and one that `casegate check --online` gives to whoever's trial it has
 * seen. Another address, or other domains of our own people, have other codes. Pure.
 */
#pragma once

#include <stdbool.h>

#include "gateway/config/config_mailbox.h"
#include "gateway/util/key_ring.h"

/* What `X-Casegate-Check` has in a trial. Caller owns. */
char *trust_code_of_trial(const KeyRing *keys, const ConfigMailbox *mailbox);
/* What `authas` is to be. Caller owns. */
char *trust_code_of_result(const KeyRing *keys, const ConfigMailbox *mailbox);
/* Whether the mailbox's `authas` is that, by this key or the one before it. */
bool trust_code_is_given(const KeyRing *keys, const ConfigMailbox *mailbox);
