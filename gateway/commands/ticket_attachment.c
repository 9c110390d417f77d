/* SPDX-License-Identifier: Apache-2.0 */
/* An attachment is a path into a mail: what is served is that mail, and its part is read in the process that asked. */
#include "gateway/commands/ticket_attachment.h"

#include <string.h>

#include "gateway/commands/mail_reader.h"
#include "gateway/commands/ticket_command.h"
#include "gateway/commands/ticket_view.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "gateway/util/sanitize.h"
#include "spool/mail.h"
#include "spool/ticket_content.h"

const char *const TICKET_ATTACHMENT_OPERANDS[] = {"number", "n", NULL};

static void
list_attachments(const Call *call, GPtrArray *attachments, GString *out)
{
	static const TextTableColumn COLUMNS[] = {
	    {.heading = "number", .right = true},
	    {.heading = "name", .flexible = true},
	    {.heading = "type"},
	    {.heading = "size", .right = true},
	    {.heading = "marked"},
	};
	g_autoptr(TextTable) table = text_table_new(COLUMNS, G_N_ELEMENTS(COLUMNS));
	TextTableStyle style = call_style(call);

	for (guint i = 0; i < attachments->len; i++) {
		const TicketAttachment *attachment = g_ptr_array_index(attachments, i);
		g_autofree char *number = g_strdup_printf("%d", attachment->number);
		g_autofree char *size = sanitize_size(attachment->size);
		const char *cells[] = {
		    number, attachment->name, attachment->type, size, attachment->marks};

		text_table_add(table, cells);
	}
	text_table_print(table, &style, out);
}

static const TicketAttachment *
find_attachment(GPtrArray *attachments, int64_t number)
{
	for (guint i = 0; i < attachments->len; i++) {
		const TicketAttachment *attachment = g_ptr_array_index(attachments, i);

		if (attachment->number == number)
			return attachment;
	}
	return NULL;
}

bool
ticket_attachment_part(
    Context *context, const TicketAttachment *attachment, GString *out, GError **error)
{
	g_autoptr(GBytes) raw = mail_raw(context->spool, attachment->mail, error);
	gsize size = 0;
	const char *bytes = raw == NULL ? NULL : g_bytes_get_data(raw, &size);

	if (raw == NULL)
		return false;
	g_string_append_printf(out, "%s\t%s\n", attachment->path, attachment->marks);
	g_string_append_len(out, bytes, (gssize)size);
	return true;
}

bool
ticket_attachment_serve(Context *context, const Call *call, GString *out, GError **error)
{
	const char *number = call_word(call, "n");
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) attachments = NULL;
	g_autofree char *count = NULL;
	const TicketAttachment *attachment = NULL;

	if (!ticket_command_find(context, call, &ticket, error) ||
	    !ticket_attachments(context->spool, ticket->id, &attachments, error))
		return false;
	if (number == NULL) {
		if (call_flag(call, "json"))
			json_print(out, ticket_attachments_json(attachments));
		else
			list_attachments(call, attachments, out);
		return true;
	}
	/* a stranger's bytes never go to a terminal, which would do what they say */
	if (call_style(call).width > 0)
		return error_refuse(error, GATEWAY_ERROR_USAGE,
		    "an attachment is not shown: send it into a file, > OUT", NULL);
	attachment = find_attachment(attachments, g_ascii_strtoll(number, NULL, 10));
	if (attachment != NULL)
		return ticket_attachment_part(context, attachment, out, error);
	count = g_strdup_printf("%u", attachments->len);
	return error_refuse(error, GATEWAY_ERROR_MISSING,
	    "{{number}} has no attachment {{typed}}; it has {{count}}", "number",
	    ticket->number, "typed", number, "count", count, NULL);
}

GBytes *
ticket_attachment_finish(const Call *call, GBytes *served, GError **error)
{
	gsize size = 0;
	const char *bytes = g_bytes_get_data(served, &size);
	const char *end = size == 0 ? NULL : memchr(bytes, '\n', size);
	g_autofree char *head = NULL;
	g_auto(GStrv) path_and_marks = NULL;
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(MailReader) reader = NULL;

	if (call_word(call, "n") == NULL || end == NULL)
		return g_bytes_ref(served);
	head = g_strndup(bytes, (gsize)(end - bytes));
	path_and_marks = g_strsplit(head, "\t", 2);
	if (path_and_marks[1] != NULL && *path_and_marks[1] != '\0')
		fprintf(stderr, "casegate %s: attachment %s is marked: %s\n", call->command,
		    call_word(call, "n"), path_and_marks[1]);
	raw = g_bytes_new_from_bytes(
	    served, (gsize)(end + 1 - bytes), size - (gsize)(end + 1 - bytes));
	reader = mail_reader_new(NULL);
	return mail_reader_part(reader, raw, path_and_marks[0], error);
}
