/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers to questions for the state of tickets. What is refused is one and the same letter whatever there is, so that
 * nobody learns from it which numbers exist.
 */
#include "gateway/intake/status_answer.h"

#include <string.h>

#include "gateway/model/ticket_access.h"
#include "gateway/templates/letter_types.h"
#include "parsers/ticket_refs.h"
#include "rules/words.h"
#include "spool/ticket_link.h"
#include "spool/ticket_live.h"

#define ROWS_MOST 20
#define TEXT_MOST 1024 /* bytes in which a number is looked for */

/* word: in small letters, "cs0001234". */
static bool
is_number(const char *word)
{
	g_autofree char *capitals = g_ascii_strup(word, -1);
	size_t length = ticket_refs_number_length(capitals);

	return length > 0 && capitals[length] == '\0';
}

/* Caller owns; NULL: none is named. */
static char *
find_number(const Message *message)
{
	g_autoptr(GArray) words = words_split(message->text, TEXT_MOST);

	for (unsigned i = 0; i < words->len; i++)
		if (is_number(g_array_index(words, Word, i).word))
			return g_strdup(g_array_index(words, Word, i).word);
	return message->numbers->len == 0 ? NULL : g_strdup(message->numbers->pdata[0]);
}

bool
status_answer_find(MailFacts *facts, GError **error)
{
	Spool *spool = facts->context->spool;
	g_autofree char *number = find_number(facts->message);
	g_autoptr(Ticket) ticket = NULL;
	bool party = false;

	facts->asked = facts->ticket;
	if (number == NULL)
		return true;
	if (!ticket_find_now(spool, number, &ticket, error) ||
	    (ticket != NULL && !ticket_access_has(spool, ticket, facts->author, &party, error)))
		return false;
	facts->asks_unseen = !party;
	if (!party)
		return true;
	facts->asked = facts->numbered = g_steal_pointer(&ticket);
	if (facts->ticket != NULL)
		return true;
	facts->ticket = g_steal_pointer(&facts->numbered);
	g_free(facts->thread.words);
	facts->thread.words = g_strdup("its number in the text");
	return true;
}

/* A day as people write it; of another year with its number. */
static char *
day_text(Context *context, const char *language, int64_t at_ms)
{
	g_autoptr(GDateTime) at = g_date_time_new_from_unix_local(at_ms / 1000);
	g_autoptr(GDateTime) now = g_date_time_new_from_unix_local(context->now_ms / 1000);
	g_autofree char *day = templates_date(context->templates, language, at_ms);

	if (at == NULL || now == NULL || g_date_time_get_year(at) == g_date_time_get_year(now))
		return g_steal_pointer(&day);
	return g_strdup_printf("%s %d", day, g_date_time_get_year(at));
}

/* Of one's own ticket it is told what one has to do; of somebody else's how it is. */
static const char *
state_text(Context *context, const Ticket *ticket, const Contact *reader, const char *language)
{
	const char *name = ticket_state_name(ticket->state);

	return ticket->reporter == reader->id
		   ? templates_state(context->templates, language, name)
		   : templates_desk_state(context->templates, language, name);
}

static void
add_row(Context *context, json_t *rows, const Ticket *ticket, const Contact *reader,
    const char *language)
{
	const char *state = state_text(context, ticket, reader, language);
	g_autofree char *changed = day_text(context, language, ticket->changed_ms);

	json_array_append_new(
	    rows, json_pack("{s:s, s:s, s:s, s:s}", "number", ticket->number, "title",
		      ticket->title, "state", state, "changed", changed));
}

/* Those of the sender, of which they get letters, or of their organisation that have not ended. */
static bool
add_live(const MailFacts *facts, const char *language, json_t *overview, GError **error)
{
	Context *context = facts->context;
	bool organisation = facts->answer.asks == ASKS_ORGANISATION;
	const Contact *sender = facts->sender;
	const TicketLiveQuery query = {
	    .person = organisation ? 0 : sender->id,
	    .account = organisation ? sender->account : 0,
	    .limit = ROWS_MOST,
	};
	g_autoptr(GPtrArray) tickets = NULL;
	json_t *rows = json_object_get(overview, "tickets");
	int64_t count = 0;

	if (!ticket_live(context->spool, &query, &tickets, &count, error))
		return false;
	for (unsigned i = 0; i < tickets->len; i++)
		add_row(context, rows, tickets->pdata[i], sender, language);
	if (organisation)
		json_object_set_new(
		    overview, "organisation", json_string(sender->account_name));
	else
		json_object_set_new(overview, "mine", json_true());
	json_object_set_new(overview, "none", json_boolean(tickets->len == 0));
	if (count > tickets->len)
		json_object_set_new(overview, "more", json_integer(count - tickets->len));
	return true;
}

bool
status_answer_correspond(const MailFacts *facts, const LetterOrder *order, GError **error)
{
	Context *context = facts->context;
	LetterOrder filled = *order;
	const char *language = customer_letter_language(context, order);
	json_t *rows = json_array();
	json_t *overview = json_pack("{s:o}", "tickets", rows);
	json_t *values = json_pack("{s:o}", "overview", overview);
	bool refused = g_str_equal(order->name, LETTER_STATUS_REFUSED);
	bool good = true;

	filled.more = values;
	if (refused) {
		filled.ticket = NULL;
	} else if (facts->asked != NULL) {
		add_row(context, rows, facts->asked, order->to, language);
		json_object_set_new(overview, "one", json_string(facts->asked->number));
	} else {
		good = add_live(facts, language, overview, error);
	}
	good = good && customer_letter(context, &filled, error);
	json_decref(values);
	return good;
}
