/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/undeliverable.h"

#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "spool/contact.h"
#include "spool/ticket_content.h"

static bool
look_at_one(Context *context, int64_t id, int *people, bool *reaches, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!contact_get(context->spool, id, &contact, error))
		return false;
	*people += 1;
	*reaches = *reaches || !contact->undeliverable;
	return true;
}

bool
undeliverable_reaches(Context *context, const Ticket *ticket, bool *ret_reaches, GError **error)
{
	g_autoptr(GPtrArray) people = NULL;
	bool reaches = false;
	int count = 0;

	if (!ticket_people(context->spool, ticket->id, &people, error) ||
	    (ticket->reporter != 0 &&
		!look_at_one(context, ticket->reporter, &count, &reaches, error)))
		return false;
	for (unsigned i = 0; !reaches && i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (person->gets_letters && person->contact != ticket->reporter &&
		    !look_at_one(context, person->contact, &count, &reaches, error))
			return false;
	}
	*ret_reaches = reaches || count == 0;
	return true;
}

bool
undeliverable_nobody(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_change_note(context, ticket->id,
		   "time does not close it: letters to everybody involved come back", error) &&
	       notifications_ticket(context, ticket, NOTIFY_UNDELIVERED, NULL, error);
}
