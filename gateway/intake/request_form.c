/* SPDX-License-Identifier: Apache-2.0 */
/* A form is filled over as many mails as it takes: what earlier ones gave is in the spool. */
#include "gateway/intake/request_form.h"

#include <string.h>

#include "gateway/intake/mail_facts.h"
#include "gateway/intake/page_form.h"
#include "parsers/language.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define LITTLE_WORDS 3
#define VALUE_TOLD 80 /* characters of a value in the trace */

void
request_form_clear(RequestForm *form)
{
	g_clear_pointer(&form->values, g_ptr_array_unref);
}

/* "Urgentie: vandaag (moet een van deze zijn: ...)" */
static void
explain_value(const CatalogValue *value, Trace *trace)
{
	g_autofree char *line = g_strdup(value->value == NULL ? "" : value->value);
	g_autofree char *start = NULL;

	if (value->value == NULL && value->problem == NULL)
		return;
	g_strdelimit(line, "\n\t", ' ');
	start = g_utf8_substring(line, 0, MIN(VALUE_TOLD, g_utf8_strlen(line, -1)));
	trace_add(trace, "", "%s:%s%s%s%s%s", value->label, *start == '\0' ? "" : " ", start,
	    value->problem == NULL ? "" : " (", value->problem == NULL ? "" : value->problem,
	    value->problem == NULL ? "" : ")");
}

void
request_form_explain(const RequestForm *form, Trace *trace)
{
	if (form->refused != NULL)
		trace_add(
		    trace, "form", "%-12s asked for, but not by this sender", form->refused);
	if (form->values == NULL)
		return;
	trace_add(trace, "form", "%-12s %s", catalog_item_name(form->item),
	    form->complete ? "complete" : "not complete");
	for (unsigned i = 0; i < form->values->len; i++)
		explain_value(form->values->pdata[i], trace);
}

bool
request_form_earlier(
    Spool *spool, int64_t ticket, int64_t since_ms, GHashTable **ret_fields, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;

	if (!ticket_fields_all(spool, ticket, &fields, error))
		return false;
	*ret_fields = g_hash_table_new_full(
	    g_str_hash, g_str_equal, g_free, (GDestroyNotify)catalog_earlier_free);
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];
		CatalogEarlier *earlier = g_new0(CatalogEarlier, 1);

		earlier->value = g_strdup(field->value);
		earlier->newer = field->set_ms > since_ms;
		g_hash_table_insert(*ret_fields, g_strdup(field->name), earlier);
	}
	return true;
}

static bool
earlier_fields(const MailFacts *facts, GHashTable **ret_fields, GError **error)
{
	Spool *spool = facts->context->spool;
	int64_t answered = facts->thread.letter;
	g_autoptr(Letter) letter = NULL;

	if (answered != 0 && !letter_get(spool, answered, &letter, error))
		return false;
	return request_form_earlier(spool, facts->ticket->id,
	    letter == NULL ? INT64_MAX : letter->created_ms, ret_fields, error);
}

static bool
is_complete(const GPtrArray *values)
{
	for (unsigned i = 0; i < values->len; i++) {
		const CatalogValue *value = values->pdata[i];

		if (value->problem != NULL)
			return false;
	}
	return true;
}

static bool
is_given(const GPtrArray *values)
{
	for (unsigned i = 0; i < values->len; i++) {
		const CatalogValue *value = values->pdata[i];

		if (value->given)
			return true;
	}
	return false;
}

/* "Graag, dank!" below a subject that says it all. */
static bool
says_little(const Message *message)
{
	const char *text = message->text;
	unsigned words = 0;

	while (*text != '\0' && words <= LITTLE_WORDS) {
		text += strspn(text, " \n\t");
		words += *text != '\0';
		text += strcspn(text, " \n\t");
	}
	return words <= LITTLE_WORDS;
}

bool
request_form_may_ask(const CatalogItem *item, const Contact *sender)
{
	bool known = sender != NULL && sender->known;

	return catalog_item_may_ask(item, known, known ? sender->account_name : NULL) &&
	       (sender == NULL || contact_may_request(sender, catalog_item_name(item)));
}

