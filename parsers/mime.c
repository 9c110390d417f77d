/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Puts the message together from what the other files of this room read. The order matters: the text comes
 * before the kind, which is judged by all of it.
 */
#include "parsers/mime.h"

#include <openssl/evp.h>
#include <string.h>

#include "parsers/attached_mail.h"
#include "parsers/banner.h"
#include "parsers/body.h"
#include "parsers/calendar.h"
#include "parsers/charset.h"
#include "parsers/classify.h"
#include "parsers/date.h"
#include "parsers/embedded.h"
#include "parsers/emphasis.h"
#include "parsers/forwarded.h"
#include "parsers/header.h"
#include "parsers/html.h"
#include "parsers/language.h"
#include "parsers/limits.h"
#include "parsers/links.h"
#include "parsers/mime_tree.h"
#include "parsers/own_picture.h"
#include "parsers/reply.h"
#include "parsers/reply_line.h"
#include "parsers/subject_tag.h"
#include "parsers/text.h"
#include "parsers/ticket_refs.h"

enum {
	HASH_BYTES = 32,
	HASH_PIECE = 16 * 1024,
};

static EVP_MD *sha256; /* looked up once: the library takes long to find it */

void
mime_init(void)
{
	g_autoptr(GBytes) mail = g_bytes_new_static("Subject: a\n\nb", 13);
	g_autoptr(Message) message = NULL;

	if (sha256 == NULL)
		sha256 = EVP_MD_fetch(NULL, "SHA256", NULL);
	g_assert(sha256 != NULL);
	charset_init();
	header_init();
	html_init();
	/* Reads one mail, so that whatever a library makes at first use is made now. */
	message = mime_read(mail);
}

void
mime_shutdown(void)
{
	html_shutdown();
	header_shutdown();
	charset_shutdown();
	g_clear_pointer(&sha256, EVP_MD_free);
}

/* The bytes without each CR before a LF, in large pieces: the lines of base64 are short. */
static void
digest_lines(EVP_MD_CTX *context, const char *data, size_t size)
{
	char piece[HASH_PIECE];
	size_t used = 0;
	const char *end = data + size;

	while (data < end) {
		size_t left = MIN((size_t)(end - data), sizeof(piece) - used);
		const char *stop = memchr(data, '\r', left);
		size_t line = stop == NULL ? left : (size_t)(stop - data);

		memcpy(piece + used, data, line);
		used += line;
		data += line;
		if (stop != NULL) {
			if (stop + 1 == end || stop[1] != '\n')
				piece[used++] = '\r';
			data++;
		}
		if (used == sizeof(piece)) {
			EVP_DigestUpdate(context, piece, used);
			used = 0;
		}
	}
	EVP_DigestUpdate(context, piece, used);
}

/* SHA-256 in hex over the bytes, a CR before a LF left out. */
static char *
hash_lines(const char *data, size_t size)
{
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	unsigned char digest[HASH_BYTES];
	char *hex = g_malloc(2 * HASH_BYTES + 1);

	g_assert(EVP_DigestInit_ex(context, sha256, NULL) == 1);
	digest_lines(context, data, size);
	EVP_DigestFinal_ex(context, digest, NULL);
	EVP_MD_CTX_free(context);
	for (unsigned i = 0; i < HASH_BYTES; i++) {
		hex[2 * i] = "0123456789abcdef"[digest[i] >> 4];
		hex[2 * i + 1] = "0123456789abcdef"[digest[i] & 15];
	}
	hex[2 * HASH_BYTES] = '\0';
	return hex;
}

/* Of all fields of that name. */
static GPtrArray *
read_addresses(const Part *top, const char *name, GPtrArray *limits)
{
	GPtrArray *addresses =
	    g_ptr_array_new_with_free_func((GDestroyNotify)message_address_free);
	const char *charset = part_likely_charset(top);

	for (unsigned i = 0; i < top->fields->len; i++) {
		const PartField *field = &g_array_index(top->fields, PartField, i);

		if (part_field_is(field, name)) {
			g_autofree char *value = header_unfold(field->value, field->size);
			g_autoptr(GPtrArray) found = header_addresses(value, charset, limits);

			while (found->len > 0)
				g_ptr_array_add(addresses, g_ptr_array_steal_index(found, 0));
		}
	}
	return addresses;
}

/* At most LIMIT_RECIPIENTS of them. */
static void
read_recipients(const Part *top, const char *name, GPtrArray **list, GPtrArray *limits)
{
	g_ptr_array_unref(*list);
	*list = read_addresses(top, name, limits);
	if ((*list)->len > LIMIT_RECIPIENTS) {
		g_ptr_array_set_size(*list, LIMIT_RECIPIENTS);
		limits_note(limits, "recipients");
	}
}

