/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What is attached to an answer is what it answers, and never its words: those decide about tickets.
 */
#include "parsers/attached_mail.h"

#include <string.h>

#include "parsers/body.h"
#include "parsers/header.h"
#include "parsers/html.h"
#include "parsers/language.h"
#include "parsers/limits.h"
#include "parsers/subject_mark.h"
#include "parsers/text.h"

enum { MAX_MAILS = 20 };

static bool
is_new(const Part *top, const Message *message)
{
	g_autofree char *answered = part_header(top, "In-Reply-To");

	return !message_kind_is_machine(message->kind) && answered == NULL &&
	       message->numbers->len == 0 && message->tokens->len == 0 &&
	       subject_mark_first(message->subject) != SUBJECT_MARK_REPLY;
}

/* The mails that are attached, and not those inside them. */
static void
find_mails(const Part *part, GPtrArray *mails)
{
	const Part *embedded = part_embedded(part);

	if (embedded != NULL && mails->len < MAX_MAILS)
		g_ptr_array_add(mails, (Part *)embedded);
	for (unsigned i = 0;
	     part_is_multipart(part) && part->children != NULL && i < part->children->len; i++)
		find_mails(part->children->pdata[i], mails);
}

/* In place: the marks of parsers/html.h go. */
static char *
drop_marks(char *text)
{
	char *to = text;

	for (const char *p = text; *p != '\0'; p++) {
		bool is_mark = *p >= HTML_QUOTE_FROM_HERE && *p <= HTML_BLOCK_END;

		if (!is_mark)
			*to++ = *p;
		else if (p[1] == '\n')
			p++;
	}
	*to = '\0';
	return g_strstrip(text);
}

static char *
field_text(const Part *mail, const char *name)
{
	g_autofree char *value = part_header(mail, name);

	return header_text(value == NULL ? "" : value, part_likely_charset(mail));
}

static void
append_header(const Part *mail, GString *text)
{
	static const char *const names[] = {"From", "Date", "Subject"};

	for (unsigned i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *value = field_text(mail, names[i]);

		if (*value != '\0')
			g_string_append_printf(text, "%s: %s\n", names[i], value);
	}
}

static void
take_files(Message *inner, Message *message)
{
	while (inner->attachments->len > 0) {
		MessageAttachment *file = g_ptr_array_steal_index(inner->attachments, 0);

		file->is_inline = true; /* it stands in the file of its mail */

		g_ptr_array_add(message->attachments, file);
		if (message->attachments->len <= LIMIT_ATTACHMENTS)
			continue;
		limits_note(message->limits, "attachments");
		g_ptr_array_set_size(message->attachments, LIMIT_ATTACHMENTS);
	}
	for (unsigned i = 0; i < inner->limits->len; i++)
		limits_note(message->limits, inner->limits->pdata[i]);
}

/* The words of one mail, without its header; its files go to the message. Caller owns. */
static char *
read_mail(const Part *mail, Message *message)
{
	g_autoptr(Message) inner = message_new();
	char *words = drop_marks(body_read(mail, inner));

	take_files(inner, message);
	return words;
}

static void
take_subject(const Part *mail, Message *message)
{
	if (*subject_mark_skip(message->subject) != '\0')
		return;
	g_free(message->subject);
	message->subject = text_straight(field_text(mail, "Subject"));
	text_cut(message->subject, LIMIT_SUBJECT);
}

void
attached_mail_read(const Part *top, Message *message)
{
	g_autoptr(GPtrArray) mails = g_ptr_array_new();
	g_autoptr(GString) text = NULL;

	find_mails(top, mails);
	if (mails->len == 0 || !is_new(top, message))
		return;
	take_subject(mails->pdata[0], message);
	text = g_string_new(message->text);
	for (unsigned i = 0; i < mails->len; i++) {
		g_autofree char *words = read_mail(mails->pdata[i], message);

		if (text->len + strlen(words) > LIMIT_TEXT) {
			limits_note(message->limits, "text");
			break;
		}
		if (text->len > 0)
			g_string_append(text, "\n\n");
		append_header(mails->pdata[i], text);
		g_string_append_printf(text, "\n%s", words);
		if (message->language == NULL)
			message->language = g_strdup(language_of(words));
	}
	g_free(message->text);
	message->text = g_strchomp(g_string_free(g_steal_pointer(&text), false));
}
