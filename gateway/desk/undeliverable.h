/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets whose letters reach nobody: a solution that came back is not closed by time, and whoever says something on such
 * a ticket is told that nobody hears it. */
#pragma once

#include "gateway/model/context.h"
#include "spool/ticket.h"

/* Whether letters reach anybody whom the news of this ticket go to; yes where there is nobody. */
bool undeliverable_reaches(
    Context *context, const Ticket *ticket, bool *ret_reaches, GError **error);
/* Why nobody hears what the desk does to this ticket, in words (a constant): it has no reporter, or a machine, or letters
 * come back; NULL: somebody does. */
bool undeliverable_why(
    Context *context, const Ticket *ticket, const char **ret_why, GError **error);
/* The same for who did something, and also where only a report that proves nothing says that a letter to the reporter did
 * not arrive, who has written nothing since. */
bool undeliverable_warn(
    Context *context, const Ticket *ticket, const char **ret_words, GError **error);
/* Nobody can be told of the solution: said on the ticket and to its group. The caller has stopped its clock. */
bool undeliverable_nobody(Context *context, const Ticket *ticket, GError **error);