/* The first that has an '@', with the words that a comma tore from its name: "Bos, Els <els@klant.example>"; else the
 * only one, or NULL. Caller owns. */
static MessageAddress *
take_first(GPtrArray *found)
{
	g_autoptr(GString) name = NULL;

	if (found->len == 0)
		return NULL;
	name = g_string_new(NULL);
	for (unsigned i = 0; i < found->len; i++) {
		MessageAddress *one = found->pdata[i];

		if (strchr(one->address, '@') != NULL) {
			g_string_append(name, one->name);
			return message_address_new(one->address, name->str);
		}
		g_string_append_printf(name, "%s, ", one->address);
	}
	return found->len == 1 ? g_ptr_array_steal_index(found, 0) : NULL;
}

static void
read_author(const Part *top, const char *name, MessageAddress **place, GPtrArray *limits)
{
	g_autoptr(GPtrArray) found = NULL;

	if (*place != NULL)
		return;
	found = read_addresses(top, name, limits);
	*place = take_first(found);
}

/* A From that names nobody leaves it to Reply-To. */
static void
read_from(const Part *top, Message *message)
{
	static const char *const ORIGINALS[] = {"X-Original-From", "X-Google-Original-From",
	    "X-Original-Sender", "X-MailFrom", NULL};

	read_author(top, "From", &message->from, message->limits);
	read_author(top, "Reply-To", &message->from, message->limits);
	read_author(top, "Sender", &message->submitter, message->limits);
	for (size_t i = 0; ORIGINALS[i] != NULL; i++)
		read_author(top, ORIGINALS[i], &message->original_from, message->limits);
	read_recipients(top, "Reply-To", &message->reply_to, message->limits);
}

static void
read_headers(const Part *top, Message *message)
{
	const char *charset = part_likely_charset(top);

	for (unsigned i = 0; i < top->fields->len; i++) {
		const PartField *field = &g_array_index(top->fields, PartField, i);
		g_autofree char *value = header_unfold(field->value, field->size);
		MessageHeader *header = g_new(MessageHeader, 1);

		header->name = g_strndup(field->name, field->name_size);
		header->value = header_text(value, charset);
		if (g_ascii_strcasecmp(header->name, "Subject") == 0 &&
		    text_cut(header->value, LIMIT_SUBJECT))
			limits_note(message->limits, "subject");
		g_ptr_array_add(message->headers, header);
	}
}

static void
read_envelope(const Part *top, const MimeKnown *known, Message *message)
{
	g_autofree char *date = part_header(top, "Date");
	g_autofree char *straight = NULL;
	const char *subject = NULL;

	read_headers(top, message);
	read_from(top, message);
	read_recipients(top, "To", &message->to, message->limits);
	read_recipients(top, "Cc", &message->cc, message->limits);
	subject = message_header(message, "Subject");
	g_free(message->subject);
	straight = text_straight(g_strdup(subject == NULL ? "" : subject));
	message->subject = subject_tag_cut(straight, known->tags, known->shapes);
	if (date != NULL)
		message->date_ms = date_parse(date);
}

/* Marks of parsers/html.h are blank. */
static char *
without_marks(const char *text)
{
	char *plain = g_strdup(text);

	for (char *p = plain; *p != '\0'; p++)
		if (*p != '\n' && *p != '\t' && (unsigned char)*p < ' ')
			*p = ' ';
	return plain;
}

/* A new mail's text from the HTML that it has beside it. */
static void
read_table(const Part *top, Message *message)
{
	g_autofree char *table = NULL;
	g_auto(Reply) reply = {NULL, NULL, false};

	if (message->references->len > 0)
		return;
	table = body_table_text(top, message->limits);
	if (table == NULL)
		return;
	reply = reply_split(table, SUBJECT_MARK_NONE);
	message->table = g_steal_pointer(&reply.text);
}

/* Some programs leave out of a plain text where its links go. */
static void
read_links(const Part *top, Message *message)
{
	/* the text of HTML alone has them */
	g_autofree char *html =
	    part_find(top, "text/plain") == NULL ? NULL : body_html(top, "<a", message->limits);
	g_autofree char *shown = NULL;
	g_autofree char *linked = NULL;

	if (html == NULL || !links_are_missing(message->text, html))
		return;
	shown = html_to_text(html, message->limits);
	linked = links_put(message->text, shown);
	if (linked == NULL)
		return;
	g_free(message->text);
	message->text = g_steal_pointer(&linked);
}

