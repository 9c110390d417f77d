/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reports about delivery in the free text of mail servers that do not, or not only, write RFC 3464.
 */
#pragma once

#include <stdbool.h>

#include "parsers/message.h"

/* Whether the sender, the subject and the text of a mail are those of such a report, and which. */
bool bounce_text_is_report(const Message *message, MessageKind *ret_kind);

/* Appends the recipients that the text names, with their status as far as it tells. */
void bounce_text_recipients(const Message *message, MessageKind kind, GPtrArray *bounce);

/* Adds one, unless it is there already or no address. */
void bounce_text_add(GPtrArray *bounce, const char *address, const char *status);

/* The first RFC 3463 status in a line, or what an SMTP reply code amounts to, or NULL. */
char *bounce_text_status(const char *line);
