/* SPDX-License-Identifier: Apache-2.0 */
/* A number is no key: this is asked wherever a ticket is shown to a customer. */
#include "gateway/model/ticket_access.h"

#include "spool/ticket_content.h"

bool
ticket_access_has(
    Spool *spool, const Ticket *ticket, const Contact *sender, bool *ret_party, GError **error)
{
	g_autoptr(GPtrArray) people = NULL;

	*ret_party = sender != NULL && sender->id == ticket->reporter;
	if (*ret_party || sender == NULL)
		return true;
	if (!ticket_people(spool, ticket->id, &people, error))
		return false;
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		*ret_party = *ret_party || (person->contact == sender->id && person->is_party);
	}
	return true;
}
