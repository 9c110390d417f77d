/* SPDX-License-Identifier: Apache-2.0 */
/* What is written to a customer depends on what is proven of them: where nothing is, no value tells who they are. */
#include "gateway/letters/customer_letter.h"

#include <string.h>

#include "gateway/letters/agent_text.h"
#include "gateway/letters/letter_prepared.h"
#include "gateway/letters/letter_thread.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/letters/ticket_values.h"
#include "gateway/model/lifecycle.h"
#include "gateway/model/promise.h"
#include "gateway/templates/letter_types.h"
#include "rules/catalog.h"
#include "spool/letter.h"
#include "spool/ticket_content.h"

#define DAY_MS (INT64_C(24) * 60 * 60 * 1000)
#define TOKEN_LASTS_MS (90 * DAY_MS)
#define TOKEN_LASTS_AFTER_END_MS (14 * DAY_MS)
#define PLAIN_ID_MAX 200
#define QUOTED_LINES 20
#define QUOTED_CHARACTERS 1500

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

/* The prepared answer. */
static void
set_link(Context *context, json_t *values, const LetterDraft *draft, Use use)
{
	json_object_set_new(values, USE_NAMES[use],
	    letter_writer_choice(context, draft, draft->ticket->number, use == USES_ACCEPT));
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
set_date(json_t *values, Use use, char *take_date)
{
	json_object_set_new(values, USE_NAMES[use], json_pack("{s:s}", "date", take_date));
	g_free(take_date);
}

/* When the customer hears from us: what is promised in days, by a day. */
static void
set_next(Context *context, json_t *values, const LetterDraft *draft, const Promise *promise)
{
	int64_t due_ms = draft->ticket->answer_due_ms;
	bool in_days = promise->first_answer % DAY_MS == 0;

	if (due_ms <= context->now_ms)
		due_ms =
		    working_hours_due(promise->hours, context->now_ms, promise->first_answer);
	set_date(values, USES_NEXT,
	    in_days ? templates_date(context->templates, draft->language, due_ms)
		    : templates_moment(context->templates, draft->language, due_ms));
}

static bool
set_dates_and_links(Context *context, json_t *values, const LetterDraft *draft, GError **error)
{
	const ConfigTimes *times = &context->config->times;
	const Ticket *ticket = draft->ticket;
	const TemplateUse use = {draft->name, draft->language, draft->mailbox->signature};
	Promise promise = {0};
	bool asks = !g_str_equal(draft->name, LETTER_STATE) || ticket->state == TICKET_RESOLVED;
	bool uses[USES];

	templates_uses(context->templates, &use, USE_NAMES, uses);
	if ((uses[USES_NEXT] || uses[USES_UNTIL] || uses[USES_CLOSE]) &&
	    !promise_of(context, ticket, &promise, error))
		return false;
	if (uses[USES_NEXT])
		set_next(context, values, draft, &promise);
	if (uses[USES_UNTIL])
		set_date(values, USES_UNTIL,
		    templates_date(context->templates, draft->language,
			working_hours_due(
			    promise.hours, ticket->state_ms, times->expire_approval)));
	if (uses[USES_CLOSE])
		set_date(values, USES_CLOSE,
		    templates_date(context->templates, draft->language,
			working_hours_due(
			    promise.hours, ticket->state_ms, times->close_solution)));
	if (uses[USES_ACCEPT] && asks)
		set_link(context, values, draft, USES_ACCEPT);
	if (uses[USES_REJECT] && asks)
		set_link(context, values, draft, USES_REJECT);
	return true;
}

/* What was understood of a request, and who asks for it: for whom the letter is, and for nobody who is not known. */
static bool
set_request(Context *context, json_t *values, const LetterOrder *order, GError **error)
{
	const Ticket *ticket = order->ticket;
	bool fields = ticket->kind == TICKET_REQUEST && is_known(order) &&
		      letter_types_gets(order->name, "fields");
	bool reporter = !order->is_constant && letter_types_gets(order->name, "reporter");

	return (!fields || ticket_values_set_fields(context, ticket, values, error)) &&
	       (!reporter || ticket_values_set_reporter(context, ticket, values, error));
}

bool
customer_letter_set_ticket(Context *context, const LetterOrder *order, const LetterDraft *draft,
    json_t *values, GError **error)
{
	const char *language = draft->language;
	const Ticket *ticket = order->ticket;
	const CatalogItem *item =
	    ticket->item == NULL ? NULL : catalog_get(context->config->catalog, ticket->item);

	ticket_values_set(values, ticket,
	    templates_state(context->templates, language, ticket_state_name(ticket->state)));
	if (order->is_constant)
		json_object_set_new(values, "title", json_string(""));
	if (item != NULL) {
		json_object_set_new(values, "item",
		    json_pack("{s:s}", "title", catalog_item_title(item, language)));
		json_object_set_new(
		    values, "sensitive", json_boolean(catalog_item_is_sensitive(item)));
	}
	return set_dates_and_links(context, values, draft, error) &&
	       set_request(context, values, order, error);
}

static void
set_closing(const Context *context, json_t *values, const char *closing)
{
	const char *desk = context->config->desk_name;
	g_autofree char *all = strstr(closing, desk) != NULL
				   ? g_strdup(closing)
				   : g_strdup_printf("%s\n%s", closing, desk);

	json_object_set_new(values, "closing", json_string(all));
}

/* An agent's own greeting and closing stand in the place of the template's, where that has one for them. */
static void
set_text(Context *context, const LetterOrder *order, const LetterDraft *draft, json_t *values)
{
	static const char *const PLACES[] = {"greeting", "closing", NULL};
	const TemplateUse use = {draft->name, draft->language, draft->mailbox->signature};
	g_auto(AgentText) split = agent_text_split(order->text);
	g_autoptr(GString) text = g_string_new(NULL);
	bool uses[] = {false, false};

	templates_uses(context->templates, &use, PLACES, uses);
	if (split.greeting != NULL && uses[0])
		json_object_set_new(values, "greeting", json_string(split.greeting));
	else if (split.greeting != NULL)
		g_string_append_printf(text, "%s\n\n", split.greeting);
	g_string_append(text, split.text);
	if (split.closing != NULL && uses[1])
		set_closing(context, values, split.closing);
	else if (split.closing != NULL)
		g_string_append_printf(text, "\n\n%s", split.closing);
	json_object_set_new(values, "text", json_string(text->str));
}

/* The beginning of it, where it is long. Caller owns. */
static char *
cut_quote(const char *text)
{
	glong length = g_utf8_strlen(text, -1);
	const char *most = g_utf8_offset_to_pointer(text, MIN(length, QUOTED_CHARACTERS));
	const char *end = text;
	g_autofree char *beginning = NULL;

	for (unsigned lines = 0; end < most && lines < QUOTED_LINES; lines++) {
		end += strcspn(end, "\n");
		end += *end == '\n';
	}
	end = MIN(end, most);
	if (*end == '\0')
		return g_strdup(text);
	beginning = g_strchomp(g_strndup(text, (size_t)(end - text)));
	return g_strconcat(beginning, " …", NULL);
}

/* What the reader wrote last, and nobody else's words. */
static bool
set_quoted(Context *context, const LetterOrder *order, const LetterDraft *draft, json_t *values,
    GError **error)
{
	g_autofree char *words = NULL;
	g_autofree char *quote = NULL;
	g_autofree char *date = NULL;
	g_auto(GStrv) lines = NULL;
	json_t *list = NULL;
	int64_t at_ms = 0;

	if (order->ticket == NULL || order->to == NULL || !is_known(order) ||
	    !letter_types_gets(order->name, "quoted"))
		return true;
	if (!ticket_last_words(
		context->spool, order->ticket->id, order->to->id, &words, &at_ms, error))
		return false;
	if (words == NULL || *g_strstrip(words) == '\0')
		return true;
	quote = cut_quote(words);
	date = templates_date(context->templates, draft->language, at_ms);
	lines = g_strsplit(quote, "\n", -1);
	list = json_array();
	for (char **line = lines; *line != NULL; line++)
		json_array_append_new(list, json_string(g_strchomp(*line)));
	json_object_set_new(values, "quoted",
	    json_pack("{s:s, s:s, s:o}", "date", date, "text", quote, "lines", list));
	return true;
}

static bool
make_values(Context *context, const LetterOrder *order, const LetterDraft *draft,
    json_t *values, GError **error)
{
	if (order->ticket != NULL &&
	    !customer_letter_set_ticket(context, order, draft, values, error))
		return false;
	if (order->text != NULL)
		set_text(context, order, draft, values);
	json_object_set_new(values, "contact",
	    json_pack("{s:s, s:s}", "name", name_of(order), "address", address_of(order)));
	json_object_set_new(values, "known", json_boolean(is_known(order)));
	if (order->predecessor != NULL)
		json_object_set_new(values, "predecessor",
		    json_pack("{s:s}", "number", order->predecessor->number));
	if (draft->mailbox->signature != NULL)
		json_object_set_new(
		    values, "signature", json_string(draft->mailbox->signature));
	/* a desk elsewhere opens nothing again */
	if (letter_types_gets(order->name, "reopens"))
		json_object_set_new(
		    values, "reopens", json_boolean(context->config->tickets == NULL));
	set_faq(values, order);
	if (order->form != NULL)
		set_form(values, order);
	if (order->more != NULL)
		json_object_update(values, (json_t *)order->more);
	return set_quoted(context, order, draft, values, error);
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

static LetterDraft
draft_of(Context *context, const LetterOrder *order)
{
	const char *mailbox = order->mailbox != NULL ? order->mailbox : order->ticket->mailbox;
	const LetterType *type = letter_types_of(order->name);
	const char *purpose = order->purpose != NULL ? order->purpose : type->purpose;
	bool has_token = !g_str_equal(purpose, PURPOSE_NOTHING);
	bool has_ended = order->ticket != NULL && ticket_state_has_ended(order->ticket->state);
	/* as long as the mail waits that brought it */
	bool asks_address =
	    g_str_equal(purpose, PURPOSE_REGISTER) || g_str_equal(purpose, PURPOSE_ADDRESS);
	int64_t lasts_ms = asks_address ? context->config->times.expire_draft
			   : has_ended  ? TOKEN_LASTS_AFTER_END_MS
					: TOKEN_LASTS_MS;

	return (LetterDraft){
	    .name = order->name,
	    .language = customer_letter_language(context, order),
	    .mailbox = config_mailbox_or_first(context->config, mailbox),
	    .to = {name_of(order), address_of(order)},
	    .contact = order->to == NULL ? 0 : order->to->id,
	    .ticket = order->ticket,
	    .mail = order->mail,
	    .purpose = purpose,
	    .expires_ms = has_token ? context->now_ms + lasts_ms : 0,
	    .shows_token = has_token,
	    .is_paced = order->mail == 0,
	    .auto_submitted = type->by_person          ? NULL
			      : order->answers != NULL ? "auto-replied"
						       : "auto-generated",
	    .files = order->files,
	};
}

bool
customer_letter(Context *context, const LetterOrder *order, GError **error)
{
	g_auto(LetterDraft) draft = draft_of(context, order);
	json_t *values = NULL;
	LetterWait wait = {0};
	bool good = false;

	if (!letter_prepared_look(context, order->ticket, &wait, error))
		return false;
	if (wait.is_theirs)
		return true;
	if (order->waits != 0)
		wait.operation = order->waits;
	values = json_object();
	good = find_thread(context, order, &draft.thread, error) &&
	       letter_writer_begin(context, &draft, error) &&
	       make_values(context, order, &draft, values, error) &&
	       (wait.operation != 0
		       ? letter_prepared_keep(context, order, &draft, &wait, values, error)
		       : letter_writer_finish(context, &draft, values, error) &&
			     letter_record(context->spool, draft.id, error));
	json_decref(values);
	if (order->ret_id != NULL)
		*order->ret_id = draft.id;
	return good;
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
