/* SPDX-License-Identifier: Apache-2.0 */
/* The timeline of a ticket and its files, as far as a customer sees them. */
#pragma once

#include "gateway/commands/my_ticket.h"

/* [{id, time, kind, change, mine, desk, author, text, files}]. NULL with an error. Caller owns. */
json_t *my_timeline_json(
    const MySelf *self, const Ticket *ticket, MyAccess access, GError **error);
/* {number, name, size, file, risky}. Caller owns. */
json_t *my_timeline_file(const TicketAttachment *file);
/* Whether they are shown this file. */
bool my_timeline_shows_file(const MySelf *self, const Ticket *ticket, MyAccess access,
    int number, bool *ret_shows, GError **error);
