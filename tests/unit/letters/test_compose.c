/* SPDX-License-Identifier: Apache-2.0 */
/* Letters as another program reads them (GMime), and the form of the bytes whatever the values are. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gmime/gmime.h>

#include "gateway/letters/compose.h"
#include "gateway/letters/flowed.h"

static const KeyRing KEYS = {.current = "an example of thirty-two bytes."};

static bool
is_ours(const void *key, const char *token)
{
	return token_check(
	    key, TOKEN_PROOF, token, &(TokenLetter){.id = token_letter(token, TOKEN_PROOF)});
}

static const TokenCutter CUTTER = {is_ours, &KEYS, 1000, NULL, NULL};

static ComposeLetter
sample(void)
{
	return (ComposeLetter){
	    .from = {"Servicedesk Voorbeeld", "servicedesk@desk.example"},
	    .to = {"Els Bos", "els@klant.example"},
	    .subject = "[CS0001234] Scherm is zwart",
	    .message_id = "letter.1@desk.example",
	    .date_ms = INT64_C(1795514523999),
	    .text = "Beste Els,\n\nGroet\n\n\n",
	};
}

static char *
compose(const ComposeLetter *letter)
{
	g_autoptr(GBytes) bytes = compose_letter(letter, &CUTTER);

	return g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
}

static void
test_plain(void **state)
{
	ComposeLetter letter = sample();
	g_autofree char *wire = compose(&letter);

	(void)state;
	assert_string_equal(wire, "Date: Tue, 24 Nov 2026 10:02:03 +0000\r\n"
				  "From: Servicedesk Voorbeeld <servicedesk@desk.example>\r\n"
				  "To: Els Bos <els@klant.example>\r\n"
				  "Subject: [CS0001234] Scherm is zwart\r\n"
				  "Message-ID: <letter.1@desk.example>\r\n"
				  "X-Casegate-Loop: df925192c0659b14\r\n"
				  "MIME-Version: 1.0\r\n"
				  "Content-Type: text/plain; charset=utf-8; format=flowed\r\n"
				  "Content-Transfer-Encoding: quoted-printable\r\n"
				  "\r\n"
				  "Beste Els,\r\n"
				  "\r\n"
				  "Groet\r\n");
}

static void
test_automatic_with_all(void **state)
{
	static const char *const old[] = {
	    "0@klant.example", "1@klant.example", "2@klant.example"};
	g_autoptr(GPtrArray) references = g_ptr_array_new();
	ComposeLetter letter = sample();
	g_autofree char *wire = NULL;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(old); i++)
		g_ptr_array_add(references, (void *)old[i]);
	letter.reply_to = "servicedesk+abc@desk.example";
	letter.in_reply_to = "2@klant.example";
	letter.references = references;
	letter.auto_submitted = "auto-replied";
	letter.html = "<html><body><p>Groet</p></BODY></html>";
	letter.ref = "abc";
	wire = compose(&letter);
	assert_string_equal(wire,
	    "Date: Tue, 24 Nov 2026 10:02:03 +0000\r\n"
	    "From: Servicedesk Voorbeeld <servicedesk@desk.example>\r\n"
	    "Reply-To: servicedesk+abc@desk.example\r\n"
	    "To: Els Bos <els@klant.example>\r\n"
	    "Subject: [CS0001234] Scherm is zwart\r\n"
	    "Message-ID: <letter.1@desk.example>\r\n"
	    "In-Reply-To: <2@klant.example>\r\n"
	    "References: <0@klant.example>\r\n"
	    " <1@klant.example>\r\n"
	    " <2@klant.example>\r\n"
	    "Auto-Submitted: auto-replied\r\n"
	    "X-Auto-Response-Suppress: OOF, AutoReply, DR, RN, NRN\r\n"
	    "x-ms-reactions: disallow\r\n"
	    "X-Casegate-Loop: df925192c0659b14\r\n"
	    "MIME-Version: 1.0\r\n"
	    "Content-Type: multipart/alternative;\r\n"
	    " boundary=\"=_a7e95a8776ff1eb4d6e90a54c0654e981\"\r\n"
	    "\r\n"
	    "--=_a7e95a8776ff1eb4d6e90a54c0654e981\r\n"
	    "Content-Type: text/plain; charset=utf-8; format=flowed\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "Beste Els,\r\n"
	    "\r\n"
	    "Groet\r\n"
	    "\r\n"
	    "Ref: abc\r\n"
	    "--=_a7e95a8776ff1eb4d6e90a54c0654e981\r\n"
	    "Content-Type: text/html; charset=utf-8\r\n"
	    "Content-Transfer-Encoding: quoted-printable\r\n"
	    "\r\n"
	    "<html><body><p>Groet</p><p class=3D\"quiet\" "
	    "style=3D\"margin:0;padding:16px;f=\r\n"
	    "ont:12px/1.4 sans-serif;color:#52606d;text-align:center;word-break:break-al=\r\n"
	    "l\">Ref: abc</p>\r\n"
	    "</BODY></html>\r\n"
	    "--=_a7e95a8776ff1eb4d6e90a54c0654e981--\r\n");
}

static void
test_references(void **state)
{
	g_autoptr(GPtrArray) references = g_ptr_array_new_with_free_func(g_free);
	ComposeLetter letter = sample();
	g_autofree char *wire = NULL;

	(void)state;
	for (int i = 0; i < 30; i++)
		g_ptr_array_add(references, g_strdup_printf("%d@x", i));
	letter.references = references;
	letter.in_reply_to = "30@x";
	wire = compose(&letter);
	assert_non_null(strstr(wire,
	    "References: <0@x>\r\n <22@x>\r\n <23@x>\r\n <24@x>\r\n <25@x>\r\n <26@x>\r\n"
	    " <27@x>\r\n <28@x>\r\n <29@x>\r\n <30@x>\r\nX-Casegate"));
}

/* Reading back */

