/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/desk/late_scan.h"

#include "gateway/desk/ticket_change.h"
#include "parsers/file_marks.h"
#include "spool/mail.h"
#include "spool/mail_scan.h"
#include "spool/mail_trace.h"

/* The word of one mark. */
static const char *
word_of(unsigned mark)
{
	return FILE_MARK_NAMES[__builtin_ctz(mark)];
}

/* The words of an attachment with a scanner's marks in the place of those that it had. Caller owns. */
static char *
marked_anew(const char *words, unsigned marks)
{
	g_auto(GStrv) all = g_strsplit(words, ", ", -1);
	g_autoptr(GStrvBuilder) builder = g_strv_builder_new();
	g_auto(GStrv) left = NULL;

	for (size_t i = 0; all[i] != NULL; i++)
		if (all[i][0] != '\0' && g_strcmp0(all[i], word_of(FILE_MARK_INFECTED)) != 0 &&
		    g_strcmp0(all[i], word_of(FILE_MARK_UNSCANNED)) != 0)
			g_strv_builder_add(builder, all[i]);
	for (unsigned mark = FILE_MARK_INFECTED; mark <= FILE_MARK_UNSCANNED; mark <<= 1)
		if ((marks & mark) != 0)
			g_strv_builder_add(builder, word_of(mark));
	left = g_strv_builder_end(builder);
	return g_strjoinv(", ", left);
}

static bool
mark_all(Context *context, int64_t ticket, int64_t mail, unsigned marks, GError **error)
{
	g_autoptr(GPtrArray) attachments = NULL;

	if (!ticket_attachments(context->spool, ticket, &attachments, error))
		return false;
	for (guint i = 0; i < attachments->len; i++) {
		const TicketAttachment *one = attachments->pdata[i];
		g_autofree char *words = marked_anew(one->marks, marks);

		if (one->mail == mail && !ticket_change_mark(context, one, words, error))
			return false;
	}
	return true;
}

/* What was merged lies where it was merged into. */
static bool
tell_ticket(
    Context *context, const Mail *mail, unsigned marks, const char *said, GError **error)
{
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *note = NULL;
	int64_t id = 0;

	if (mail->ticket == 0)
		return true;
	if (!ticket_get(context->spool, mail->ticket, &ticket, error))
		return false;
	id = ticket->merged_into != 0 ? ticket->merged_into : ticket->id;
	if (!mark_all(context, id, mail->id, marks, error))
		return false;
	if ((marks & FILE_MARK_INFECTED) == 0)
		return true;
	note =
	    g_strdup_printf("mail %" G_GINT64_FORMAT " was scanned late: %s", mail->id, said);
	return ticket_change_note(context, id, note, error);
}

bool
late_scan_take(Context *context, int64_t id, unsigned marks, const char *said, GError **error)
{
	g_autoptr(Mail) mail = NULL;
	g_autofree char *line =
	    g_strdup_printf("scanned late: %s", said == NULL ? "clean" : said);

	return mail_get(context->spool, id, &mail, error) &&
	       mail_scan_set(context->spool, id, said, false, error) &&
	       mail_trace_add(context->spool, id, line, error) &&
	       tell_ticket(context, mail, marks, said, error);
}
