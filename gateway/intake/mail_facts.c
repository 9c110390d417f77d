/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/mail_facts.h"

#include "gateway/config/own_address.h"
#include "gateway/intake/case_fields.h"
#include "gateway/intake/relation.h"
#include "gateway/intake/request_form.h"
#include "gateway/intake/threading.h"
#include "gateway/letters/customer_letter.h"
#include "parsers/mailing_list.h"
#include "spool/letter.h"

void
mail_facts_clear_words(MailFacts *facts)
{
	g_clear_pointer(&facts->quoted.text, g_free);
	g_clear_pointer(&facts->quoted.spoken, g_free);
	facts->quoted = (QuotedAnswers){0};
	case_fields_clear(&facts->lines);
	facts->lines = (CaseFields){0};
	request_form_clear(&facts->form);
	facts->form = (RequestForm){0};
	answer_clear(&facts->answer);
	facts->answer = (Answer){0};
	g_clear_pointer(&facts->subject, g_free);
	g_clear_pointer(&facts->numbered, ticket_free);
	details_clear(&facts->details);
	facts->details = (Details){0};
	facts->changes_details = facts->asks_unseen = false;
	facts->asked = NULL;
	g_clear_pointer(&facts->rule_result, rule_result_free);
}

void
mail_facts_clear(MailFacts *facts)
{
	json_decref(facts->tried);
	g_clear_pointer(&facts->page, web_form_free);
	g_clear_pointer(&facts->evidence, g_ptr_array_unref);
	g_clear_pointer(&facts->code, g_free);
	g_clear_pointer(&facts->returned, letter_free);
	g_clear_pointer(&facts->author, contact_free);
	verdict_clear(&facts->verdict);
	g_clear_pointer(&facts->confirmation.digits.code, g_free);
	g_clear_pointer(&facts->confirmation.digits.above, g_free);
	thread_clear(&facts->thread);
	g_clear_pointer(&facts->ticket, ticket_free);
	g_clear_pointer(&facts->letters, g_ptr_array_unref);
	named_ticket_clear(&facts->named);
	mail_facts_clear_words(facts);
	g_clear_pointer(&facts->applied.number, g_free);
	g_clear_pointer(&facts->applied.told, g_ptr_array_unref);
	g_clear_pointer(&facts->applied.no_letter, g_free);
	g_clear_pointer(&facts->applied.trouble, g_free);
	g_clear_pointer(&facts->applied.faq, g_ptr_array_unref);
	g_clear_pointer(&facts->after.ticket, ticket_free);
	g_clear_pointer(&facts->after.account, g_free);
	g_clear_pointer(&facts->after.letter, letter_free);
}

const Ticket *
mail_facts_target(const MailFacts *facts)
{
	bool adds = facts->decision.kind == DECISION_COMMENT;

	return facts->ticket == NULL && adds ? facts->named.ticket : facts->ticket;
}

const GPtrArray *
mail_facts_letters(MailFacts *facts, int64_t ticket, GError **error)
{
	if (facts->letters != NULL && facts->letters_of == ticket)
		return facts->letters;
	g_clear_pointer(&facts->letters, g_ptr_array_unref);
	facts->letters_of = ticket;
	return letter_of_ticket(facts->context->spool, ticket, &facts->letters, error)
		   ? facts->letters
		   : NULL;
}

const char *
mail_facts_language(const MailFacts *facts)
{
	const Ticket of_form = {.language = (char *)facts->form.language};

	return customer_letter_language_for(facts->context, facts->sender, facts->message,
	    facts->ticket != NULL ? facts->ticket : &of_form);
}

AsksKind
mail_facts_asks(const MailFacts *facts)
{
	if (facts->changes_details)
		return ASKS_DETAILS;
	return facts->form.item != NULL && facts->ticket == NULL ? ASKS_ITEM
								 : facts->answer.asks;
}

static bool
is_own_list(const MailFacts *facts)
{
	g_autoptr(GPtrArray) addresses = mailing_list_addresses(facts->message);

	for (unsigned i = 0; i < addresses->len; i++)
		if (own_address_is_ours(facts->context->config, addresses->pdata[i]))
			return true;
	return false;
}

bool
mail_facts_is_personal(const MailFacts *facts)
{
	if (facts->message->kind != MESSAGE_LIST)
		return facts->message->kind == MESSAGE_PERSON;
	return !mailing_list_is_newsletter(facts->message) &&
	       ((facts->sender != NULL && facts->sender->known) || is_own_list(facts));
}
