/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/commands/my_form.h"

#include <string.h>

#include "gateway/commands/call_files.h"
#include "gateway/commands/my_new.h"
#include "gateway/commands/my_request.h"
#include "gateway/intake/page_form.h"
#include "gateway/model/session_secret.h"
#include "gateway/model/typed.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "parsers/limits.h"
#include "rules/catalog.h"
#include "spool/mail.h"

#define TITLE_MOST 200  /* characters */
#define TEXT_MOST 65536 /* bytes */

/* What was sent, as it is gathered. */
typedef struct {
	const MySelf *self;
	const Call *call;
	PageForm form;
	Ticket *ticket;     /* own; or NULL */
	MyRequest request;  /* own */
	GHashTable *fields; /* own */
	char *text;         /* own */
	GPtrArray *files;   /* own; of ComposeAttachment; or NULL */
	GPtrArray *lacks;   /* own; of char *; names of fields */
} Sending;

static void
sending_clear(Sending *sending)
{
	g_clear_pointer(&sending->ticket, ticket_free);
	my_request_clear(&sending->request);
	g_clear_pointer(&sending->fields, g_hash_table_unref);
	g_clear_pointer(&sending->text, g_free);
	g_clear_pointer(&sending->files, g_ptr_array_unref);
	g_clear_pointer(&sending->lacks, g_ptr_array_unref);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Sending, sending_clear)

static void
lack(Sending *sending, const char *name)
{
	g_ptr_array_add(sending->lacks, g_strdup(name));
}

/* "name=value" each. */
static void
read_fields(Sending *sending)
{
	g_autofree const char **words = call_words(sending->call, "field");

	for (const char **word = words; *word != NULL; word++) {
		const char *equals = strchr(*word, '=');

		if (equals != NULL && equals[1] != '\0')
			g_hash_table_insert(sending->fields,
			    g_strndup(*word, (gsize)(equals - *word)), g_strdup(equals + 1));
	}
	sending->form.fields = sending->fields;
}

static bool
read_files(Sending *sending, GError **error)
{
	g_autofree char *text = NULL;

	if (!call_files_unpack(sending->self->context, sending->call, LIMIT_WEB_FILES, &text,
		&sending->files, error))
		return false;
	sending->text = text == NULL ? g_strdup("") : g_steal_pointer(&text);
	sending->form.files = sending->files;
	return true;
}

static bool
read_words(Sending *sending, GError **error)
{
	sending->text = sending->call->bytes == NULL
			    ? g_strdup("")
			    : call_text_of(sending->call->bytes, error);
	return sending->text != NULL;
}

static bool
read_text(Sending *sending, GError **error)
{
	if (!(call_files_are_there(sending->call) ? read_files : read_words)(sending, error))
		return false;
	if (strlen(sending->text) > TEXT_MOST)
		return error_set(error, GATEWAY_ERROR_REFUSED, "text: too long");
	sending->form.text = sending->text;
	return true;
}

static bool
read_open(Sending *sending, GError **error)
{
	const char *title = call_word(sending->call, "title");
	const char *category = g_hash_table_lookup(sending->fields, PAGE_FORM_CATEGORY);

	if (title == NULL || *title == '\0' || g_utf8_strlen(title, -1) > TITLE_MOST)
		lack(sending, "title");
	if (category == NULL ||
	    typed_near(sending->self->context, TYPED_CATEGORY, category) == NULL)
		lack(sending, "category");
	if (sending->form.text[0] == '\0')
		lack(sending, "text");
	sending->form.title = title;
	return my_new_check(sending->self, sending->fields, sending->lacks, error);
}

/* What lacks of a request, as the intake will read it. */
static void
check_request(Sending *sending)
{
	const WebForm form = {.fields = sending->fields};
	g_autoptr(GHashTable) values = page_form_values(&form);
	g_autoptr(Message) blank = message_new();
	g_autoptr(GPtrArray) filled = catalog_fill(sending->request.item, blank,
	    sending->self->context->config->answers, values, "en");

	for (guint i = 0; i < filled->len; i++) {
		const CatalogValue *value = filled->pdata[i];

		if (value->problem != NULL)
			lack(sending, value->name);
	}
}

/* What is kept for later may lack anything: the intake makes it a draft. */
static bool
read_request(Sending *sending, GError **error)
{
	const MySelf *self = sending->self;
	const Call *call = sending->call;
	PageForm *form = &sending->form;

	if (!my_request_find(self, call_word(call, "item"), call_word(call, "number"),
		&sending->request, error))
		return false;
	if (!call_flag(call, "later"))
		check_request(sending);
	form->ticket = sending->request.draft;
	form->item = catalog_item_name(sending->request.item);
	form->title = catalog_item_title(sending->request.item,
	    self->contact->language != NULL ? self->contact->language
					    : self->context->config->language);
	return true;
}

