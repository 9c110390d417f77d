/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A mail that goes on to somebody else: its attachments, for programs that read invoices, and itself as an attached mail,
 * whose tokens are blanked. It opens no ticket, and its letter carries no token. An answer to it goes to the one who wrote
 * the mail.
 */
#include "gateway/letters/customer_letter.h"
#include "gateway/letters/letter_writer.h"
#include "gateway/templates/letter_types.h"
#include "parsers/attachment.h"

static json_t *
make_values(const ConfigMailbox *mailbox, const Message *message)
{
	const char *name = message->from == NULL ? "" : message->from->name;
	const char *address = message->from == NULL ? "" : message->from->address;
	json_t *values = json_pack("{s:s, s:{s:s, s:s}}", "title", message->subject, "contact",
	    "name", name, "address", address);

	if (mailbox->signature != NULL)
		json_object_set_new(values, "signature", json_string(mailbox->signature));
	return values;
}

/* "Factuur 17.eml" */
static char *
name_of(const Message *message)
{
	g_autofree char *name =
	    g_strdup_printf("%s.eml", *message->subject == '\0' ? "mail" : message->subject);

	return attachment_safe_name(g_strdelimit(name, "/\\", '_'));
}

/* All that is in the mail, whether it goes along by itself as well or not. */
static unsigned
marks_of(const Message *message)
{
	unsigned marks = message->marks;

	for (unsigned i = 0; i < message->attachments->len; i++)
		marks |= ((const MessageAttachment *)message->attachments->pdata[i])->marks;
	return marks;
}

bool
customer_letter_forward(Context *context, const Mail *mail, const Message *message,
    const ForwardOrder *order, GError **error)
{
	const ConfigMailbox *mailbox = config_mailbox_or_first(context->config, mail->mailbox);
	g_autoptr(GBytes) raw = mail->id == 0 ? g_bytes_new_static("", 0)
					      : mail_raw(context->spool, mail->id, error);
	g_autofree char *name = name_of(message);
	const ComposeAttachment attachment = {name, "message/rfc822", raw, marks_of(message)};
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_auto(LetterDraft) draft = {
	    .name = LETTER_FORWARDED,
	    .language = context->config->language,
	    .mailbox = mailbox,
	    .to = {"", order->address},
	    .mail = mail->id,
	    .purpose = letter_types_of(LETTER_FORWARDED)->purpose,
	    .is_paced = true,
	    .auto_submitted = "auto-generated",
	    .reply_to = message->from == NULL ? NULL : message->from->address,
	    .files = files,
	};
	json_t *values = NULL;
	bool good = false;

	if (raw == NULL || !letter_writer_begin(context, &draft, error))
		return false;
	for (unsigned i = 0; order->files != NULL && i < order->files->len; i++)
		g_ptr_array_add(files, order->files->pdata[i]);
	g_ptr_array_add(files, (void *)&attachment);
	values = make_values(mailbox, message);
	good = letter_writer_finish(context, &draft, values, error);
	json_decref(values);
	return good;
}
