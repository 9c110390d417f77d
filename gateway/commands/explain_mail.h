/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate explain` is served with: mails as they were read, and what is proved of who sent them. */
#pragma once

#include <glib.h>

#include "parsers/origin.h"

#define EXPLAIN_COMMAND "explain"
#define EXPLAIN_FORM "a(aym" ORIGIN_FORM ")"

/* Of one mail: its message_pack(), and its origin_pack(), floating or not. Caller owns. */
GBytes *explain_mail_pack(GBytes *message, GVariant *origin);
