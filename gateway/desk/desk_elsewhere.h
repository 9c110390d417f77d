/* SPDX-License-Identifier: Apache-2.0 */
/* What an agent may do here to a ticket that lives at a desk elsewhere. */
#pragma once

#include "gateway/model/actor.h"
#include "gateway/model/agent_action.h"
#include "gateway/model/context.h"

/* ret_why: why the desk would not take it, in the language of by, who is told, or NULL; NULL: it may be done, or the ticket
 * lives here. next: the state that it comes to. Caller owns. */
bool desk_elsewhere_refuses(Context *context, const Actor *by, const Ticket *ticket,
    AgentAction action, TicketState next, char **ret_why, GError **error);
