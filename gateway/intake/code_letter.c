/* SPDX-License-Identifier: Apache-2.0 */
/* The letter is about no ticket, as far as the desk is told: nothing has happened to one yet. */
#include "gateway/intake/code_letter.h"

#include "gateway/desk/code_waiting.h"
#include "gateway/intake/details_change.h"
#include "gateway/intake/reply_limits.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_code.h"
#include "gateway/templates/letter_types.h"

bool
code_letter_write(
    MailFacts *facts, const CodeLetter *letter, int64_t *ret_letter, GError **error)
{
	json_t *values =
	    json_pack("{s:s}", "number", letter->ticket == NULL ? "" : letter->ticket->number);
	LetterOrder order = {
	    .name = letter->name,
	    .mailbox = facts->mailbox->name,
	    .to = facts->sender,
	    .answers = facts->message,
	    .mail = letter->mail,
	    .more = values,
	    .ret_id = ret_letter,
	};
	bool good = false;

	*ret_letter = 0;
	if (letter->more != NULL)
		json_object_update(values, (json_t *)letter->more);
	g_clear_pointer(&facts->applied.no_letter, g_free);
	good = reply_limits_reply(facts, letter->ticket, &facts->applied.no_letter, error) &&
	       (facts->applied.no_letter != NULL ||
		   customer_letter(facts->context, &order, error));
	json_decref(values);
	if (good && facts->applied.no_letter == NULL)
		facts->applied.letter = letter->name;
	return good;
}

/* Returns a new object. */
static json_t *
values_of(const MailFacts *facts)
{
	const char *language = mail_facts_language(facts);
	const CatalogItem *item = facts->form.item;
	json_t *values = json_pack("{s:s, s:b, s:s}", "wish",
	    templates_wish(facts->context->templates, language, facts->decision.wish), "again",
	    facts->confirmation.digits.wrong, "code", LETTER_CODE_MARK);

	if (item != NULL)
		json_object_set_new(values, "item",
		    json_pack("{s:s}", "title", catalog_item_title(item, language)));
	if (facts->changes_details) {
		json_object_set_new(values, "changed", json_true());
		json_object_set_new(values, "changes", details_change_wanted(facts));
	}
	return values;
}

bool
code_letter_ask(MailFacts *facts, GError **error)
{
	json_t *values = values_of(facts);
	const CodeLetter letter = {
	    facts->decision.letter, facts->mail->id, facts->ticket, values};
	StepUp asked = {
	    .mail = facts->mail->id,
	    .contact = facts->sender->id,
	    .tries = facts->confirmation.digits.wrong,
	    .kind = g_str_equal(facts->decision.letter, LETTER_STEP_UP_APP) ? STEP_UP_APP
									    : STEP_UP_LETTER,
	};
	bool good = code_letter_write(facts, &letter, &asked.letter, error);

	json_decref(values);
	if (!good)
		return false;
	if (asked.letter == 0) {
		facts->decision.kind = DECISION_HOLD;
		facts->decision.reason =
		    "what it wants needs a code, and no letter can ask for it";
	}
	return asked.letter == 0 || facts->mail->id == 0 ||
	       code_waiting_begin(facts->context, &asked, error);
}
