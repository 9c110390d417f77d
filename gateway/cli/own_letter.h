/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter from a mailbox to itself: sent as letters are, found again in the inbox and deleted there. It is marked as one
 * of our own, so that a gateway that should take it in makes nothing of it.
 */
#pragma once

#include <stdbool.h>

#include "gateway/config/config.h"

/* The header as it came back. NULL: why not. Caller owns. */
GBytes *own_letter_go(const Config *config, const ConfigMailbox *mailbox, GError **error);
