/* SPDX-License-Identifier: Apache-2.0 */
/* What `casegate case` and `casegate request` have in common. */
#pragma once

#include "gateway/verb.h"
#include "spool/ticket.h"

/* The ticket of the request's "number", which must be of this kind. */
bool ticket_command_find(Office *office, const Request *request, TicketKind kind,
    Ticket **ret_ticket, GError **error);

/* `list [STATE] [--limit N]` and `show NUMBER`. */
bool ticket_command_list(
    Office *office, const Request *request, TicketKind kind, GString *out, GError **error);
bool ticket_command_show(
    Office *office, const Request *request, TicketKind kind, GString *out, GError **error);
extern const char *const TICKET_COMMAND_NUMBER[]; /* the operands of show */

/* Whether tickets of this kind can be in this state. */
bool ticket_command_has_state(TicketKind kind, TicketState state);

/* Who acts: the agent that `--as` names, by name or address; else the one of the Unix user, where there is one; else
 * the desk. NULL with an error when `--as` names nobody. Borrowed. */
const char *ticket_command_author(const Office *office, const Request *request, GError **error);
