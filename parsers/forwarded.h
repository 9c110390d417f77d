/* SPDX-License-Identifier: Apache-2.0 */
/* Who wrote what a mail forwards: what its header block in the text says, or the mail that is attached. */
#pragma once

#include "parsers/message.h"
#include "parsers/part.h"

/* Fills message->forwarded, of a mail that forwards something: its subject, a line of its text or an attached mail says
 * so. lines: of all of it, as reply_lines() tells them. Where a header has a name alone the address is "". */
void forwarded_read(const Part *top, const GArray *lines, Message *message);
