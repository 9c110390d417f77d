/* SPDX-License-Identifier: Apache-2.0 */
/* What Amazon SES tells about a mail: JSON, as a mail of SNS's. */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"

/*
 * Fills message->bounce, and references and numbers with those of the mail that it is about; *ret_kind is MESSAGE_BOUNCE,
 * _DELAYED, _DELIVERED or _COMPLAINT. Returns false, and changes nothing, where the text is no such notification.
 */
bool bounce_json_read(Message *message, const char *const *shapes, MessageKind *ret_kind);
