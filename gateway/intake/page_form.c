/* SPDX-License-Identifier: Apache-2.0 */
/* The fields lie beside the mail, exact; in its words they stand for whoever reads the mail alone. */
#include "gateway/intake/page_form.h"

#include "gateway/desk/approval.h"
#include "gateway/intake/relation.h"
#include "gateway/intake/trace.h"
#include "gateway/letters/compose.h"
#include "gateway/letters/letter_token.h"
#include "gateway/model/ticket_access.h"
#include "rules/catalog.h"
#include "spool/ticket_content.h"
#include "spool/ticket_link.h"

/* "Type verzoek: Nieuw team", of a request in the order of its item. */
static void
add_fields(const Context *context, const PageForm *form, const char *language, GString *text)
{
	const CatalogItem *item =
	    form->item == NULL ? NULL : catalog_get(context->config->catalog, form->item);
	const char *name = NULL;

	for (size_t i = 0; item != NULL && form->fields != NULL; i++) {
		const char *value = NULL;

		name = catalog_item_variable(item, i);
		if (name == NULL)
			break;
		value = g_hash_table_lookup(form->fields, name);
		if (value != NULL && *value != '\0')
			g_string_append_printf(text, "%s%s: %s", text->len > 0 ? "\n" : "",
			    catalog_item_variable_label(item, i, language), value);
	}
}

static char *
text_of(const Context *context, const PageForm *form)
{
	const char *language = form->contact->language != NULL ? form->contact->language
							       : context->config->language;
	GString *text = g_string_new(form->text);

	add_fields(context, form, language, text);
	return g_string_free(text, FALSE);
}

static GBytes *
compose(Context *context, const PageForm *form)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(
	    context->config, form->ticket == NULL ? "" : form->ticket->mailbox);
	g_autofree char *text = text_of(context, form);
	g_autofree char *random = g_uuid_string_random();
	g_autofree char *id = g_strdup_printf("page.%s@%s", random, context->config->domain);
	const ComposeLetter letter = {
	    .from = {form->contact->name, form->contact->address},
	    .to = {context->config->desk_name, mailbox->address},
	    .subject = form->ticket == NULL ? form->title : form->ticket->title,
	    .message_id = id,
	    .date_ms = context->now_ms,
	    .text = text,
	    .attachments = form->files,
	};
	const TokenCutter cutter = letter_token_cutter(context, TOKEN_LETTERS_MOST, NULL);

	return compose_letter(&letter, &cutter);
}

Standing
page_form_standing(ConfirmedBy by)
{
	return confirmed_fully(by) ? STANDING_BOTH : STANDING_CONFIRMED;
}

bool
page_form_keep(Context *context, const PageForm *form, int64_t *ret_mail, GError **error)
{
	g_autoptr(GBytes) raw = compose(context, form);
	const MailArrival arrival = {
	    .mailbox = WEB_FORM_MAILBOX,
	    .raw = raw,
	    .size = (int64_t)g_bytes_get_size(raw),
	    .received_ms = context->now_ms,
	    .confirmed = (int)form->by,
	};
	WebForm row = {
	    .contact = form->contact->id,
	    .letter = form->letter,
	    .deed = form->deed,
	    .ticket = form->ticket == NULL ? 0 : form->ticket->id,
	    .item = (char *)form->item,
	    .fields = form->fields,
	};

	if (!mail_add(context->spool, &arrival, &row.mail, error) ||
	    !web_form_add(context->spool, &row, form->nonce, form->nonce_size, error))
		return false;
	*ret_mail = row.mail;
	return true;
}

bool
page_form_look(MailFacts *facts, GError **error)
{
	if (g_strcmp0(facts->mail->mailbox, WEB_FORM_MAILBOX) != 0 || facts->mail->id == 0)
		return true;
	if (!web_form_get(facts->context->spool, facts->mail->id, &facts->page, error))
		return false;
	if (facts->page != NULL)
		facts->evidence = g_ptr_array_new();
	return true;
}

bool
page_form_is_by_link(const MailFacts *facts)
{
	return facts->page != NULL && facts->page->letter != 0;
}

