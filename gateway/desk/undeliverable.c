/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/undeliverable.h"

#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "parsers/machine_sender.h"
#include "spool/contact.h"
#include "spool/ticket_content.h"

/* Those whom the news of a ticket go to. */
typedef struct {
	int people;
	int unreached; /* whose letters come back */
	int machines;  /* that nobody reads for */
} Audience;

static bool
look_at_one(Context *context, int64_t id, Audience *audience, GError **error)
{
	g_autoptr(Contact) contact = NULL;

	if (!contact_get(context->spool, id, &contact, error))
		return false;
	audience->people++;
	if (contact->undeliverable)
		audience->unreached++;
	else if ((machine_sender_address_tells(contact->address) & SENDER_NOTIFIES) != 0)
		audience->machines++;
	return true;
}

static bool
look(Context *context, const Ticket *ticket, Audience *audience, GError **error)
{
	g_autoptr(GPtrArray) people = NULL;

	if (!ticket_people(context->spool, ticket->id, &people, error) ||
	    (ticket->reporter != 0 && !look_at_one(context, ticket->reporter, audience, error)))
		return false;
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (person->gets_letters && person->contact != ticket->reporter &&
		    !look_at_one(context, person->contact, audience, error))
			return false;
	}
	return true;
}

bool
undeliverable_reaches(Context *context, const Ticket *ticket, bool *ret_reaches, GError **error)
{
	Audience audience = {0};

	if (!look(context, ticket, &audience, error))
		return false;
	*ret_reaches = audience.people == 0 || audience.unreached < audience.people;
	return true;
}

bool
undeliverable_why(Context *context, const Ticket *ticket, const char **ret_why, GError **error)
{
	Audience audience = {0};

	if (!look(context, ticket, &audience, error))
		return false;
	*ret_why = NULL;
	if (audience.people == 0)
		*ret_why = "it has no reporter";
	else if (audience.unreached + audience.machines == audience.people)
		*ret_why = audience.unreached > 0 ? "letters to everybody involved come back"
						  : "its reporter is a machine's address";
	return true;
}

bool
undeliverable_nobody(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_change_note(context, ticket->id,
		   "time does not close it: letters to everybody involved come back", error) &&
	       notifications_ticket(context, ticket, NOTIFY_UNDELIVERED, NULL, error);
}
