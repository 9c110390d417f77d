/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Tickets that the desk put off: they are in none of its lists and nobody is reminded of them until they are back, which is
 * when their time has come, when somebody writes, or when an agent says so. What was promised to the customer stays due when
 * it is. Ours alone: no desk elsewhere hears of it.
 */
#pragma once

#include "gateway/model/actor.h"
#include "gateway/model/context.h"
#include "spool/ticket.h"

/* Somebody wrote on it: it is back at once, if it was put off. Who is told of that word is the caller's matter. */
bool snooze_interrupt(Context *context, Ticket *ticket, GError **error);
/* Its time has come: it is back, and who has it is told. */
bool snooze_end(Context *context, Ticket *ticket, GError **error);
/* That an answer is due before it is back, for who put it off; NULL: none is. Caller owns. */
char *snooze_warning(const Ticket *ticket);
