/* SPDX-License-Identifier: Apache-2.0 */
/* Forgetting (gateway/desk/forget.h) beside all else that the daemon does: a person at once, the rest when it is quiet. */
#pragma once

#include "gateway/daemon/daemon.h"

/* Part of daemon; begins by itself. */
Forgetter *forgetter_new(Daemon *daemon);
void forgetter_free(Forgetter *forgetter);
/* Somebody is to be forgotten. */
void forgetter_hurry(Forgetter *forgetter);
