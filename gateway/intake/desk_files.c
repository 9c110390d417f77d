/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/intake/desk_files.h"

#include "gateway/desk/ticket_change.h"
#include "gateway/intake/trace.h"
#include "gateway/letters/compose.h"
#include "gateway/letters/letter_token.h"
#include "spool/mail_trace.h"

#define TEXT_PART 1 /* what the message says is the first part of such a mail */

void
desk_files_list(const GPtrArray *files, Message *message)
{
	for (unsigned i = 0; files != NULL && i < files->len; i++) {
		const ComposeAttachment *file = files->pdata[i];
		MessageAttachment *one = g_new0(MessageAttachment, 1);

		one->path = g_strdup_printf("%u", i + TEXT_PART + 1);
		one->name = g_strdup(file->name);
		one->type = g_strdup(file->type);
		one->size = (int64_t)g_bytes_get_size(file->bytes);
		one->marks = file->marks;
		g_ptr_array_add(message->attachments, one);
	}
}

bool
desk_files_keep(Context *context, const ConfigMailbox *mailbox, const Message *message,
    GPtrArray *files, int64_t *ret_mail, GError **error)
{
	g_autofree char *random = g_uuid_string_random();
	g_autofree char *id = g_strdup_printf("%s@%s", random, context->config->domain);
	const ComposeLetter letter = {
	    .from = {message->from->name, message->from->address},
	    .to = {context->config->desk_name, mailbox->address},
	    .subject = message->subject,
	    .message_id = id,
	    .date_ms = context->now_ms,
	    .text = message->text,
	    .attachments = files,
	};
	const TokenCutter cutter = letter_token_cutter(context, TOKEN_LETTERS_MOST, NULL);
	g_autoptr(GBytes) raw = compose_letter(&letter, &cutter);
	const MailArrival arrival = {
	    .mailbox = mailbox->name,
	    .raw = raw,
	    .size = (int64_t)g_bytes_get_size(raw),
	    .received_ms = context->now_ms,
	};

	return mail_add(context->spool, &arrival, ret_mail, error);
}

/* Of nobody of the configuration it is the desk's own. Caller owns. */
static Message *
message_of(const DeskFiles *files, const ConfigMailbox *mailbox)
{
	const Actor *by = files->by;
	Message *message = message_new();

	message->from = by->agent == NULL
			    ? message_address_new(mailbox->address, by->name)
			    : message_address_new(by->agent->address, by->agent->name);
	g_free(message->subject);
	message->subject = g_strdup_printf("[%s] %s", files->ticket->number,
	    files->ticket->title == NULL ? "" : files->ticket->title);
	g_free(message->text);
	message->text = g_strdup(files->text == NULL ? "" : files->text);
	desk_files_list(files->files, message);
	return message;
}

static bool
decide(Context *context, const DeskFiles *files, const Message *message, int64_t mail,
    GError **error)
{
	const MailOutcome outcome = {
	    .state = MAIL_DONE,
	    .reason = "files of the desk",
	    .decision = "desk's word",
	    .ticket = files->ticket->id,
	    .from_address = message->from->address,
	    .subject = message->subject,
	};
	g_autoptr(Trace) trace = trace_new();

	trace_add(trace, "decision", "desk's word  %s, by %s", files->ticket->number,
	    files->by->name);
	trace_add(trace, "files", "%u kept", files->files->len);
	return mail_decide(context->spool, mail, &outcome, error) &&
	       mail_trace_set(context->spool, mail, trace_text(trace), error);
}

bool
desk_files_attach(Context *context, const DeskFiles *files, int64_t *ret_mail, GError **error)
{
	const ConfigMailbox *mailbox =
	    config_mailbox_or_first(context->config, files->ticket->mailbox);
	g_autoptr(Message) message = message_of(files, mailbox);
	int64_t mail = 0;

	if (!desk_files_keep(context, mailbox, message, files->files, &mail, error))
		return false;
	for (unsigned i = 0; i < message->attachments->len; i++)
		if (!ticket_change_attach(context, files->ticket->id, mail,
			message->attachments->pdata[i], error))
			return false;
	*ret_mail = mail;
	return decide(context, files, message, mail, error);
}
