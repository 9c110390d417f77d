/* SPDX-License-Identifier: Apache-2.0 */
/* A letter that no spool has, sent as letters are, by the worker and the server that the configuration names. */
#pragma once

#include "gateway/config/config.h"

/* Waits until the server has taken it, a minute at most. mailbox: whose envelope it has. */
bool send_once(const Config *config, const ConfigMailbox *mailbox, const char *recipient,
    GBytes *letter, GError **error);
