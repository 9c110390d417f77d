/* SPDX-License-Identifier: Apache-2.0 */
/* A letter's way from its name to its bytes; the only place where tokens are issued. */
#include "gateway/letters/customer_letter.h"

#include <jansson.h>
#include <string.h>

#include "gateway/letters/compose.h"
#include "gateway/letters/letter_pace.h"
#include "gateway/letters/letter_thread.h"
#include "gateway/model/lifecycle.h"
#include "gateway/model/purpose.h"
#include "gateway/util/token.h"
#include "rules/catalog.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define TOKEN_LASTS_MS (90 * DAY_MS)
#define TOKEN_LASTS_AFTER_END_MS (14 * DAY_MS)
#define PLAIN_ID_MAX 200

/* Dates and links cost more than all other values together, and most letters have none: they are made on demand. */
typedef enum {
	USES_NEXT,
	USES_UNTIL,
	USES_CLOSE,
	USES_ACCEPT,
	USES_REJECT,
	USES,
} Use;

static const char *const USE_NAMES[] = {"next", "until", "close", "accept", "reject", NULL};

typedef struct {
	int64_t id;
	char token[TOKEN_LENGTH + 1];
	const ConfigMailbox *mailbox;
	const char *language;
	bool uses[USES];
	RenderedLetter rendered;
	GPtrArray *thread;
} Draft;

static void
draft_clear(Draft *draft)
{
	rendered_letter_clear(&draft->rendered);
	g_clear_pointer(&draft->thread, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

char *
customer_letter_reply_address(const ConfigMailbox *mailbox, const char *token)
{
	g_auto(GStrv) parts = NULL;

	if (mailbox->reply_address == NULL)
		return g_strdup(mailbox->address);
	parts = g_strsplit(mailbox->reply_address, "{token}", 2);
	return g_strjoin(token, parts[0], parts[1], NULL);
}

char *
customer_letter_mailto(const char *address, const char *subject, const char *token)
{
	return customer_letter_mailto_text(address, subject, "", token);
}

char *
customer_letter_mailto_text(
    const char *address, const char *subject, const char *text, const char *token)
{
	g_autofree char *body = g_strdup_printf("%s\r\n\r\nRef: %s\r\n", text, token);
	g_autofree char *to = g_uri_escape_string(address, "@", false);
	g_autofree char *escaped_subject = g_uri_escape_string(subject, NULL, false);
	g_autofree char *escaped_body = g_uri_escape_string(body, NULL, false);

	return g_strdup_printf(
	    "mailto:%s?subject=%s&body=%s", to, escaped_subject, escaped_body);
}

const char *
customer_letter_language_for(
    const Context *context, const Contact *to, const Message *answered, const Ticket *ticket)
{
	if (to != NULL && to->language != NULL)
		return to->language;
	if (answered != NULL && answered->language != NULL)
		return answered->language;
	return ticket != NULL && ticket->language != NULL ? ticket->language
							  : context->config->language;
}

const char *
customer_letter_language(const Context *context, const LetterOrder *order)
{
	if (order->to == NULL)
		return context->config->language;
	return customer_letter_language_for(context, order->to, order->answers, order->ticket);
}

static bool
is_known(const LetterOrder *order)
{
	return order->to == NULL || (order->to->known && !order->is_constant);
}

static const char *
name_of(const LetterOrder *order)
{
	return order->to != NULL && is_known(order) ? order->to->name : "";
}

static const char *
address_of(const LetterOrder *order)
{
	return order->to != NULL ? order->to->address : order->address;
}

static void
set(json_t *values, const char *name, const char *value)
{
	if (value != NULL)
		json_object_set_new(values, name, json_string(value));
}

/* The prepared answer. */
static void
set_link(
    Context *context, json_t *values, const LetterOrder *order, const Draft *draft, Use use)
{
	const char *word =
	    templates_answer(context->templates, draft->language, use == USES_ACCEPT);
	g_autofree char *address = NULL, *subject = NULL, *link = NULL;

	if (!draft->uses[use] || order->ticket == NULL)
		return;
	address = customer_letter_reply_address(draft->mailbox, draft->token);
	subject = g_strdup_printf("%s [%s]", word, order->ticket->number);
	link = customer_letter_mailto(address, subject, draft->token);
	json_object_set_new(values, USE_NAMES[use], json_pack("{s:s}", "mailto", link));
}

/* What was understood of a request; never told to someone we do not know. */
static bool
set_fields(Context *context, json_t *values, const LetterOrder *order, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "fields", list);
	if (order->ticket == NULL || order->ticket->kind != TICKET_REQUEST || !is_known(order))
		return true;
	if (!ticket_fields(context->spool, order->ticket->id, &fields, error))
		return false;
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "label", field->label, "value", field->value));
	}
	return true;
}

