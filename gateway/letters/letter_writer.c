/* SPDX-License-Identifier: Apache-2.0 */
/* The only place where tokens are issued. */
#include "gateway/letters/letter_writer.h"

#include <string.h>

#include "gateway/config/own_address.h"
#include "gateway/letters/letter_pace.h"
#include "gateway/letters/letter_token.h"
#include "gateway/letters/letterhead.h"
#include "gateway/letters/marked_words.h"
#include "gateway/templates/letter_types.h"
#include "gateway/util/json_print.h"
#include "spool/contact.h"
#include "spool/letter.h"

void
letter_draft_clear(LetterDraft *draft)
{
	g_clear_pointer(&draft->thread, g_ptr_array_unref);
	g_clear_pointer(&draft->message_id, g_free);
	g_clear_pointer(&draft->reply_address, g_free);
}

void
letter_writer_sign(const Context *context, LetterDraft *draft, const TokenLetter *letter)
{
	draft->id = letter->id;
	token_make(&context->keys, TOKEN_PROOF, letter, draft->token);
	if (config_web_is_on(&context->config->web))
		token_make(&context->keys, TOKEN_PAGE, letter, draft->page_token);
	draft->message_id = token_message_id(&context->keys, letter, context->config->domain);
	draft->reply_address = own_address_with_token(draft->mailbox, draft->token);
}

bool
letter_writer_begin(Context *context, LetterDraft *draft, GError **error)
{
	Letter row = {
	    .name = (char *)draft->name,
	    .purpose = (char *)draft->purpose,
	    .ticket = draft->ticket == NULL ? 0 : draft->ticket->id,
	    .contact = draft->contact,
	    .mailbox = draft->mailbox->name,
	    .recipient = (char *)draft->to.address,
	    .mail = draft->mail,
	    .created_ms = context->now_ms,
	    .expires_ms = draft->expires_ms,
	    .due_ms = context->now_ms,
	    .salt = token_salt(),
	    .language = (char *)draft->language,
	};
	TokenLetter letter = {.salt = row.salt};

	if ((draft->is_paced && !letter_pace_set(context, &row, error)) ||
	    !letter_add(context->spool, &row, &letter.id, error))
		return false;
	letter_writer_sign(context, draft, &letter);
	return true;
}

char *
letter_writer_answer_link(const LetterDraft *draft, const char *subject, const char *text)
{
	g_autofree char *body = g_strdup_printf("%s\r\n\r\nRef: %s\r\n", text, draft->token);
	g_autofree char *to = g_uri_escape_string(draft->reply_address, "@", false);
	g_autofree char *escaped_subject = g_uri_escape_string(subject, NULL, false);
	g_autofree char *escaped_body = g_uri_escape_string(body, NULL, false);

	return g_strdup_printf(
	    "mailto:%s?subject=%s&body=%s", to, escaped_subject, escaped_body);
}

static bool
approves(const LetterDraft *draft)
{
	return g_str_equal(draft->purpose, PURPOSE_APPROVAL) ||
	       g_str_equal(draft->purpose, PURPOSE_CONFIRM_APPROVAL);
}

static const char *
deed_of(const LetterDraft *draft, bool accept)
{
	if (approves(draft))
		return accept ? "approve" : "decline";
	return accept ? "accept" : "reject";
}

/* What an approval takes. */
static bool
may_log_in(const Context *context, int64_t contact)
{
	g_autoptr(Contact) reader = NULL;

	return contact == 0 || (contact_get(context->spool, contact, &reader, NULL) &&
				   reader != NULL && reader->known);
}

/* Where the page asks before it does that; NULL: there is none, or not for this ticket. Caller owns. */
static char *
page_link(const Context *context, const LetterDraft *draft, const char *number, bool accept)
{
	bool own = draft->ticket != NULL && g_strcmp0(draft->ticket->number, number) == 0;
	bool lists = g_str_equal(draft->purpose, PURPOSE_OVERVIEW);

	if (draft->page_token[0] == '\0' || !(own || lists) ||
	    (approves(draft) && !may_log_in(context, draft->contact)))
		return NULL;
	return g_strdup_printf("%s/p/%s/%s%s%s", context->config->web.url, draft->page_token,
	    deed_of(draft, accept), lists ? "?case=" : "", lists ? number : "");
}

json_t *
letter_writer_choice(
    const Context *context, const LetterDraft *draft, const char *number, bool accept)
{
	const char *word = templates_answer(context->templates, draft->language, accept);
	g_autofree char *subject = g_strdup_printf("%s [%s]", word, number);
	g_autofree char *mailto = letter_writer_answer_link(draft, subject, "");
	g_autofree char *page = page_link(context, draft, number, accept);

	return json_pack("{s:s, s:s, s:s?}", "link", page == NULL ? mailto : page, "mailto",
	    mailto, "page", page);
}