/* What is to be done on a ticket, and may be now; words that it takes. */
static bool
read_ticket(Sending *sending, GError **error)
{
	const MySelf *self = sending->self;
	WebDeed deed = sending->form.deed;
	MyAccess access = MY_NOTHING;
	json_auto_t *shown = NULL;
	const char *right = deed == WEB_DEED_COMMENT ? "may_comment"
			    : deed == WEB_DEED_ACCEPT || deed == WEB_DEED_REJECT
				? "may_answer"
				: "may_approve";

	if (!my_ticket_find(
		self, call_word(sending->call, "number"), &sending->ticket, &access, error))
		return false;
	shown = my_ticket_json(self, sending->ticket, access, error);
	if (shown == NULL)
		return false;
	if (deed == WEB_DEED_COMMENT && json_is_true(json_object_get(shown, "may_follow")))
		right = "may_follow";
	if (!json_is_true(json_object_get(shown, right)))
		return error_set(error, GATEWAY_ERROR_REFUSED, "not now");
	if (sending->form.text[0] == '\0' &&
	    (deed == WEB_DEED_COMMENT || deed == WEB_DEED_REJECT))
		lack(sending, "text");
	sending->form.ticket = sending->ticket;
	return true;
}

static bool
read_all(Sending *sending, GError **error)
{
	if (!web_deed_from_name(call_word(sending->call, "deed"), &sending->form.deed))
		return error_set(error, GATEWAY_ERROR_USAGE, "there is no such deed");
	read_fields(sending);
	if (!read_text(sending, error))
		return false;
	switch (sending->form.deed) {
	case WEB_DEED_OPEN:
		return read_open(sending, error);
	case WEB_DEED_REQUEST:
		return read_request(sending, error);
	case WEB_DEED_COMMENT:
	case WEB_DEED_ACCEPT:
	case WEB_DEED_REJECT:
	case WEB_DEED_APPROVE:
	case WEB_DEED_DECLINE:
	case WEB_DEEDS:
		break;
	}
	return read_ticket(sending, error);
}

static bool
refuse(GPtrArray *lacks, GError **error)
{
	g_autofree char *names = NULL;

	g_ptr_array_add(lacks, NULL);
	names = g_strjoinv(" ", (char **)lacks->pdata);
	return error_set(error, GATEWAY_ERROR_REFUSED, "lacks: %s", names);
}

bool
my_form_send(const MySelf *self, const Call *call, GError **error)
{
	uint8_t nonce[SESSION_NONCE_BYTES];
	g_auto(Sending) sending = {
	    .self = self,
	    .call = call,
	    .form = {.contact = self->contact, .by = (ConfirmedBy)self->confirmed},
	    .fields = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
	    .lacks = g_ptr_array_new_with_free_func(g_free),
	};
	int64_t mail = 0;

	if (!read_all(&sending, error))
		return false;
	if (sending.lacks->len > 0)
		return refuse(sending.lacks, error);
	if (!session_nonce_read(
		&self->context->keys, call->caller.session, call->caller.nonce, nonce))
		return error_set(error, GATEWAY_ERROR_NOT_ALLOWED, "no form of this session");
	sending.form.nonce = nonce;
	sending.form.nonce_size = sizeof nonce;
	return page_form_keep(self->context, &sending.form, &mail, error);
}

json_t *
my_form_outcome(Context *context, int64_t id, bool waits, GError **error)
{
	g_autoptr(Mail) mail = NULL;
	g_autoptr(Ticket) ticket = NULL;

	if (!mail_get(context->spool, id, &mail, error))
		return NULL;
	if (mail->state == MAIL_WAITING && waits) {
		error_set(error, GATEWAY_ERROR_LATER, "it is not decided yet");
		return NULL;
	}
	if (mail->ticket != 0 && !ticket_get(context->spool, mail->ticket, &ticket, error))
		return NULL;
	return json_pack("{sb, sb, so, so}", "waiting", mail->state == MAIL_WAITING, "held",
	    mail->state == MAIL_HELD, "number",
	    json_print_string(ticket == NULL ? NULL : ticket->number), "decision",
	    json_print_string(mail->decision));
}

json_t *
my_form_sent(const MySelf *self, const Call *call, GError **error)
{
	uint8_t nonce[SESSION_NONCE_BYTES];
	Spool *spool = self->context->spool;
	int64_t id = 0;

	if (session_nonce_read(&self->context->keys, call->caller.session,
		call_word(call, "form") == NULL ? "" : call_word(call, "form"), nonce) &&
	    !web_form_find(spool, self->contact->id, nonce, sizeof nonce, &id, error))
		return NULL;
	if (id == 0) {
		error_set(error, GATEWAY_ERROR_MISSING, "there is no such form");
		return NULL;
	}
	return my_form_outcome(self->context, id, call_flag(call, "wait"), error);
}
