/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports about the delivery of a mail: RFC 3464, and what mail servers wrote before and beside it.
 */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"
#include "parsers/part.h"

/*
 * Fills message->bounce and sets *ret_kind to MESSAGE_BOUNCE, _DELAYED or _DELIVERED. Returns false, and
 * changes nothing, where this is no such report. `why` gets a static string.
 */
bool bounce_read(
    const Part *top, Message *message, MessageKind *ret_kind, const char **ret_why);