/* Who asks for it: for those who decide on it or do it. */
static bool
set_reporter(Context *context, json_t *values, const LetterOrder *order, GError **error)
{
	g_autoptr(Contact) reporter = NULL;

	if (order->ticket == NULL || order->ticket->reporter == 0 || order->is_constant ||
	    (order->to != NULL && order->purpose == NULL))
		return true;
	if (!contact_get(context->spool, order->ticket->reporter, &reporter, error))
		return false;
	json_object_set_new(values, "reporter",
	    json_pack("{s:s, s:s}", "name", reporter->name, "address", reporter->address));
	return true;
}

/* A request's form: what is missing or wrong in it, what may be written, and the form itself, filled in with what is
 * known. What a stranger wrote does not go back to where they say they live. */
static void
set_form(json_t *values, const LetterOrder *order)
{
	json_t *problems = json_array();
	json_t *hints = json_array();
	json_t *form = json_array();

	for (unsigned i = 0; order->form != NULL && i < order->form->len; i++) {
		const CatalogValue *value = order->form->pdata[i];
		bool tell = is_known(order) && value->value != NULL;

		json_array_append_new(form, json_pack("{s:s, s:s}", "label", value->label,
						"value", tell ? value->value : ""));
		json_array_append_new(hints,
		    json_pack("{s:s, s:b, s:s}", "label", value->label, "required",
			value->required, "hint", value->hint == NULL ? "" : value->hint));
		if (value->problem != NULL)
			json_array_append_new(
			    problems, json_pack("{s:s, s:s}", "label", value->label, "problem",
					  value->problem));
	}
	json_object_set_new(values, "problems", problems);
	json_object_set_new(values, "hints", hints);
	json_object_set_new(values, "form", form);
}

static void
set_faq(json_t *values, const LetterOrder *order)
{
	json_t *list = NULL;

	if (order->faq == NULL || order->faq->len == 0)
		return;
	list = json_array();
	for (unsigned i = 0; i < order->faq->len; i++) {
		const FaqHit *hit = order->faq->pdata[i];

		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "title", hit->title,
						"text", hit->text, "link", hit->link));
	}
	json_object_set_new(values, "faq", json_pack("{s:o}", "questions", list));
}

static void
set_date(Context *context, json_t *values, const Draft *draft, Use use, int64_t at_ms)
{
	g_autofree char *date = NULL;

	if (!draft->uses[use])
		return;
	date = templates_date(context->templates, draft->language, at_ms);
	json_object_set_new(values, USE_NAMES[use], json_pack("{s:s}", "date", date));
}

static void
set_dates(Context *context, json_t *values, const Draft *draft, const Ticket *ticket)
{
	const ConfigTimes *times = &context->config->times;

	set_date(context, values, draft, USES_NEXT, context->now_ms + times->first_answer);
	set_date(context, values, draft, USES_UNTIL, ticket->state_ms + times->expire_approval);
	set_date(context, values, draft, USES_CLOSE, ticket->state_ms + times->close_solution);
}

