/* SPDX-License-Identifier: Apache-2.0 */
/* `attachment NUMBER [N]` of `casegate case` and `casegate request`. */
#pragma once

#include "gateway/commands/subcommand.h"
#include "spool/ticket.h"
#include "spool/ticket_content.h"

extern const char *const TICKET_ATTACHMENT_OPERANDS[];

/* The subcommand's serve() and finish(): without N the list of them, else one's bytes. */
bool ticket_attachment_serve(Context *context, const Call *call, GString *out, GError **error);
GBytes *ticket_attachment_finish(const Call *call, GBytes *served, GError **error);
/* The path of the part, a tab and its marks, a line end, and the whole mail: the part is read where a read worker may be
 * waited for. */
bool ticket_attachment_part(
    Context *context, const TicketAttachment *attachment, GString *out, GError **error);
