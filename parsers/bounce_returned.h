/* SPDX-License-Identifier: Apache-2.0 */
/* What a report about delivery returns of the mail that it is about: what may tie it to a ticket, unproven. */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/*
 * Puts the Message-ID of the returned mail in front of message->references, its ticket numbers and tokens behind the
 * others, wherever they stand: in a mail or header that is attached, in a report within another mail, in the text.
 */
void bounce_returned_read(const Part *top, const char *const *shapes, Message *message);
