/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail that goes on to somebody else, as an attachment; the tokens in it are blanked, every other byte stays. It opens
 * no ticket, and its letter carries no token. An answer to it goes to the one who wrote the mail.
 */
#include <jansson.h>

#include "gateway/letters/compose.h"
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_pace.h"
#include "gateway/util/token.h"
#include "spool/letter.h"

static void
write_sheet(Context *context, const ConfigMailbox *mailbox, const Message *message,
    RenderedLetter *ret_sheet)
{
	const char *name = message->from == NULL ? "" : message->from->name;
	const char *address = message->from == NULL ? "" : message->from->address;
	json_t *values =
	    json_pack("{s:s, s:{s:s, s:s}, s:{s:s}}", "title", message->subject, "contact",
		"name", name, "address", address, "desk", "name", context->config->desk_name);

	if (mailbox->signature != NULL)
		json_object_set_new(values, "signature", json_string(mailbox->signature));
	templates_write(
	    context->templates, "forwarded", context->config->language, values, ret_sheet);
	json_decref(values);
}

static bool
store(Context *context, Letter *row, ComposeLetter *letter, GBytes *raw, GError **error)
{
	const ComposeAttachment attachment = {"mail.eml", "message/rfc822", raw};
	g_autoptr(GPtrArray) attachments = g_ptr_array_new();
	g_autofree char *message_id = NULL;
	g_autoptr(GBytes) bytes = NULL;
	LetterText text = {.subject = letter->subject};
	TokenCutter cutter = {.key = context->key};
	int64_t id = 0;

	if (!letter_pace_set(context, row, false, error) ||
	    !letter_add(context->spool, row, &id, error))
		return false;
	cutter.newest = id;
	message_id = token_message_id(context->key, id, context->config->domain);
	g_ptr_array_add(attachments, (void *)&attachment);
	letter->message_id = text.message_id = message_id;
	letter->attachments = attachments;
	text.bytes = bytes = compose_letter(letter, &cutter);
	return letter_store(context->spool, id, &text, error);
}

bool
customer_letter_forward(Context *context, const Mail *mail, const Message *message,
    const char *address, GError **error)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	g_auto(RenderedLetter) rendered = {0};
	g_autoptr(GBytes) raw = mail->id == 0 ? g_bytes_new_static("", 0)
					      : mail_raw(context->spool, mail->id, error);
	Letter row = {
	    .name = (char *)"forwarded",
	    .purpose = (char *)"",
	    .mailbox = mail->mailbox,
	    .recipient = (char *)address,
	    .mail = mail->id,
	    .created_ms = context->now_ms,
	    .due_ms = context->now_ms,
	};
	ComposeLetter letter = {.to = {"", address},
	    .date_ms = context->now_ms,
	    .auto_submitted = "auto-generated"};

	if (raw == NULL)
		return false;
	write_sheet(context, mailbox, message, &rendered);
	letter.from = (ComposePerson){context->config->desk_name, mailbox->address};
	letter.reply_to = message->from == NULL ? NULL : message->from->address;
	letter.subject = rendered.subject;
	letter.text = rendered.text;
	letter.html = rendered.html;
	return store(context, &row, &letter, raw, error);
}
