/* SPDX-License-Identifier: Apache-2.0 */
/* A letter's way from its name to its bytes; the only place where tokens are issued. */
#include "gateway/correspond.h"

#include <jansson.h>
#include <string.h>

#include "gateway/compose.h"
#include "gateway/lifecycle.h"
#include "gateway/token.h"
#include "rules/catalog.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define TOKEN_LASTS_MS (90 * DAY_MS)
#define TOKEN_LASTS_AFTER_END_MS (14 * DAY_MS)
#define THREAD_IDS 8

char *
correspond_reply_address(const ConfigMailbox *mailbox, const char *token)
{
	g_auto(GStrv) parts = NULL;

	if (mailbox->reply_address == NULL)
		return g_strdup(mailbox->address);
	parts = g_strsplit(mailbox->reply_address, "{token}", 2);
	return g_strjoin(token, parts[0], parts[1], NULL);
}

char *
correspond_mailto(const char *address, const char *subject, const char *token)
{
	g_autofree char *body = g_strdup_printf("\r\n\r\nRef: %s\r\n", token);
	g_autofree char *to = g_uri_escape_string(address, "@", false);
	g_autofree char *escaped_subject = g_uri_escape_string(subject, NULL, false);
	g_autofree char *escaped_body = g_uri_escape_string(body, NULL, false);

	return g_strdup_printf(
	    "mailto:%s?subject=%s&body=%s", to, escaped_subject, escaped_body);
}

static const char *
language_of(const Office *office, const LetterOrder *order)
{
	if (order->to->language != NULL)
		return order->to->language;
	if (order->answers != NULL && order->answers->language != NULL)
		return order->answers->language;
	return order->ticket->language != NULL ? order->ticket->language
					       : office->config->language;
}

static void
set(json_t *values, const char *name, const char *value)
{
	if (value != NULL)
		json_object_set_new(values, name, json_string(value));
}

static void
set_link(json_t *values, const char *name, const char *address, const char *word,
    const LetterOrder *order, const char *token)
{
	g_autofree char *subject = g_strdup_printf("%s [%s]", word, order->ticket->number);
	g_autofree char *link = correspond_mailto(address, subject, token);

	json_object_set_new(values, name, json_pack("{s:s}", "mailto", link));
}

/* What was understood of a request; never told to someone we do not know. */
static bool
set_fields(Office *office, json_t *values, const LetterOrder *order, GError **error)
{
	g_autoptr(GPtrArray) fields = NULL;
	json_t *list = json_array();

	json_object_set_new(values, "fields", list);
	if (order->ticket->kind != TICKET_REQUEST || !order->to->known)
		return true;
	if (!ticket_fields(office->spool, order->ticket->id, &fields, error))
		return false;
	for (unsigned i = 0; i < fields->len; i++) {
		const TicketField *field = fields->pdata[i];

		json_array_append_new(list,
		    json_pack("{s:s, s:s}", "label", field->label, "value", field->value));
	}
	return true;
}