static GMimeMessage *
parse(GBytes *bytes)
{
	GMimeStream *stream = g_mime_stream_mem_new_with_buffer(
	    g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));
	GMimeParser *parser = g_mime_parser_new_with_stream(stream);
	GMimeMessage *message = g_mime_parser_construct_message(parser, NULL);

	g_object_unref(parser);
	g_object_unref(stream);
	assert_non_null(message);
	return message;
}

static GBytes *
content(GMimeObject *part)
{
	GMimeStream *memory = g_mime_stream_mem_new();
	GMimeDataWrapper *wrapper = g_mime_part_get_content(GMIME_PART(part));
	GByteArray *array = NULL;
	GBytes *bytes = NULL;

	g_mime_data_wrapper_write_to_stream(wrapper, memory);
	array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(memory));
	bytes = g_bytes_new(array->data, array->len);
	g_object_unref(memory);
	return bytes;
}

static void
assert_content(GMimeObject *part, const void *expected, size_t length)
{
	g_autoptr(GBytes) bytes = content(part);

	assert_int_equal(g_bytes_get_size(bytes), length);
	assert_memory_equal(g_bytes_get_data(bytes, NULL), expected, length);
}

static void
assert_type(GMimeObject *object, const char *type, const char *subtype)
{
	assert_true(
	    g_mime_content_type_is_type(g_mime_object_get_content_type(object), type, subtype));
}

static void
check_attachment(GMimeObject *part, const ComposeAttachment *expected, const char *type)
{
	g_autofree char *is =
	    g_mime_content_type_get_mime_type(g_mime_object_get_content_type(part));

	assert_string_equal(is, type);
	assert_string_equal(g_mime_part_get_filename(GMIME_PART(part)), expected->name);
	assert_content(
	    part, g_bytes_get_data(expected->bytes, NULL), g_bytes_get_size(expected->bytes));
}

static void
test_attachments(void **state)
{
	static const struct {
		const char *name;
		const char *type;
		const char *expected;
	} cases[] = {
	    {"foto.jpg", "image/jpeg", "image/jpeg"},
	    {"Z\xc3\xbcrich \xe2\x82\xac \"1\".pdf", "application/pdf", "application/pdf"},
	    {"een hele lange naam van een bijlage, met komma's en \xc3\xa9\xc3\xa9n accent; zo "
	     "komt dat "
	     "soms voor in het echt.docx",
		"no type", "application/octet-stream"},
	    {"mail.eml", "Message/RFC822", "application/octet-stream"},
	    {"x", "text/plain; charset=x\r\nBcc: y", "application/octet-stream"},
	};
	g_autoptr(GPtrArray) attachments = g_ptr_array_new();
	ComposeAttachment kept[G_N_ELEMENTS(cases)];
	guint8 all[1000];
	ComposeLetter letter = sample();
	g_autoptr(GBytes) wire = NULL;
	GMimeMessage *message = NULL;
	GMimeMultipart *mixed = NULL;
	GMimeMultipart *alternative = NULL;

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = i * 7;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		kept[i] = (ComposeAttachment){
		    cases[i].name, cases[i].type, g_bytes_new_static(all, sizeof(all) - i), 0};
		g_ptr_array_add(attachments, &kept[i]);
	}
	letter.attachments = attachments;
	letter.html = "<p>Groet";
	letter.ref = "a<b";
	wire = compose_letter(&letter, &CUTTER);
	message = parse(wire);
	mixed = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	assert_type(GMIME_OBJECT(mixed), "multipart", "mixed");
	assert_int_equal(g_mime_multipart_get_count(mixed), 1 + G_N_ELEMENTS(cases));
	alternative = GMIME_MULTIPART(g_mime_multipart_get_part(mixed, 0));
	assert_type(GMIME_OBJECT(alternative), "multipart", "alternative");
	assert_int_equal(g_mime_multipart_get_count(alternative), 2);
	assert_type(g_mime_multipart_get_part(alternative, 0), "text", "plain");
	assert_type(g_mime_multipart_get_part(alternative, 1), "text", "html");
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		check_attachment(
		    g_mime_multipart_get_part(mixed, i + 1), &kept[i], cases[i].expected);
		g_bytes_unref(kept[i].bytes);
	}
	g_object_unref(message);
}

