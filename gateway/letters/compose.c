/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts a letter together: its headers, and its text, HTML and attachments as parts. Every part is quoted-printable or
 * base64, in which "=_" cannot stand; every boundary begins with it, so none can occur in what it bounds. An attached mail
 * is as it came: it cannot have them either, as they are made of a Message-ID that nobody could know before.
 */
#include "gateway/letters/compose.h"

#include <string.h>

#include "gateway/letters/compose_cut.h"
#include "gateway/letters/compose_mail.h"
#include "gateway/letters/flowed.h"
#include "gateway/letters/loop_mark.h"
#include "gateway/letters/mime_encode.h"

#define REFERENCES_MAX 10

/* RFC 3834 calls for Auto-Submitted; Exchange heeds only its own header. Bounces are not among what is not wanted: they
 * tell us of a dead address. No Precedence: it has no meaning that mail systems agree on. */
#define EXCHANGE_SUPPRESS "OOF, AutoReply, DR, RN, NRN"

#define PLAIN "plain; charset=utf-8; format=flowed"
#define HTML "html; charset=utf-8"

/* The first, for the thread's beginning, and the last of them; in_reply_to is the last of all. */
static GPtrArray *
shorten_references(const ComposeLetter *letter)
{
	GPtrArray *given = letter->references;
	GPtrArray *kept = g_ptr_array_new();
	unsigned from = 0;

	for (unsigned i = 0; given != NULL && i < given->len; i++)
		if (letter->in_reply_to == NULL ||
		    strcmp(given->pdata[i], letter->in_reply_to) != 0)
			g_ptr_array_add(kept, given->pdata[i]);
	if (letter->in_reply_to != NULL)
		g_ptr_array_add(kept, (void *)letter->in_reply_to);
	from = kept->len > REFERENCES_MAX ? kept->len - REFERENCES_MAX : 0;
	if (from > 0)
		g_ptr_array_remove_range(kept, 1, from);
	return kept;
}

static void
append_id(GString *out, const char *field, const char *id)
{
	GPtrArray ids = {.pdata = (void *[]){(void *)id}, .len = id != NULL};

	mime_encode_ids(out, field, &ids);
}

static void
append_headers(GString *out, const ComposeLetter *letter)
{
	g_autoptr(GPtrArray) references = shorten_references(letter);
	const char *domain =
	    letter->message_id == NULL ? NULL : strrchr(letter->message_id, '@');

	mime_encode_date(out, "Date", letter->date_ms);
	mime_encode_mailbox(out, "From", letter->from.name, letter->from.address);
	if (letter->reply_to != NULL)
		mime_encode_mailbox(out, "Reply-To", NULL, letter->reply_to);
	mime_encode_mailbox(out, "To", letter->to.name, letter->to.address);
	mime_encode_field(out, "Subject", letter->subject);
	append_id(out, "Message-ID", letter->message_id);
	append_id(out, "In-Reply-To", letter->in_reply_to);
	mime_encode_ids(out, "References", references);
	if (letter->auto_submitted != NULL) {
		mime_encode_field(out, "Auto-Submitted", letter->auto_submitted);
		mime_encode_field(out, "X-Auto-Response-Suppress", EXCHANGE_SUPPRESS);
		/* Outlook offers no button, whose press would come back as a mail. */
		mime_encode_field(out, "x-ms-reactions", "disallow");
	}
	if (domain != NULL) {
		g_autofree char *mark = loop_mark_make(domain + 1);

		mime_encode_field(out, LOOP_MARK_HEADER, mark);
	}
	g_string_append(out, "MIME-Version: 1.0\r\n");
}

static void
append_text_part(GString *out, const char *kind, const char *text)
{
	g_string_append_printf(out,
	    "Content-Type: text/%s\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n",
	    kind);
	mime_encode_quoted_printable(out, text);
}

