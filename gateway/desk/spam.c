/* SPDX-License-Identifier: Apache-2.0 */
/* What stays is the mark, the mail in its state, and a line on the timeline of its ticket. */
#include "gateway/desk/spam.h"

#include <inttypes.h>

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/desk/desk.h"
#include "gateway/desk/desk_elsewhere.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/model/agent_action.h"
#include "gateway/util/error.h"
#include "spool/letter_hold.h"
#include "spool/mail_trace.h"
#include "spool/pending_notification.h"
#include "spool/spam_sender.h"

#define DROPPED "its ticket is spam"

/* Whether the ticket begins with the mail. */
static bool
opened(
    Context *context, const Ticket *ticket, const Mail *mail, bool *ret_opened, GError **error)
{
	g_autoptr(GPtrArray) entries = NULL;

	if (!ticket_entries(context->spool, ticket->id, &entries, error))
		return false;
	*ret_opened = entries->len > 0 &&
		      ((const Entry *)entries->pdata[0])->kind == ENTRY_DESCRIPTION &&
		      ((const Entry *)entries->pdata[0])->mail == mail->id;
	return true;
}

/* What is being sent just now is gone. */
static bool
drop_letters(Context *context, const Ticket *ticket, GError **error)
{
	g_autoptr(GPtrArray) letters = NULL;

	if (!letter_of_ticket(context->spool, ticket->id, &letters, error))
		return false;
	for (guint i = 0; i < letters->len; i++) {
		const Letter *letter = letters->pdata[i];
		bool waits =
		    letter->state == LETTER_WAITING || letter->state == LETTER_PREPARED;

		if (!waits || (context->is_sending != NULL &&
				  context->is_sending(letter->id, context->running)))
			continue;
		if (!letter_hold_drop(context->spool, letter->id, DROPPED, error))
			return false;
	}
	return pending_notification_done(
	    context->spool, &(PendingNotification){.ticket = ticket->id}, error);
}

static bool
say(Context *context, const Ticket *ticket, const Actor *by, const char *text, GError **error)
{
	const TicketLine line = {.kind = ENTRY_CHANGE, .author = by->name, .text = text};

	return ticket_change_say(context, ticket->id, &line, NULL, error);
}

/* As an agent cancels it, but nobody is told. */
static bool
cancel(Context *context, Ticket *ticket, TicketState next, const Actor *by, GError **error)
{
	const TicketMove move = {.next = next};

	return say(context, ticket, by, "cancelled: spam", error) &&
	       ticket_change_move(context, ticket, &move, error) &&
	       customer_letter_end(context, ticket, error) &&
	       desk_entered(context, ticket, error) && drop_letters(context, ticket, error);
}

/* Whose words are beside others', or whose ticket nobody can cancel any more, is only named there. */
static bool
tell_ticket(Context *context, Ticket *ticket, const Mail *mail, const Actor *by,
    bool *ret_put_away, GError **error)
{
	TicketState next = ticket->state;
	const char *why = NULL;
	g_autofree char *not_there = NULL;
	g_autofree char *note = NULL;
	bool may = false;

	if (!opened(context, ticket, mail, ret_put_away, error))
		return false;
	may = *ret_put_away && agent_action_next(ticket, AGENT_CANCELS, &next, &why);
	if (may && !desk_elsewhere_refuses(
		       context, by, ticket, AGENT_CANCELS, next, &not_there, error))
		return false;
	if (may && not_there == NULL)
		return cancel(context, ticket, next, by, error);
	note = g_strdup_printf("mail %" PRId64 " on it is spam", mail->id);
	return say(context, ticket, by, note, error);
}

/* why: a sentence of refusals.h with the id in it. */
static bool
refuse(const Mail *mail, const char *why, GError **error)
{
	g_autofree char *id = g_strdup_printf("%" PRId64, mail->id);

	return error_refuse(error, GATEWAY_ERROR_REFUSED, why, "id", id, NULL);
}

static bool
may_mark(const Context *context, const Mail *mail, GError **error)
{
	if (mail->state == MAIL_WAITING)
		return refuse(mail, "mail {{id}}: it is not decided yet", error);
	if (mail->from_address == NULL)
		return refuse(mail,
		    "mail {{id}}: nobody knows who sent it; discard it, or cancel its ticket",
		    error);
	if (own_address_is_ours(context->config, mail->from_address) ||
	    agents_agent(context->config, mail->from_address) != NULL)
		return refuse(
		    mail, "mail {{id}}: its sender's address is the desk's own", error);
	return true;
}

/* Its ticket, where there is one; ret_put_away: the mail itself is, which did nothing or opened that ticket. */
static bool
take_ticket(Context *context, const Mail *mail, const Actor *by, char **ret_number,
    bool *ret_put_away, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;

	*ret_put_away = mail->state != MAIL_DUPLICATE && mail->state != MAIL_DISCARDED;
	*ret_number = NULL;
	if (mail->ticket == 0 || !*ret_put_away)
		return true;
	if (!ticket_get(context->spool, mail->ticket, &ticket, error))
		return false;
	*ret_number = g_strdup(ticket->number);
	return tell_ticket(context, ticket, mail, by, ret_put_away, error);
}

bool
spam_mark(
    Context *context, const Mail *mail, const Actor *by, char **ret_number, GError **error)
{
	g_autofree char *number = NULL;
	g_autofree char *reason = g_strdup_printf("marked as spam by %s", by->name);
	bool put_away = false;

	if (!may_mark(context, mail, error) ||
	    !spam_sender_add(
		context->spool, mail->from_address, by->name, context->now_ms, error) ||
	    !take_ticket(context, mail, by, &number, &put_away, error))
		return false;
	if (put_away && !spam_sender_put_away(context->spool, mail->id, reason, error))
		return false;
	*ret_number = g_steal_pointer(&number);
	return mail_trace_add(context->spool, mail->id, reason, error);
}

bool
spam_mark_ticket(Context *context, const Ticket *ticket, const Actor *by, GError **error)
{
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(Mail) mail = NULL;
	g_autofree char *number = NULL;
	const Entry *first = NULL;

	if (!ticket_entries(context->spool, ticket->id, &entries, error))
		return false;
	first = entries->len == 0 ? NULL : entries->pdata[0];
	if (first == NULL || first->kind != ENTRY_DESCRIPTION || first->mail == 0)
		return error_refuse(error, GATEWAY_ERROR_REFUSED,
		    "{{number}}: no mail opened it", "number", ticket->number, NULL);
	return mail_get(context->spool, first->mail, &mail, error) &&
	       spam_mark(context, mail, by, &number, error);
}

bool
spam_unmark(
    Context *context, const char *address, const Mail *mail, bool *ret_changed, GError **error)
{
	bool was = false;
	bool is_put_away = mail != NULL && mail->state == MAIL_SPAM;

	if (address != NULL && !spam_sender_remove(context->spool, address, &was, error))
		return false;
	*ret_changed = was || is_put_away;
	return !is_put_away || mail_release(context->spool, mail->id, error);
}
