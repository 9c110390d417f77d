/* SPDX-License-Identifier: Apache-2.0 */
/* What is said counts for the contact that wrote, and gives nobody an account or a right. */
#include "gateway/intake/details_change.h"

#include <string.h>

#include "gateway/config/agents.h"
#include "gateway/config/own_address.h"
#include "gateway/intake/trace.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/templates/letter_types.h"
#include "parsers/domain.h"
#include "rules/answers.h"
#include "spool/contact_change.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)

static bool
may_speak_of_them(const MailFacts *facts)
{
	const Ticket *ticket = facts->ticket;

	return facts->sender != NULL && facts->sender == facts->author &&
	       facts->sender->known && !facts->lines.by_desk && !facts->mail->header_only &&
	       facts->message->kind == MESSAGE_PERSON &&
	       (ticket == NULL || (ticket->kind == TICKET_CASE && facts->subject == NULL));
}

/* An answer has the subject of its ticket, which says nothing new. */
static bool
read_details(MailFacts *facts)
{
	Message message = *facts->message;
	char **address = NULL;

	if (facts->ticket != NULL)
		message.subject = (char *)"";
	if (!details_read(facts->context->config->answers, &message, &facts->details))
		return false;
	address = &facts->details.values[DETAIL_ADDRESS];
	if (*address != NULL) {
		char *ascii = domain_address_to_ascii(*address);

		g_free(*address);
		*address = ascii;
	}
	return true;
}

static const char *
value_of(const Contact *contact, Detail detail)
{
	const char *const values[DETAIL_COUNT] = {
	    [DETAIL_NAME] = contact->name,
	    [DETAIL_ADDRESS] = contact->address,
	    [DETAIL_LANGUAGE] = contact->language,
	};

	return values[detail] == NULL ? "" : values[detail];
}

static bool
is_same(Detail detail, const char *before, const char *after)
{
	return detail == DETAIL_ADDRESS ? domain_address_equal(before, after)
					: strcmp(before, after) == 0;
}

static bool
has_letters(const Templates *templates, const char *language)
{
	g_autoptr(GPtrArray) languages = templates_languages(templates);

	for (unsigned i = 0; i < languages->len; i++)
		if (strcmp(languages->pdata[i], language) == 0)
			return true;
	return false;
}

/* One of ours is no customer's, and in a language without letters nobody can be written to: that is for a person. */
static bool
can_be(const Context *context, const Details *details)
{
	const char *address = details->values[DETAIL_ADDRESS];
	const char *language = details->values[DETAIL_LANGUAGE];

	return (address == NULL || (!own_address_is_ours(context->config, address) &&
				       agents_agent(context->config, address) == NULL)) &&
	       (language == NULL || has_letters(context->templates, language));
}

bool
details_change_find(MailFacts *facts, GError **error)
{
	g_autoptr(Contact) contact = NULL;
	ContactLetters letters = {0, LETTER_DETAILS_CONFIRM};

	if (!may_speak_of_them(facts) || !read_details(facts))
		return true;
	letters.contact = facts->sender->id;
	if (!contact_get(facts->context->spool, facts->sender->id, &contact, error) ||
	    !contact_change_count(facts->context->spool, &letters,
		facts->context->now_ms - DAY_MS, &facts->new_addresses_today, error))
		return false;
	for (int i = 0; i < DETAIL_COUNT; i++) {
		char **value = &facts->details.values[i];

		if (*value != NULL && is_same((Detail)i, value_of(contact, (Detail)i), *value))
			g_clear_pointer(value, g_free);
		facts->changes_details = facts->changes_details || *value != NULL;
	}
	facts->changes_details =
	    facts->changes_details && can_be(facts->context, &facts->details);
	return true;
}

void
details_change_trace(const MailFacts *facts)
{
	for (int i = 0; i < DETAIL_COUNT; i++)
		if (facts->changes_details && facts->details.values[i] != NULL)
			trace_add(facts->trace, "details", "%-12s %s", detail_name((Detail)i),
			    facts->details.values[i]);
}

