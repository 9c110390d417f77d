/* SPDX-License-Identifier: Apache-2.0 */
/* The letters of what was not done are dropped by now; what the customer is told instead is what is true. */
#include "gateway/desk/desk_conflict.h"

#include "gateway/desk/desk_change.h"
#include "gateway/desk/desk_news.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/letters/agent_letter.h"
#include "gateway/model/actor.h"
#include "gateway/templates/letter_types.h"
#include "spool/mail.h"
#include "spool/ticket.h"

/* Whose words were not said there: they are decided again, as a whole. */
static bool
is_mails_word(const DeskConflict *conflict)
{
	return conflict->mail != 0 && conflict->agent == NULL &&
	       conflict->operation == DESK_SAY;
}

/* NULL: nobody whom a letter reaches. */
static bool
find_sender(Context *context, int64_t id, Contact **ret_sender, GError **error)
{
	g_autoptr(Mail) mail = NULL;

	if (!mail_get(context->spool, id, &mail, error))
		return false;
	return mail->from_address == NULL ||
	       contact_find(context->spool, mail->from_address, ret_sender, error);
}

/* Of a ticket that has ended, the answer to the mail tells it. */
static bool
tells_end(const json_t *json)
{
	g_auto(DeskChange) change = {0};

	return desk_change_read(json, &change, NULL) && change.has_state &&
	       ticket_state_has_ended(change.state);
}

static bool
refresh(Context *context, const DeskConflict *conflict, GError **error)
{
	g_autoptr(Contact) sender = NULL;

	if (is_mails_word(conflict) && tells_end(conflict->change) &&
	    !find_sender(context, conflict->mail, &sender, error))
		return false;
	return conflict->change == NULL ||
	       desk_news_take_over(context, conflict->change, sender, error);
}

static bool
decide_again(Context *context, const DeskConflict *conflict, GError **error)
{
	if (!mail_retry(context->spool, conflict->mail, error))
		return false;
	if (context->read_again != NULL)
		context->read_again(context->running);
	return true;
}

static bool
tell_agent(Context *context, const DeskConflict *conflict, const char *why, GError **error)
{
	const ConfigAgent *agent =
	    conflict->agent == NULL ? NULL : actor_find(context->config, conflict->agent);
	g_autoptr(Ticket) ticket = NULL;
	json_t *values = NULL;
	AgentLetter letter = {.name = LETTER_NOTIFICATION_REFUSED};
	bool good = false;

	if (agent == NULL)
		return true;
	if (!ticket_get(context->spool, conflict->ticket, &ticket, error))
		return false;
	values = json_pack("{s:s, s:s, s:b}", "why", why, "text",
	    conflict->text == NULL ? "" : conflict->text, "unheard", 0);
	letter.address = agent->address;
	letter.person = agent->name;
	letter.ticket = ticket;
	letter.values = values;
	good = agent_letter_write(context, &letter, error);
	json_decref(values);
	return good;
}

bool
desk_conflict_take(Context *context, const DeskConflict *conflict, GError **error)
{
	bool again = is_mails_word(conflict);
	g_autofree char *line = g_strdup_printf("not done at the desk (%s): %s%s",
	    desk_operation_name(conflict->operation), conflict->why,
	    again ? "; its mail is decided again" : "");

	return ticket_change_note(context, conflict->ticket, line, error) &&
	       refresh(context, conflict, error) &&
	       (again ? decide_again(context, conflict, error)
		      : tell_agent(context, conflict, conflict->why, error));
}
