/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports about the delivery of a mail: RFC 3464, and what mail servers wrote before and beside it.
 */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"
#include "parsers/part.h"

/*
 * Fills message->bounce, and references, numbers and tokens with those of the mail that came back, and sets *ret_kind to
 * MESSAGE_BOUNCE, _DELAYED, _DELIVERED, or of some providers _COMPLAINT. Returns false, and
 * changes nothing, where this is no such report. `why` gets a static string. `sender` is what machine_sender_tells() of it.
 */
bool bounce_read(const Part *top, unsigned sender, const char *const *shapes, Message *message,
    MessageKind *ret_kind, const char **ret_why);