/* A language by the name that it has for itself. */
static const char *
shown(const Context *context, Detail detail, const char *value)
{
	const char *called =
	    detail == DETAIL_LANGUAGE ? answers_called(context->config->answers, value) : NULL;

	return called == NULL ? value : called;
}

json_t *
details_change_json(
    const Context *context, Detail detail, const char *before, const char *after)
{
	return json_pack("{s:b, s:b, s:b, s:s, s:s}", "name", detail == DETAIL_NAME, "address",
	    detail == DETAIL_ADDRESS, "language", detail == DETAIL_LANGUAGE, "old",
	    shown(context, detail, before), "new", shown(context, detail, after));
}

json_t *
details_change_wanted(const MailFacts *facts)
{
	json_t *changes = json_array();

	for (int i = 0; i < DETAIL_COUNT; i++)
		if (facts->details.values[i] != NULL)
			json_array_append_new(changes,
			    details_change_json(facts->context, (Detail)i,
				value_of(facts->sender, (Detail)i), facts->details.values[i]));
	return changes;
}

/* The new address is asked, and no other than the one that was named last. */
static bool
ask_address(const MailFacts *facts, const Contact *contact, GError **error)
{
	Contact to = *contact;
	const ContactLetters earlier = {contact->id, LETTER_DETAILS_CONFIRM};
	const LetterOrder letter = {
	    .name = LETTER_DETAILS_CONFIRM,
	    .mailbox = facts->mailbox->name,
	    .to = &to,
	    .mail = facts->mail->id,
	    .is_constant = true,
	};

	to.address = facts->details.values[DETAIL_ADDRESS];
	return contact_change_end_tokens(
		   facts->context->spool, &earlier, facts->context->now_ms, error) &&
	       customer_letter(facts->context, &letter, error);
}

static bool
change(MailFacts *facts, const Contact *contact, Detail detail, json_t *changes, GError **error)
{
	char *after = facts->details.values[detail];
	const char *before = value_of(contact, detail);
	const ContactDetails details = {
	    .name = detail == DETAIL_NAME ? after : NULL,
	    .language = detail == DETAIL_LANGUAGE ? after : NULL,
	};
	const ContactChange row = {contact->id, (char *)detail_name(detail), (char *)before,
	    after, facts->mail->id, facts->context->now_ms};

	json_array_append_new(
	    changes, details_change_json(facts->context, detail, before, after));
	return contact_set(facts->context->spool, contact->id, &details, error) &&
	       contact_change_add(facts->context->spool, &row, error);
}

/* The letter is written to who they are by now. */
static bool
read_again(MailFacts *facts, GError **error)
{
	g_autofree char *address = g_strdup(facts->author->address);

	g_clear_pointer(&facts->author, contact_free);
	facts->sender = NULL;
	if (!contact_find(facts->context->spool, address, &facts->author, error))
		return false;
	facts->sender = facts->author;
	return true;
}

bool
details_change_apply(MailFacts *facts, json_t **ret_values, GError **error)
{
	const char *address = facts->details.values[DETAIL_ADDRESS];
	g_autoptr(Contact) contact = NULL;
	json_t *changes = json_array();
	bool good = contact_get(facts->context->spool, facts->sender->id, &contact, error);

	for (int i = 0; good && i < DETAIL_COUNT; i++)
		if (i != DETAIL_ADDRESS && facts->details.values[i] != NULL)
			good = change(facts, contact, (Detail)i, changes, error);
	if (!good || !read_again(facts, error) ||
	    (address != NULL && !ask_address(facts, contact, error))) {
		json_decref(changes);
		return false;
	}
	*ret_values = json_pack(
	    "{s:b, s:o}", "changed", json_array_size(changes) > 0, "changes", changes);
	if (address != NULL)
		json_object_set_new(
		    *ret_values, "waits", json_pack("{s:s}", "address", address));
	return true;
}