/* A picture goes where the HTML shows it, as its part and no attachment. */
static void
check_picture(GMimeMultipart *alternative, const ComposePicture *picture)
{
	GMimeObject *related = g_mime_multipart_get_part(alternative, 1);
	GMimeObject *shown = NULL;

	assert_type(related, "multipart", "related");
	assert_string_equal(
	    g_mime_object_get_content_type_parameter(related, "type"), "text/html");
	assert_int_equal(g_mime_multipart_get_count(GMIME_MULTIPART(related)), 2);
	assert_type(g_mime_multipart_get_part(GMIME_MULTIPART(related), 0), "text", "html");
	shown = g_mime_multipart_get_part(GMIME_MULTIPART(related), 1);
	assert_string_equal(g_mime_object_get_content_id(shown), picture->id);
	check_attachment(shown, &(ComposeAttachment){.name = "logo.png", .bytes = picture->png},
	    "image/png");
}

static void
test_picture(void **state)
{
	g_autoptr(GBytes) png = g_bytes_new_static("\211PNG\r\n", 6);
	ComposeLetter letter = sample();

	(void)state;
	letter.picture = (ComposePicture){"logo.1@desk.example", png};
	for (int shows = 0; shows < 2; shows++) {
		g_autoptr(GBytes) wire = NULL;
		GMimeMessage *message = NULL;
		GMimeMultipart *alternative = NULL;

		letter.html = shows ? "<img src=\"cid:logo.1@desk.example\">Groet" : "<p>Groet";
		wire = compose_letter(&letter, &CUTTER);
		message = parse(wire);
		alternative = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
		assert_type(GMIME_OBJECT(alternative), "multipart", "alternative");
		assert_int_equal(g_mime_multipart_get_count(alternative), 2);
		assert_type(g_mime_multipart_get_part(alternative, 0), "text", "plain");
		if (shows)
			check_picture(alternative, &letter.picture);
		else
			assert_type(g_mime_multipart_get_part(alternative, 1), "text", "html");
		g_object_unref(message);
	}
}

/* Whatever the values are */

static char *
random_text(GRand *rand)
{
	static const char *const pieces[] = {"a", "Els", " ", "  ", "\r\n", "\n", "\r", "\t",
	    "=?utf-8?q?", "?=", "\"", "\\", "<", ">", "@", ",", ";", ":", "(", ")", ".",
	    "From ", "\nFrom ", "\n.\n", "\r\nBcc: x@y\r\n\r\n", "--", "=_a", "\xc3\xa9",
	    "\xe2\x82\xac", "\xf0\x9f\x98\x80", "\xff", "\xc3", "\x01", "\x7f",
	    "averyveryveryveryverylongword", "</body>", "="};
	GString *text = g_string_new(NULL);

	for (int i = g_rand_int_range(rand, 0, 120); i > 0; i--)
		g_string_append(text, pieces[g_rand_int_range(rand, 0, G_N_ELEMENTS(pieces))]);
	return g_string_free(text, FALSE);
}

static void
assert_header_line(const char *line)
{
	static const char *const names[] = {"Date", "From", "Reply-To", "To", "Subject",
	    "Message-ID", "In-Reply-To", "References", "Auto-Submitted",
	    "X-Auto-Response-Suppress", "x-ms-reactions", "X-Casegate-Loop", "MIME-Version",
	    "Content-Type"};
	size_t length = strcspn(line, ":");

	if (line[0] == ' ') {
		assert_int_not_equal(line[strspn(line, " ")], '\0');
		return;
	}
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++)
		if (strlen(names[i]) == length && strncmp(line, names[i], length) == 0)
			return;
	fail_msg("a header that nobody asked for: %s", line);
}

