/* SPDX-License-Identifier: Apache-2.0 */
/* Which server is believed, proposed from the newest mails of the mailbox. */
#pragma once

#include "gateway/cli/init.h"

/* Looks at the mails that are there, where that may be, and asks. */
bool init_ask_authserv(Init *init, GError **error);
