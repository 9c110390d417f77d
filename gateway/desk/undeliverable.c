/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/undeliverable.h"

#include <string.h>

#include "gateway/desk/notifications.h"
#include "gateway/desk/ticket_change.h"
#include "parsers/machine_sender.h"
#include "spool/contact.h"
#include "spool/mail.h"
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
		*ret_why = "nobody hears of it: it has no reporter";
	else if (audience.unreached + audience.machines == audience.people)
		*ret_why = audience.unreached > 0
			       ? "nobody hears of it: letters to everybody involved come back"
			       : "nobody hears of it: its reporter is a machine's address";
	return true;
}

/* Whether the entry came with a mail of this address. */
static bool
is_word_of(
    Context *context, const Entry *entry, const char *address, bool *ret_is, GError **error)
{
	g_autoptr(Mail) mail = NULL;

	if (entry->mail == 0)
		return true;
	if (!mail_get(context->spool, entry->mail, &mail, error))
		return false;
	*ret_is =
	    mail->from_address != NULL && g_ascii_strcasecmp(mail->from_address, address) == 0;
	return true;
}

static bool
is_reported(Context *context, const Ticket *ticket, bool *ret_reported, GError **error)
{
	g_autoptr(Contact) reporter = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	g_autofree char *noted = NULL;
	bool reported = false, wrote = false;

	*ret_reported = false;
	if (ticket->reporter == 0)
		return true;
	if (!contact_get(context->spool, ticket->reporter, &reporter, error) ||
	    !ticket_entries(context->spool, ticket->id, &entries, error))
		return false;
	noted = g_strdup_printf(" to %s did not arrive", reporter->address);
	for (unsigned i = entries->len; i > 0 && !reported && !wrote; i--) {
		const Entry *entry = entries->pdata[i - 1];

		reported = entry->kind == ENTRY_CHANGE && entry->mail == 0 &&
			   strstr(entry->text, noted) != NULL;
		if (!reported && !is_word_of(context, entry, reporter->address, &wrote, error))
			return false;
	}
	*ret_reported = reported;
	return true;
}

bool
undeliverable_warn(
    Context *context, const Ticket *ticket, const char **ret_words, GError **error)
{
	bool reported = false;

	if (!undeliverable_why(context, ticket, ret_words, error) ||
	    (*ret_words == NULL && !is_reported(context, ticket, &reported, error)))
		return false;
	if (reported)
		*ret_words = "a letter to its reporter came back, says a report";
	return true;
}

bool
undeliverable_nobody(Context *context, const Ticket *ticket, GError **error)
{
	return ticket_change_note(context, ticket->id,
		   "time does not close it: letters to everybody involved come back", error) &&
	       notifications_ticket(context, ticket, NOTIFY_UNDELIVERED, NULL, error);
}