static char *
text_with_ref(const ComposeLetter *letter)
{
	g_autoptr(GString) text = g_string_new(letter->text);

	g_string_truncate(text, strlen(g_strchomp(text->str)));
	if (letter->warning != NULL)
		g_string_append_printf(text, "\n\n%s", letter->warning);
	if (letter->ref != NULL)
		g_string_append_printf(text, "\n\nRef: %s", letter->ref);
	return flowed_text(text->str);
}

static const char *
find_body_end(const char *html)
{
	static const char tag[] = "</body";
	const char *at = html + strlen(html);

	while (at > html)
		if (g_ascii_strncasecmp(--at, tag, strlen(tag)) == 0)
			return at;
	return html + strlen(html);
}

/* With a last paragraph of `label` and `line`, which is escaped; as it is where line is NULL. Caller owns. */
static char *
with_last_line(const char *text, const char *label, const char *line)
{
	const char *end = find_body_end(text);
	g_autofree char *escaped = NULL;
	GString *html = NULL;

	if (line == NULL)
		return g_strdup(text);
	escaped = g_markup_escape_text(line, -1);
	html = g_string_new_len(text, end - text);
	g_string_append_printf(html,
	    "<p class=\"quiet\" style=\"margin:0;padding:16px;font:12px/1.4 sans-serif;"
	    "color:#52606d;text-align:center;word-break:break-all\">%s%s</p>\n",
	    label, escaped);
	g_string_append(html, end);
	return g_string_free(html, FALSE);
}

char *
compose_html(const char *text, const char *token)
{
	return with_last_line(text, "Ref: ", token);
}

/* kind tells a letter's boundaries apart, so that none is the beginning of another. */
static char *
boundary(const ComposeLetter *letter, char kind)
{
	const char *id = letter->message_id != NULL ? letter->message_id : "";
	g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, id, -1);

	return g_strdup_printf("=_%c%.32s", kind, hash);
}

static void
begin_multipart(GString *out, const char *kind, const char *mark)
{
	g_string_append_printf(out,
	    "Content-Type: multipart/%s;\r\n"
	    " boundary=\"%s\"\r\n"
	    "\r\n"
	    "--%s\r\n",
	    kind, mark, mark);
}

static bool
shows_picture(const ComposeLetter *letter, const char *html)
{
	g_autofree char *source = g_strconcat("cid:", letter->picture.id, NULL);

	return letter->picture.png != NULL && strstr(html, source) != NULL;
}

static void
append_picture(GString *out, const ComposePicture *picture)
{
	g_string_append_printf(out,
	    "Content-Type: image/png\r\n"
	    "Content-ID: <%s>\r\n"
	    "Content-Disposition: inline; filename=logo.png\r\n"
	    "Content-Transfer-Encoding: base64\r\n"
	    "\r\n",
	    picture->id);
	mime_encode_base64(out, picture->png);
}

/* The HTML, and what it shows (RFC 2387). */
static void
append_html(GString *out, const ComposeLetter *letter, const char *html)
{
	g_autofree char *mark = NULL;

	if (!shows_picture(letter, html)) {
		append_text_part(out, HTML, html);
		return;
	}
	mark = boundary(letter, 'r');
	begin_multipart(out, "related; type=\"text/html\"", mark);
	append_text_part(out, HTML, html);
	g_string_append_printf(out, "--%s\r\n", mark);
	append_picture(out, &letter->picture);
	g_string_append_printf(out, "--%s--\r\n", mark);
}

static void
append_alternatives(GString *out, const ComposeLetter *letter)
{
	g_autofree char *text = text_with_ref(letter);
	g_autofree char *warned = NULL;
	g_autofree char *html = NULL;
	g_autofree char *mark = NULL;

	if (letter->html == NULL) {
		append_text_part(out, PLAIN, text);
		return;
	}
	warned = with_last_line(letter->html, "", letter->warning);
	html = compose_html(warned, letter->ref);
	mark = boundary(letter, 'a');
	begin_multipart(out, "alternative", mark);
	append_text_part(out, PLAIN, text);
	g_string_append_printf(out, "--%s\r\n", mark);
	append_html(out, letter, html);
	g_string_append_printf(out, "--%s--\r\n", mark);
}