/* Agents' answers, which have a token, go on to customers as they look. */
static void
read_styled(const Part *top, Message *message)
{
	g_autofree char *html =
	    message->tokens->len == 0 ? NULL : body_html(top, "<", message->limits);

	if (html != NULL)
		message->styled = emphasis_put(message->text, html);
}

static void
read_text(const Part *top, const MimeKnown *known, Message *message)
{
	g_autofree char *whole = body_read(top, message);
	g_autoptr(GArray) lines = reply_lines(whole, known->shapes);
	g_autofree char *left = banner_cut(whole, lines, known->banners, message->cut);
	const char *text = left == NULL ? whole : left;
	g_auto(Reply) reply = {NULL, NULL, false};
	const char *language = NULL;

	if (left != NULL) {
		g_array_unref(lines);
		lines = reply_lines(left, known->shapes);
	}
	reply = reply_split_lines(lines, subject_mark_first(message->subject));
	forwarded_read(top, lines, message);
	ticket_refs_tokens(text, message->tokens);
	ticket_refs_html_tokens(top, message);
	if (message->tokens->len > 0)
		ticket_refs_cut_tokens(&reply.text, reply.cut);
	g_free(message->text);
	message->text = g_steal_pointer(&reply.text);
	g_ptr_array_extend_and_steal(message->cut, g_steal_pointer(&reply.cut));
	message->begins_quoted = reply.begins_quoted;
	if (message->cut->len > 0)
		message->whole = without_marks(text);
	language = language_of(message->text);
	message->language = g_strdup(language);
	read_links(top, message);
	read_table(top, message);
	read_styled(top, message);
}

/* Of a mail that is nothing but an invitation, or an answer to one. It is no text that somebody wrote to us: its kind
 * and its fields are not judged by it. */
static void
read_calendar(const Part *top, Message *message)
{
	const Part *part = *message->text == '\0' ? part_find(top, "text/calendar") : NULL;
	g_autoptr(GBytes) bytes = NULL;
	const char *data = NULL;
	size_t size = 0;
	bool has_more = false;

	if (part == NULL)
		return;
	bytes = part_decode(part, LIMIT_TEXT, &has_more);
	data = g_bytes_get_data(bytes, &size);
	g_free(message->text);
	message->text = calendar_text(data == NULL ? "" : data, size, part->charset);
	g_free(message->language);
	message->language = g_strdup(language_of(message->text));
}

Message *
mime_read_known(GBytes *raw, const MimeKnown *known)
{
	Message *message = message_new();
	size_t size = 0;
	const char *data = g_bytes_get_data(raw, &size);
	g_autoptr(Part) top = NULL;

	if (size > LIMIT_MAIL) {
		limits_note(message->limits, "mail");
		size = LIMIT_MAIL;
	}
	top = mime_tree(data == NULL ? "" : data, size, message->limits);
	g_free(message->content_hash);
	message->content_hash = hash_lines(top->body, top->body_size);
	if (size == 0) {
		message->refused = g_strdup("the mail is empty");
		return message;
	}
	embedded_take(top, message->limits);
	read_envelope(top, known, message);
	ticket_refs_read(top, known->shapes, message);
	read_text(top, known, message);
	own_picture_drop(top, known->logo, message);
	classify_read(top, known->shapes, message);
	attached_mail_read(top, message);
	read_calendar(top, message);
	return message;
}

Message *
mime_read(GBytes *raw)
{
	return mime_read_known(raw, &(MimeKnown){NULL, NULL, NULL, NULL});
}

GBytes *
mime_part(GBytes *raw, const char *path, GError **error)
{
	g_autoptr(GPtrArray) limits = g_ptr_array_new_with_free_func(g_free);
	size_t size = 0;
	const char *data = g_bytes_get_data(raw, &size);
	g_autoptr(Part) top =
	    mime_tree(data == NULL ? "" : data, MIN(size, (size_t)LIMIT_MAIL), limits);
	const Part *part = NULL;
	g_autoptr(GBytes) bytes = NULL;
	bool has_more = false;

	embedded_take(top, limits);
	part = part_at(top, path);
	if (part == NULL) {
		g_set_error(
		    error, PARSE_ERROR, PARSE_ERROR_MISSING, "the mail has no part %s", path);
		return NULL;
	}
	bytes = part_decode(part, LIMIT_ATTACHMENT, &has_more);
	if (has_more) {
		g_set_error(error, PARSE_ERROR, PARSE_ERROR_LIMIT,
		    "part %s is larger than %d bytes", path, LIMIT_ATTACHMENT);
		return NULL;
	}
	return g_steal_pointer(&bytes);
}