static void
set_ticket(Context *context, json_t *values, const LetterOrder *order, const Draft *draft)
{
	const char *language = draft->language;
	const Ticket *ticket = order->ticket;
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);

	set(values, "number", ticket->number);
	set(values, "title", order->is_constant ? "" : ticket->title);
	set(values, "kind", ticket_kind_name(ticket->kind));
	set(values, "state",
	    templates_state(context->templates, language, ticket_state_name(ticket->state)));
	if (item != NULL) {
		json_object_set_new(values, "item",
		    json_pack("{s:s}", "title", catalog_item_title(item, language)));
		json_object_set_new(
		    values, "sensitive", json_boolean(catalog_item_is_sensitive(item)));
	}
	set_dates(context, values, draft, ticket);
}

static json_t *
letter_values(Context *context, const LetterOrder *order, const Draft *draft)
{
	json_t *values = json_object();

	if (order->ticket != NULL)
		set_ticket(context, values, order, draft);
	set(values, "text", order->text);
	json_object_set_new(
	    values, "desk", json_pack("{s:s}", "name", context->config->desk_name));
	json_object_set_new(values, "contact",
	    json_pack("{s:s, s:s}", "name", name_of(order), "address", address_of(order)));
	json_object_set_new(values, "known", json_boolean(is_known(order)));
	if (order->predecessor != NULL)
		json_object_set_new(values, "predecessor",
		    json_pack("{s:s}", "number", order->predecessor->number));
	set_faq(values, order);
	if (order->form != NULL)
		set_form(values, order);
	if (order->more != NULL)
		json_object_update(values, (json_t *)order->more);
	return values;
}

/* What nobody may answer with any right carries none. */
static bool
has_token(const LetterOrder *order)
{
	return order->purpose == NULL || *order->purpose != '\0';
}

/* The row that the token stands for; its id is the token. */
static bool
add_row(Context *context, const LetterOrder *order, const char *mailbox, int64_t *ret_id,
    GError **error)
{
	bool has_ended = order->ticket != NULL && ticket_state_has_ended(order->ticket->state);
	int64_t lasts_ms = has_ended ? TOKEN_LASTS_AFTER_END_MS : TOKEN_LASTS_MS;
	Letter row = {
	    .name = (char *)order->name,
	    .purpose = (char *)(order->purpose != NULL ? order->purpose : PURPOSE_TICKET),
	    .ticket = order->ticket == NULL ? 0 : order->ticket->id,
	    .contact = order->to == NULL ? 0 : order->to->id,
	    .mailbox = (char *)mailbox,
	    .recipient = (char *)address_of(order),
	    .mail = order->mail,
	    .created_ms = context->now_ms,
	    .expires_ms = has_token(order) ? context->now_ms + lasts_ms : 0,
	    .due_ms = context->now_ms,
	};

	return (row.mail != 0 || letter_pace_set(context, &row, order->by_person, error)) &&
	       letter_add(context->spool, &row, ret_id, error);
}

