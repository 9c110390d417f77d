/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Answers to questions for the state of tickets. What is refused is one and the same letter whatever there is, so that
 * nobody learns from it which numbers exist.
 */
#include "gateway/intake/status_answer.h"

#include <string.h>

#include "gateway/desk/desk_list.h"
#include "gateway/letters/status_overview.h"
#include "gateway/model/ticket_access.h"
#include "gateway/templates/letter_types.h"
#include "parsers/ticket_refs.h"
#include "rules/words.h"
#include "spool/ticket_link.h"

#define TEXT_MOST 1024 /* bytes in which a number is looked for */

/* word: in small letters, "cs0001234". */
static bool
is_number(const char *word, const char *const *shapes)
{
	g_autofree char *capitals = g_ascii_strup(word, -1);
	size_t length = ticket_refs_number_length(capitals, shapes);

	return length > 0 && capitals[length] == '\0';
}

/* Caller owns; NULL: none is named. */
static char *
find_number(const Message *message, const char *const *shapes)
{
	g_autoptr(GArray) words = words_split(message->text, TEXT_MOST);

	for (unsigned i = 0; i < words->len; i++)
		if (is_number(g_array_index(words, Word, i).word, shapes))
			return g_strdup(g_array_index(words, Word, i).word);
	return message->numbers->len == 0 ? NULL : g_strdup(message->numbers->pdata[0]);
}

bool
status_answer_find(MailFacts *facts, GError **error)
{
	Spool *spool = facts->context->spool;
	g_autofree char *number =
	    find_number(facts->message, config_desk_shapes(facts->context->config->tickets));
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

/* Those of the sender, of which they get letters, or of their organisation, that have not ended. waits: in what the
 * letter waits for. */
static json_t *
tell_live(const MailFacts *facts, const char *language, int64_t *ret_waits, GError **error)
{
	const DeskList list = {
	    .reader = facts->sender,
	    .organisation = facts->answer.asks == ASKS_ORGANISATION,
	    .language = language,
	};

	/* a mail that is only explained asks nobody */
	if (facts->mail->id != 0 && !desk_list_ask(facts->context, &list, ret_waits, error))
		return NULL;
	return desk_list_mirror(facts->context, &list, error);
}

static json_t *
tell_one(const MailFacts *facts, const Contact *reader, const char *language)
{
	const Ticket *ticket = facts->asked;
	json_t *overview = status_overview_new();
	const StatusRow row = {
	    .number = ticket->number,
	    .title = ticket->title,
	    .state = ticket_state_name(ticket->state),
	    .changed_ms = ticket->changed_ms,
	    .is_own = ticket->reporter == reader->id,
	    .may_answer = status_overview_may_answer(ticket, reader),
	};

	status_overview_add(facts->context, overview, &row, language);
	json_object_set_new(overview, "one", json_string(ticket->number));
	return overview;
}

bool
status_answer_correspond(const MailFacts *facts, const LetterOrder *order, GError **error)
{
	LetterOrder filled = *order;
	const char *language = customer_letter_language(facts->context, order);
	json_t *overview = NULL;
	json_t *values = NULL;
	bool good = false;

	if (g_str_equal(order->name, LETTER_STATUS_REFUSED)) {
		filled.ticket = NULL;
		overview = status_overview_new();
	} else if (facts->asked != NULL) {
		overview = tell_one(facts, order->to, language);
	} else {
		overview = tell_live(facts, language, &filled.waits, error);
		filled.purpose = PURPOSE_OVERVIEW;
	}
	if (overview == NULL)
		return false;
	filled.more = values = json_pack("{s:o}", "overview", overview);
	good = customer_letter(facts->context, &filled, error);
	json_decref(values);
	return good;
}
