/* SPDX-License-Identifier: Apache-2.0 */
/* Which letter tells customers what the desk elsewhere did to a ticket: one, whatever it did at once. Pure. */
#pragma once

#include <stdbool.h>

#include "spool/ticket_state.h"

typedef struct {
	TicketState before;
	TicketState after;
	bool says;    /* there are words, or files, of the desk's people for the customer */
	bool solves;  /* and a solution that was not told yet */
	bool by_time; /* the desk's own clock closed it */
} DeskNewsFacts;

/* NULL: none. */
const char *desk_news_letter(const DeskNewsFacts *facts);
/* How the timeline tells the move: "resolved"; NULL: by its new state's name. */
const char *desk_news_verb(TicketState before, TicketState after);