/* Whether it is an id and nothing that somebody could mean to be read. */
static bool
is_plain_id(const char *id)
{
	static const char CHARACTERS[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_+=$@";
	const char *at = id == NULL ? NULL : strchr(id, '@');

	return at != NULL && at != id && at[1] != '\0' && strchr(at + 1, '@') == NULL &&
	       strlen(id) <= PLAIN_ID_MAX && id[strspn(id, CHARACTERS)] == '\0';
}

static bool
find_thread(Context *context, const LetterOrder *order, GPtrArray **ret_ids, GError **error)
{
	const LetterReader reader = {order->to, order->address, order->ticket, order->answers};

	if (!order->is_constant)
		return letter_thread(context, &reader, ret_ids, error);
	*ret_ids = g_ptr_array_new_with_free_func(g_free);
	if (order->answers != NULL && is_plain_id(order->answers->message_id))
		g_ptr_array_add(*ret_ids, g_strdup(order->answers->message_id));
	return true;
}

static bool
write_sheet(Context *context, const LetterOrder *order, Draft *draft, GError **error)
{
	const TemplateUse letter = {order->name, draft->language, draft->mailbox->signature};
	json_t *values = NULL;
	bool good = false;

	templates_uses(context->templates, &letter, USE_NAMES, draft->uses);
	values = letter_values(context, order, draft);
	set(values, "signature", draft->mailbox->signature);
	set_link(context, values, order, draft, USES_ACCEPT);
	set_link(context, values, order, draft, USES_REJECT);
	good = set_fields(context, values, order, error) &&
	       set_reporter(context, values, order, error);
	if (good)
		templates_write(
		    context->templates, order->name, draft->language, values, &draft->rendered);
	json_decref(values);
	return good;
}

static bool
store(Context *context, const LetterOrder *order, Draft *draft, GError **error)
{
	const char *token = has_token(order) ? draft->token : NULL;
	const TokenCutter cutter = {context->key, draft->id, token};
	g_autofree char *reply_to =
	    token == NULL ? NULL : customer_letter_reply_address(draft->mailbox, token);
	g_autofree char *message_id =
	    token_message_id(context->key, draft->id, context->config->domain);
	guint length = draft->thread->len;
	const ComposeLetter letter = {
	    .from = {context->config->desk_name, draft->mailbox->address},
	    .reply_to = reply_to,
	    .to = {name_of(order), address_of(order)},
	    .subject = draft->rendered.subject,
	    .message_id = message_id,
	    .in_reply_to = length == 0 ? NULL : draft->thread->pdata[length - 1],
	    .references = draft->thread,
	    .date_ms = context->now_ms,
	    .auto_submitted = order->by_person         ? NULL
			      : order->answers != NULL ? "auto-replied"
						       : "auto-generated",
	    .text = draft->rendered.text,
	    .html = draft->rendered.html,
	    .ref = token,
	    .attachments = order->files,
	};
	g_autoptr(GBytes) bytes = compose_letter(&letter, &cutter);
	const LetterText text = {message_id, draft->rendered.subject, bytes};

	return letter_store(context->spool, draft->id, &text, error) &&
	       (order->ticket == NULL || ticket_remember_id(context->spool, order->ticket->id,
					     message_id, draft->id, error));
}

bool
customer_letter(Context *context, const LetterOrder *order, GError **error)
{
	const char *mailbox = order->mailbox != NULL ? order->mailbox : order->ticket->mailbox;
	g_auto(Draft) draft = {
	    .mailbox = config_mailbox_or_first(context->config, mailbox),
	    .language = customer_letter_language(context, order),
	};

	if (!find_thread(context, order, &draft.thread, error) ||
	    !add_row(context, order, draft.mailbox->name, &draft.id, error))
		return false;
	token_make(context->key, TOKEN_PROOF, draft.id, draft.token);
	return write_sheet(context, order, &draft, error) &&
	       store(context, order, &draft, error) &&
	       ticket_add_letter_entry(context->spool, draft.id, error);
}

static bool
write_to(Context *context, const LetterOrder *order, int64_t contact, GError **error)
{
	g_autoptr(Contact) to = NULL;
	LetterOrder one = *order;

	if (order->to != NULL && order->to->id == contact)
		return true;
	if (!contact_get(context->spool, contact, &to, error))
		return false;
	one.to = to;
	return to->undeliverable || customer_letter(context, &one, error);
}

bool
customer_letter_all(Context *context, const LetterOrder *order, GError **error)
{
	const Ticket *ticket = order->ticket;
	g_autoptr(GPtrArray) people = NULL;

	if (ticket->reporter != 0 && !write_to(context, order, ticket->reporter, error))
		return false;
	if (!ticket_people(context->spool, ticket->id, &people, error))
		return false;
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (person->gets_letters && person->contact != ticket->reporter &&
		    !write_to(context, order, person->contact, error))
			return false;
	}
	return true;
}

bool
customer_letter_end(Context *context, const Ticket *ticket, GError **error)
{
	return !ticket_state_has_ended(ticket->state) ||
	       letter_expire_tokens(context->spool, ticket->id,
		   context->now_ms + TOKEN_LASTS_AFTER_END_MS, error);
}