/* What somebody may not ask for, nobody hears of: a person reads their mail. */
static void
find_asked(const MailFacts *facts, RequestForm *form)
{
	const Catalog *catalog = facts->context->config->catalog;
	const char *ruled = facts->rule_result == NULL ? NULL : facts->rule_result->item;
	const CatalogItem *item = NULL;

	if (ruled != NULL)
		item = catalog_get(catalog, ruled);
	else if (facts->page == NULL)
		item = catalog_find_asked(catalog, facts->message);
	else if (facts->page->item != NULL)
		item = catalog_get(catalog, facts->page->item);

	if (item != NULL && !request_form_may_ask(item, facts->sender))
		form->refused = catalog_item_name(item);
	else
		form->item = item;
}

/* Labels that are for all languages are in one, too. */
static const char *
language_of_labels(const CatalogItem *item, const Message *message)
{
	const char *language = catalog_item_language(item, message->text);
	g_autofree char *labels = catalog_item_labels(item);

	return language != NULL && *language == '\0' ? language_of(labels) : language;
}

/* A page shows the whole form: what is empty there, and was not before, is taken back. */
static void
take_back(const RequestForm *form, GHashTable *earlier)
{
	for (unsigned i = 0; i < form->values->len; i++) {
		CatalogValue *value = form->values->pdata[i];

		if (value->value == NULL && g_hash_table_contains(earlier, value->name))
			value->value = g_strdup("");
	}
}

/* What a form of a page says is said there, and not in words. earlier: of a draft; or NULL. */
static void
fill_of_page(const MailFacts *facts, GHashTable *earlier, RequestForm *form)
{
	g_autoptr(GHashTable) values = page_form_values(facts->page);
	Message blank = *facts->message;

	blank.text = (char *)"";
	blank.whole = blank.table = NULL;
	form->values = catalog_fill(form->item, &blank, facts->context->config->answers, values,
	    mail_facts_language(facts));
	form->complete = is_complete(form->values);
	form->given = true;
	if (earlier != NULL)
		take_back(form, earlier);
}

bool
request_form_fill(const MailFacts *facts, RequestForm *ret_form, GError **error)
{
	const Ticket *ticket = facts->ticket;
	g_autoptr(GHashTable) earlier = NULL;

	if (ticket == NULL)
		find_asked(facts, ret_form);
	else if (ticket->item != NULL)
		ret_form->item = catalog_get(facts->context->config->catalog, ticket->item);
	if (ret_form->item == NULL)
		return true;
	ret_form->language = language_of_labels(ret_form->item, facts->message);
	ret_form->needs_approval = catalog_item_approval(ret_form->item) != APPROVAL_NONE;
	ret_form->sensitive = catalog_item_is_sensitive(ret_form->item);
	if (ticket != NULL && ticket->state != TICKET_DRAFT)
		return true;
	if (ticket != NULL && !earlier_fields(facts, &earlier, error))
		return false;
	if (facts->page != NULL && (ticket == NULL || facts->page->deed == WEB_DEED_REQUEST)) {
		fill_of_page(facts, earlier, ret_form);
		return true;
	}
	ret_form->values = catalog_fill(ret_form->item, facts->message,
	    facts->context->config->answers, earlier, mail_facts_language(facts));
	ret_form->complete = is_complete(ret_form->values);
	ret_form->says_little = ticket == NULL && says_little(facts->message);
	ret_form->given = is_given(ret_form->values);
	return true;
}

json_t *
request_form_list(const Context *context, const Contact *sender, const ConfigMailbox *mailbox,
    const char *language)
{
	const Catalog *catalog = context->config->catalog;
	g_autofree char *to = g_uri_escape_string(mailbox->address, "@", false);
	json_t *list = json_array();

	for (const char *const *name = catalog_names(catalog); *name != NULL; name++) {
		const CatalogItem *item = catalog_get(catalog, *name);
		const char *title = catalog_item_title(item, language);
		g_autofree char *subject = g_uri_escape_string(title, NULL, false);
		g_autofree char *mailto = g_strdup_printf("mailto:%s?subject=%s", to, subject);

		if (request_form_may_ask(item, sender))
			json_array_append_new(
			    list, json_pack("{s:s, s:s}", "title", title, "mailto", mailto));
	}
	return list;
}