static void
set_problems(json_t *values, const LetterOrder *order)
{
	json_t *list = json_array();

	json_object_set_new(values, "problems", list);
	for (unsigned i = 0; order->problems != NULL && i < order->problems->len; i++) {
		const CatalogValue *value = order->problems->pdata[i];

		if (value->problem != NULL)
			json_array_append_new(
			    list, json_pack("{s:s, s:s}", "label", value->label, "problem",
				      value->problem));
	}
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
set_dates(Office *office, json_t *values, const Ticket *ticket, const char *language)
{
	const ConfigTimes *times = &office->config->times;
	g_autofree char *next =
	    stationery_date(office->stationery, language, office->now_ms + times->first_answer);
	g_autofree char *close = stationery_date(
	    office->stationery, language, ticket->state_ms + times->close_solution);

	json_object_set_new(values, "next", json_pack("{s:s}", "date", next));
	json_object_set_new(values, "close", json_pack("{s:s}", "date", close));
}

static json_t *
letter_values(Office *office, const LetterOrder *order, const char *language)
{
	const Ticket *ticket = order->ticket;
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(office->config->catalog, ticket->item);
	json_t *values = json_object();

	set(values, "number", ticket->number);
	set(values, "title", ticket->title);
	set(values, "kind", ticket_kind_name(ticket->kind));
	set(values, "state",
	    stationery_state(office->stationery, language, ticket_state_name(ticket->state)));
	set(values, "text", order->text);
	json_object_set_new(
	    values, "desk", json_pack("{s:s}", "name", office->config->desk_name));
	json_object_set_new(values, "contact",
	    json_pack("{s:s, s:s}", "name", order->to->known ? order->to->name : "", "address",
		order->to->address));
	json_object_set_new(values, "known", json_boolean(order->to->known));
	if (order->predecessor != NULL)
		json_object_set_new(values, "predecessor",
		    json_pack("{s:s}", "number", order->predecessor->number));
	if (item != NULL)
		json_object_set_new(values, "item",
		    json_pack("{s:s}", "title", catalog_item_title(item, language)));
	set_dates(office, values, ticket, language);
	set_problems(values, order);
	set_faq(values, order);
	return values;
}

/* The row that the token stands for; its id is the token. */
static bool
add_row(Office *office, const LetterOrder *order, const char *mailbox, int64_t *ret_id,
    GError **error)
{
	int64_t lasts_ms = lifecycle_has_ended(order->ticket->state) ? TOKEN_LASTS_AFTER_END_MS
								     : TOKEN_LASTS_MS;
	const Letter row = {
	    .name = (char *)order->name,
	    .purpose = (char *)"ticket",
	    .ticket = order->ticket->id,
	    .contact = order->to->id,
	    .mailbox = (char *)mailbox,
	    .recipient = order->to->address,
	    .mail = order->mail,
	    .created_ms = office->now_ms,
	    .expires_ms = office->now_ms + lasts_ms,
	    .due_ms = office->now_ms,
	};

	return letter_add(office->spool, &row, ret_id, error);
}

/* What the letter refers to: the message it answers, or the ticket's timeline. */
static bool
thread_of(Office *office, const LetterOrder *order, GPtrArray **ret_ids, GError **error)
{
	if (order->answers == NULL)
		return ticket_thread(
		    office->spool, order->ticket->id, THREAD_IDS, ret_ids, error);
	*ret_ids = g_ptr_array_new_with_free_func(g_free);
	for (unsigned i = MIN(order->answers->references->len, THREAD_IDS); i > 0; i--)
		g_ptr_array_add(*ret_ids, g_strdup(order->answers->references->pdata[i - 1]));
	if (order->answers->message_id != NULL)
		g_ptr_array_add(*ret_ids, g_strdup(order->answers->message_id));
	return true;
}

typedef struct {
	int64_t id;
	char token[TOKEN_LENGTH + 1];
	const ConfigMailbox *mailbox;
	Sheet sheet;
	GPtrArray *thread;
} Draft;

static void
draft_clear(Draft *draft)
{
	sheet_clear(&draft->sheet);
	g_clear_pointer(&draft->thread, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Draft, draft_clear)

static bool
write_sheet(Office *office, const LetterOrder *order, Draft *draft, GError **error)
{
	const char *language = language_of(office, order);
	g_autofree char *address = correspond_reply_address(draft->mailbox, draft->token);
	json_t *values = letter_values(office, order, language);
	bool good = false;

	set(values, "signature", draft->mailbox->signature);
	set_link(values, "accept", address,
	    stationery_answer(office->stationery, language, true), order, draft->token);
	set_link(values, "reject", address,
	    stationery_answer(office->stationery, language, false), order, draft->token);
	good = set_fields(office, values, order, error);
	if (good)
		stationery_write(
		    office->stationery, order->name, language, values, &draft->sheet);
	json_decref(values);
	return good;
}

static bool
store(Office *office, const LetterOrder *order, Draft *draft, GError **error)
{
	g_autofree char *reply_to = correspond_reply_address(draft->mailbox, draft->token);
	g_autofree char *message_id =
	    g_strdup_printf("%s@%s", draft->token, office->config->domain);
	guint length = draft->thread->len;
	const ComposeLetter letter = {
	    .from = {office->config->desk_name, draft->mailbox->address},
	    .reply_to = reply_to,
	    .to = {order->to->known ? order->to->name : "", order->to->address},
	    .subject = draft->sheet.subject,
	    .message_id = message_id,
	    .in_reply_to = length == 0 ? NULL : draft->thread->pdata[length - 1],
	    .references = draft->thread,
	    .date_ms = office->now_ms,
	    .auto_submitted = order->by_person         ? NULL
			      : order->answers != NULL ? "auto-replied"
						       : "auto-generated",
	    .text = draft->sheet.text,
	    .html = draft->sheet.html,
	    .ref = draft->token,
	};
	g_autoptr(GBytes) bytes = compose_letter(&letter);
	const LetterText text = {message_id, draft->sheet.subject, bytes};

	return letter_store(office->spool, draft->id, &text, error) &&
	       ticket_remember_id(
		   office->spool, order->ticket->id, message_id, draft->id, error);
}

static bool
note_on_timeline(Office *office, const LetterOrder *order, int64_t letter, GError **error)
{
	const Entry entry = {
	    .ticket = order->ticket->id,
	    .at_ms = office->now_ms,
	    .kind = ENTRY_LETTER,
	    .author = (char *)"casegate",
	    .text = (char *)order->name,
	    .mark = (char *)"",
	    .letter = letter,
	};

	return ticket_add_entry(office->spool, &entry, NULL, error);
}

bool
correspond(Office *office, const LetterOrder *order, GError **error)
{
	g_auto(Draft) draft = {
	    .mailbox = config_mailbox_or_first(office->config, order->ticket->mailbox)};

	if (!thread_of(office, order, &draft.thread, error) ||
	    !add_row(office, order, draft.mailbox->name, &draft.id, error))
		return false;
	token_make(office->key, draft.id, draft.token);
	return write_sheet(office, order, &draft, error) &&
	       store(office, order, &draft, error) &&
	       note_on_timeline(office, order, draft.id, error);
}

bool
correspond_end(Office *office, const Ticket *ticket, GError **error)
{
	return !lifecycle_has_ended(ticket->state) ||
	       letter_expire_tokens(
		   office->spool, ticket->id, office->now_ms + TOKEN_LASTS_AFTER_END_MS, error);
}