/* Of the tickets that it tells of, those that its reader may accept or reject by answering. */
static void
offer_choices(const Context *context, const LetterDraft *draft, json_t *values)
{
	json_t *overview = json_object_get(values, "overview");
	json_t *ticket = NULL;
	size_t i = 0;

	json_array_foreach (json_object_get(overview, "tickets"), i, ticket) {
		const char *number = json_string_value(json_object_get(ticket, "number"));
		bool asks = json_is_true(json_object_get(ticket, "may_answer"));

		json_object_set_new(ticket, "accept",
		    asks ? letter_writer_choice(context, draft, number, true) : json_null());
		json_object_set_new(ticket, "reject",
		    asks ? letter_writer_choice(context, draft, number, false) : json_null());
		if (asks)
			json_object_set_new(overview, "asks", json_true());
	}
}

/* A copy of each, those that are marked as active as nothing that a program shows by itself; and a warning of all that
 * are marked in the words of the letter's language, or NULL. Caller owns both. */
static GPtrArray *
take_care(const Context *context, const LetterDraft *draft, char **ret_warning)
{
	GPtrArray *files = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GString) names = g_string_new(NULL);

	for (unsigned i = 0; draft->files != NULL && i < draft->files->len; i++) {
		ComposeAttachment *file =
		    g_memdup2(draft->files->pdata[i], sizeof(ComposeAttachment));
		g_autofree char *words =
		    config_marked_words(&context->config->marked, file->marks, file->name);
		g_autofree char *said =
		    marked_words_said(context->templates, draft->language, words);

		g_ptr_array_add(files, file);
		if (*words != '\0')
			g_string_append_printf(
			    names, "%s%s (%s)", names->len == 0 ? "" : ", ", file->name, said);
		if (config_marked_is_active(words) && strcmp(file->type, "message/rfc822") != 0)
			file->type = "application/octet-stream";
	}
	*ret_warning =
	    names->len == 0
		? NULL
		: g_strdup_printf("%s: %s.",
		      templates_warning(context->templates, draft->language), names->str);
	return files;
}

static void
show(const Context *context, const ComposeLetter *letter)
{
	json_t *files = json_array();
	g_autofree char *text = letter->warning == NULL
				    ? g_strdup(letter->text)
				    : g_strconcat(letter->text, "\n", letter->warning, NULL);

	for (unsigned i = 0; i < letter->attachments->len; i++) {
		const ComposeAttachment *file = letter->attachments->pdata[i];

		json_array_append_new(files, json_print_string(file->name));
	}
	json_array_append_new(context->seen,
	    json_pack("{so, so, so, so, so, so}", "to", json_print_string(letter->to.name),
		"address", json_print_string(letter->to.address), "subject",
		json_print_string(letter->subject), "text", json_print_string(text), "html",
		json_print_string(letter->html), "files", files));
}

GBytes *
letter_writer_compose(const Context *context, const LetterDraft *draft, int64_t now_ms,
    json_t *values, char **ret_subject)
{
	const char *token = draft->shows_token ? draft->token : NULL;
	/* what it quotes cannot hold tokens of later letters */
	TokenCutter cutter = letter_token_cutter(
	    context, draft->id != 0 ? draft->id : TOKEN_LETTERS_MOST, token);
	unsigned length = draft->thread == NULL ? 0 : draft->thread->len;
	g_auto(RenderedLetter) rendered = {0};
	g_auto(Letterhead) head = {0};
	g_autofree char *warning = NULL;
	g_autoptr(GPtrArray) files = take_care(context, draft, &warning);
	ComposeLetter letter = {
	    .from = {context->config->desk_name, draft->mailbox->address},
	    .reply_to = draft->shows_token ? draft->reply_address : draft->reply_to,
	    .to = draft->to,
	    .message_id = draft->message_id,
	    .in_reply_to = length == 0 ? NULL : draft->thread->pdata[length - 1],
	    .references = draft->thread,
	    .date_ms = now_ms,
	    .auto_submitted = draft->auto_submitted,
	    .ref = token,
	    .warning = warning,
	    .attachments = files,
	};

	cutter.own_page = draft->shows_token ? draft->page_token : NULL;
	letterhead_init(&head, context->config);
	json_object_set_new(values, "desk", letterhead_values(context->config));
	offer_choices(context, draft, values);
	templates_write(context->templates, draft->name, draft->language, values, &rendered);
	letter.subject = rendered.subject;
	letter.text = rendered.text;
	letter.html = rendered.html;
	letter.picture = head.picture;
	if (context->seen != NULL && draft->contact != 0)
		show(context, &letter);
	if (ret_subject != NULL)
		*ret_subject = g_strdup(rendered.subject);
	return compose_letter(&letter, &cutter);
}

bool
letter_writer_finish(Context *context, const LetterDraft *draft, json_t *values, GError **error)
{
	g_autofree char *subject = NULL;
	g_autoptr(GBytes) bytes =
	    letter_writer_compose(context, draft, context->now_ms, values, &subject);

	return letter_store(
	    context->spool, draft->id, &(LetterText){draft->message_id, subject, bytes}, error);
}
