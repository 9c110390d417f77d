/* SPDX-License-Identifier: Apache-2.0 */
/* The only place where tokens are issued. */
#include "gateway/letters/letter_writer.h"

#include "gateway/config/own_address.h"
#include "gateway/letters/letter_pace.h"
#include "gateway/letters/letter_token.h"
#include "spool/letter.h"

void
letter_draft_clear(LetterDraft *draft)
{
	g_clear_pointer(&draft->thread, g_ptr_array_unref);
	g_clear_pointer(&draft->message_id, g_free);
	g_clear_pointer(&draft->reply_address, g_free);
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
	};
	TokenLetter letter = {.salt = row.salt};

	if ((draft->is_paced && !letter_pace_set(context, &row, error)) ||
	    !letter_add(context->spool, &row, &draft->id, error))
		return false;
	letter.id = draft->id;
	token_make(context->key, TOKEN_PROOF, &letter, draft->token);
	draft->message_id = token_message_id(context->key, &letter, context->config->domain);
	draft->reply_address = own_address_with_token(draft->mailbox, draft->token);
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

GBytes *
letter_writer_compose(const Context *context, const LetterDraft *draft, int64_t now_ms,
    json_t *values, char **ret_subject)
{
	const char *token = draft->shows_token ? draft->token : NULL;
	/* what it quotes cannot hold tokens of later letters */
	const TokenCutter cutter = letter_token_cutter(
	    context, draft->id != 0 ? draft->id : TOKEN_LETTERS_MOST, token);
	unsigned length = draft->thread == NULL ? 0 : draft->thread->len;
	g_auto(RenderedLetter) rendered = {0};
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
	    .attachments = draft->files,
	};

	json_object_set_new(
	    values, "desk", json_pack("{s:s}", "name", context->config->desk_name));
	templates_write(context->templates, draft->name, draft->language, values, &rendered);
	letter.subject = rendered.subject;
	letter.text = rendered.text;
	letter.html = rendered.html;
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