static bool
is_mail(const ComposeAttachment *attachment)
{
	return g_ascii_strcasecmp(attachment->type, "message/rfc822") == 0 &&
	       compose_mail_is(attachment->bytes);
}

/* A type as it may stand in a header; message and multipart must not be base64 (RFC 2046). */
static const char *
sound_type(const char *type)
{
	static const char token[] =
	    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
	    "!#$&^_.+-";
	size_t main = strspn(type, token);
	size_t sub = type[main] == '/' ? strspn(type + main + 1, token) : 0;

	if (main == 0 || sub == 0 || type[main + 1 + sub] != '\0' || main + sub > 64)
		return "application/octet-stream";
	if (g_ascii_strncasecmp(type, "message/", 8) == 0 ||
	    g_ascii_strncasecmp(type, "multipart/", 10) == 0)
		return "application/octet-stream";
	return type;
}

static void
append_attachment(GString *out, const ComposeAttachment *attachment)
{
	g_string_append_printf(out,
	    "Content-Type: %s\r\n"
	    "Content-Disposition: attachment",
	    is_mail(attachment) ? "message/rfc822" : sound_type(attachment->type));
	mime_encode_parameter(out, "filename", attachment->name);
	if (is_mail(attachment)) {
		g_string_append_printf(out, "\r\nContent-Transfer-Encoding: %s\r\n\r\n",
		    compose_mail_is_8bit(attachment->bytes) ? "8bit" : "7bit");
		compose_mail_append(out, attachment->bytes);
		return;
	}
	g_string_append(out, "\r\nContent-Transfer-Encoding: base64\r\n\r\n");
	mime_encode_base64(out, attachment->bytes);
}

static bool
has_8bit(const GPtrArray *attachments)
{
	for (unsigned i = 0; i < attachments->len; i++) {
		const ComposeAttachment *one = attachments->pdata[i];

		if (is_mail(one) && compose_mail_is_8bit(one->bytes))
			return true;
	}
	return false;
}

static size_t
encoded_size(GBytes *bytes)
{
	return g_bytes_get_size(bytes) / 57 * 78 + 1024;
}

static size_t
estimate(const ComposeLetter *letter)
{
	size_t size = 2048 + strlen(letter->text) * 2;

	if (letter->html != NULL)
		size += strlen(letter->html) * 2;
	if (letter->picture.png != NULL)
		size += encoded_size(letter->picture.png);
	for (unsigned i = 0; letter->attachments != NULL && i < letter->attachments->len; i++) {
		const ComposeAttachment *attachment = letter->attachments->pdata[i];

		size += encoded_size(attachment->bytes);
	}
	return size;
}

GBytes *
compose_letter(const ComposeLetter *given, const TokenCutter *cutter)
{
	g_auto(ComposeCut) cut = {0};
	const ComposeLetter *letter = &cut.letter;
	GString *out = NULL;
	g_autofree char *mark = NULL;

	compose_cut(given, cutter, &cut);
	out = g_string_sized_new(estimate(letter));
	append_headers(out, letter);
	if (letter->attachments == NULL || letter->attachments->len == 0) {
		append_alternatives(out, letter);
		return g_string_free_to_bytes(out);
	}
	mark = boundary(letter, 'm');
	if (has_8bit(letter->attachments))
		g_string_append(out, "Content-Transfer-Encoding: 8bit\r\n");
	begin_multipart(out, "mixed", mark);
	append_alternatives(out, letter);
	for (unsigned i = 0; i < letter->attachments->len; i++) {
		g_string_append_printf(out, "--%s\r\n", mark);
		append_attachment(out, letter->attachments->pdata[i]);
	}
	g_string_append_printf(out, "--%s--\r\n", mark);
	return g_string_free_to_bytes(out);
}