static void
assert_well_formed(const char *wire)
{
	g_auto(GStrv) lines = g_strsplit(wire, "\r\n", -1);
	char **line = lines;

	for (; **line != '\0'; line++) {
		assert_header_line(*line);
		assert_true(strlen(*line) <= 998);
	}
	for (; *line != NULL; line++)
		assert_true(strlen(*line) <= 76);
	for (line = lines; *line != NULL; line++)
		for (const char *at = *line; *at != '\0'; at++)
			assert_true((*at >= ' ' && *at < 0x7f) || *at == '\t');
	assert_true(g_str_has_suffix(wire, "\r\n"));
}

/* What a reader must find: one line, blanks for control characters. */
static char *
expected_line(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	GString *line = g_string_new(NULL);

	for (const char *at = valid; *at != '\0'; at++) {
		bool blank = (unsigned char)*at <= ' ' || *at == 0x7f;

		if (!blank)
			g_string_append_c(line, *at);
		else if (line->len > 0 && line->str[line->len - 1] != ' ')
			g_string_append_c(line, ' ');
	}
	return g_strchomp(g_string_free(line, FALSE));
}

/* The text as it was, in the form of the wire. */
static char *
expected_text(const char *text)
{
	g_autofree char *valid = g_utf8_make_valid(text, -1);
	g_autofree char *chomped = g_strchomp(g_steal_pointer(&valid));
	g_autofree char *whole = g_strconcat(chomped, "\n\nRef: abc", NULL);
	g_autofree char *flowed = flowed_text(whole);
	GString *lines = g_string_new(g_strchomp(flowed));

	g_string_replace(lines, "\n", "\r\n", 0);
	return g_string_free(lines, FALSE);
}

static void
check_read_back(GBytes *wire, const ComposeLetter *letter)
{
	GMimeMessage *message = parse(wire);
	g_autofree char *subject = expected_line(letter->subject);
	g_autofree char *text = expected_text(letter->text);
	GMimeMultipart *both = GMIME_MULTIPART(g_mime_message_get_mime_part(message));
	InternetAddressList *from = g_mime_message_get_from(message);
	const char *read = g_mime_message_get_subject(message);

	if (strcmp(read != NULL ? read : "", subject) != 0)
		fail_msg("subject <%s> was read as <%s>", subject, read);
	assert_int_equal(internet_address_list_length(from), 1);
	assert_true(INTERNET_ADDRESS_IS_MAILBOX(internet_address_list_get_address(from, 0)));
	assert_int_equal(g_mime_multipart_get_count(both), 2);
	assert_content(g_mime_multipart_get_part(both, 0), text, strlen(text));
	g_object_unref(message);
}

static void
check_random_letter(GRand *rand)
{
	g_autofree char *name = random_text(rand);
	g_autofree char *address = random_text(rand);
	g_autofree char *subject = random_text(rand);
	g_autofree char *text = random_text(rand);
	ComposeLetter letter = {
	    .from = {name, address},
	    .to = {subject, text},
	    .reply_to = address,
	    .subject = subject,
	    .message_id = address,
	    .in_reply_to = name,
	    .auto_submitted = name,
	    .text = text,
	    .html = subject,
	    .ref = "abc",
	};
	g_autoptr(GBytes) bytes = compose_letter(&letter, &CUTTER);
	g_autofree char *wire =
	    g_strndup(g_bytes_get_data(bytes, NULL), g_bytes_get_size(bytes));

	assert_int_equal(strlen(wire), g_bytes_get_size(bytes));
	assert_well_formed(wire);
	check_read_back(bytes, &letter);
}

static void
test_any_values(void **state)
{
	GRand *rand = g_rand_new_with_seed(3);

	(void)state;
	for (int i = 0; i < 5000; i++)
		check_random_letter(rand);
	g_rand_free(rand);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_plain),
	    cmocka_unit_test(test_automatic_with_all),
	    cmocka_unit_test(test_references),
	    cmocka_unit_test(test_attachments),
	    cmocka_unit_test(test_picture),
	    cmocka_unit_test(test_any_values),
	};
	int failed = 0;

	g_mime_init();
	failed = cmocka_run_group_tests_name("compose", tests, NULL, NULL);
	g_mime_shutdown();
	return failed;
}
