/* SPDX-License-Identifier: Apache-2.0 */
/* What casegate itself did or found, on a ticket's timeline. */
#pragma once

#include "gateway/model/context.h"
#include "spool/ticket.h"

bool timeline_note(Context *context, const Ticket *ticket, const char *text, GError **error);
