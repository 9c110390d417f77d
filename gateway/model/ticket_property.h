/* SPDX-License-Identifier: Apache-2.0 */
/* What one word each says of a ticket, and how that word is called wherever it is read, set or shown. */
#pragma once

#include "spool/ticket.h"

/* Set like them, by an address, and no word of the ticket itself: desk_set(). */
#define TICKET_REPORTER "reporter"

typedef enum {
	PROPERTY_TITLE,
	PROPERTY_CATEGORY,
	PROPERTY_PRIORITY,
	PROPERTY_GROUP,
	PROPERTY_AGENT, /* has actions of its own: all before it are set by their names */
} TicketProperty;

const char *ticket_property_name(TicketProperty property);
/* name: of one that is set by it. */
TicketProperty ticket_property_find(const char *name);

const char *ticket_property_get(const Ticket *ticket, TicketProperty property);
/* value: may be the one that it has. */
void ticket_property_set(Ticket *ticket, TicketProperty property, const char *value);
