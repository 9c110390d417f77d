/* SPDX-License-Identifier: Apache-2.0 */
/* The servers of a first configuration: asked for, signed in to, and tried while the person is there to mend it. */
#pragma once

#include "gateway/cli/init.h"

/* Asks for the mailbox and how to log in to it, and tries it where that may be. Whoever leaves it for later may. */
bool init_try_mailbox(Init *init, GError **error);
/* The same of the way out. */
bool init_try_outgoing(Init *init, GError **error);