/* What our own server says of senders is nothing about pages. Who has shown the app's code as well, or came by the login of
 * their organisation, is as sure as can be. */
bool
page_form_find_sender(MailFacts *facts, GError **error)
{
	facts->verdict.passed = confirmed_fully((ConfirmedBy)facts->mail->confirmed);
	facts->verdict.why =
	    facts->page->letter == 0
		? g_strdup("logged in on the page")
		: g_strdup_printf("the link of letter %" G_GINT64_FORMAT, facts->page->letter);
	return contact_get(facts->context->spool, facts->page->contact, &facts->author, error);
}

static bool
is_approval(const WebForm *form)
{
	return form->deed == WEB_DEED_APPROVE || form->deed == WEB_DEED_DECLINE;
}

static bool
look_at_approval(MailFacts *facts, GError **error)
{
	if (!is_approval(facts->page))
		return true;
	return approval_was_asked(
		   facts->context, facts->ticket, facts->author, &facts->may_approve, error) &&
	       ticket_request_is_confirmed(
		   facts->context->spool, facts->ticket->id, &facts->request_confirmed, error);
}

bool
page_form_find_ticket(MailFacts *facts, GError **error)
{
	Spool *spool = facts->context->spool;
	Thread *thread = &facts->thread;
	bool party = false;

	if (facts->page->ticket == 0)
		return true;
	thread->words = g_strdup("the page of it");
	if (!ticket_follow(spool, facts->page->ticket, &thread->ticket, error) ||
	    !ticket_get(spool, thread->ticket, &facts->ticket, error) ||
	    !ticket_access_has(spool, facts->ticket, facts->author, &party, error) ||
	    !look_at_approval(facts, error))
		return false;
	thread->own_token = party;
	return party || facts->may_approve || relation_set_named(facts, false, error);
}

/* Words beside a button, or of a comment, are no second button; that they only thank is still heard. */
void
page_form_answer(MailFacts *facts)
{
	Answer *answer = &facts->answer;
	bool says = facts->message->text[0] != '\0';

	answer->asks = answer->asks == ASKS_PRIVACY ? ASKS_PRIVACY : ASKS_NOTHING;
	switch (facts->page->deed) {
	case WEB_DEED_ACCEPT:
	case WEB_DEED_APPROVE:
		answer->kind = ANSWER_ACCEPT;
		break;
	case WEB_DEED_REJECT:
	case WEB_DEED_DECLINE:
		answer->kind = ANSWER_REJECT;
		answer->has_reason = says;
		break;
	case WEB_DEED_REQUEST:
		answer->kind = ANSWER_NONE;
		break;
	case WEB_DEED_OPEN:
	case WEB_DEED_COMMENT:
	case WEB_DEEDS:
		answer->kind = answer->kind == ANSWER_THANKS ? ANSWER_THANKS : ANSWER_NONE;
		break;
	}
}

GHashTable *
page_form_values(const WebForm *form)
{
	GHashTable *values = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)catalog_earlier_free);
	GHashTableIter iterator;
	void *name = NULL;
	void *value = NULL;

	g_hash_table_iter_init(&iterator, form->fields);
	while (g_hash_table_iter_next(&iterator, &name, &value)) {
		CatalogEarlier *one = g_new0(CatalogEarlier, 1);

		one->value = g_strdup(value);
		one->newer = true;
		g_hash_table_insert(values, g_strdup(name), one);
	}
	return values;
}

void
page_form_trace(const MailFacts *facts)
{
	static const char *const BY[] = {
	    [CONFIRMED_BY_NOTHING] = "as its token in a mail",
	    [CONFIRMED_BY_LETTER] = "the code of a letter to the registered address",
	    [CONFIRMED_BY_APP] = "the code of a letter, and that of the sender's app",
	    [CONFIRMED_BY_LOGIN] = "the login of their own organisation",
	};

	trace_add(facts->trace, "proof", "L%-11d %s: %s", (int)facts->proof, facts->verdict.why,
	    BY[CLAMP(facts->mail->confirmed, CONFIRMED_BY_NOTHING, CONFIRMED_BY_LOGIN)]);
	trace_add(facts->trace, "page", "%s", web_deed_name(facts->page->deed));
}
