/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/limits.h"

#define BYTES(s) (s), sizeof(s) - 1

static void
test_a_mail(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Received: from x by y\nReceived: from a by x\nAuthentication-Results: "
		      "y; dkim=pass header.d=klant.example\n"
		      "From: Els Bos <Els@Klant.example>\nTo: desk@desk.example, Jan "
		      "<jan@k.example>\nCc: piet@k.example\n"
		      "Subject: =?utf-8?Q?St=C3=B6rung?=\nDate: Mon, 23 Nov 2026 10:00:00 "
		      "+0100\nMessage-ID: <m@k>\n\n"
		      "Het werkt niet.\n\nOp 1 mrt 2026 om 10:00 schreef Desk "
		      "<d@desk.example>:\n> Vraag\n");
	const MessageCut *cut = NULL;

	(void)state;
	assert_null(message->refused);
	assert_string_equal(message->from->address, "Els@klant.example");
	assert_string_equal(message->from->name, "Els Bos");
	assert_int_equal(message->to->len, 2);
	assert_int_equal(message->cc->len, 1);
	assert_string_equal(message->subject, "Störung");
	assert_true(message->date_ms == 1795424400000);
	assert_string_equal(message->text, "Het werkt niet.");
	assert_int_equal(message->cut->len, 1);
	cut = message->cut->pdata[0];
	assert_int_equal(cut->kind, CUT_QUOTE);
	assert_non_null(strstr(cut->text, "> Vraag"));
	assert_int_equal(message->headers->len, 9);
	assert_null(message->origin);
}

static const struct {
	const char *name;
	const char *headers;
	const char *address; /* NULL: no From */
} senders[] = {
    {"one", "From: els@k.example\n", "els@k.example"},
    {"none", "To: desk@desk.example\n", NULL},
    {"two in one", "From: els@k.example, jan@k.example\n", "els@k.example"},
    {"two fields", "From: els@k.example\nFrom: jan@k.example\n", "els@k.example"},
    {"one field names nobody", "From: [?]\nFrom: jan@k.example\n", "jan@k.example"},
    {"nobody, but an answer's address", "From: \"x\" <>\nReply-To: els@k.example\n",
	"els@k.example"},
    {"a name torn by its comma", "From: Bos, Els <els@k.example>\n", "els@k.example"},
    {"no name", "From: \"\" <\"\"@k.example>\n", NULL},
    {"no address, as daemons write", "From: MAILER-DAEMON\n", "MAILER-DAEMON"},
};

static void
test_senders(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(senders); i++) {
		g_autofree char *mail = g_strconcat(senders[i].headers, "\nhoi", NULL);
		g_autoptr(Message) message = mail_read(mail);
		const char *found = message->from == NULL ? NULL : message->from->address;

		if (g_strcmp0(found, senders[i].address) != 0)
			fail_msg("%s: %s", senders[i].name, found);
	}
}

static char *
hash_of(const char *mail)
{
	g_autoptr(Message) message = mail_read(mail);

	return g_strdup(message->content_hash);
}

static void
test_content_hash(void **state)
{
	g_autofree char *unix_ends = hash_of("Subject: a\n\nhoi\nja\n");
	g_autofree char *dos_ends = hash_of("Subject: b\r\n\r\nhoi\r\nja\r\n");
	g_autofree char *other = hash_of("Subject: a\n\nhoi\nnee\n");
	g_autofree char *lone = hash_of("Subject: a\n\nhoi\rja\n");
	g_autofree char *empty = hash_of("");

	(void)state;
	assert_string_equal(unix_ends, dos_ends);
	assert_string_not_equal(unix_ends, other);
	assert_string_not_equal(unix_ends, lone);
	assert_string_equal(
	    empty, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	assert_int_equal(strlen(unix_ends), 64);
}

/* Never NULL, never refused while there is a byte. */
static void
test_odd_mails(void **state)
{
	static const char with_nul[] = "Subj\0ect: a\0b\n\nh\0oi";
	static const struct {
		const char *bytes;
		size_t size;
		bool is_refused;
	} mails[] = {
	    {BYTES(""), true},
	    {BYTES("\n"), false},
	    {BYTES("\0\0\0"), false},
	    {BYTES(with_nul), false},
	    {BYTES("garbage"), false},
	    {BYTES("\xff\xfe\xfd"), false},
	    {BYTES(":\n:\n\n:"), false},
	    {BYTES("Content-Type: multipart/mixed; boundary=\"\"\n\n--\n--\n----\n"), false},
	    {BYTES("Content-Type: multipart/signed; boundary=a\n\n--a--\n"), false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(GBytes) raw = g_bytes_new_static(mails[i].bytes, mails[i].size);
		g_autoptr(Message) message = mime_read(raw);
		g_autoptr(GBytes) packed = message_pack(message);
		g_autoptr(Message) unpacked = message_unpack(packed, NULL);

		assert_int_equal(message->refused != NULL, mails[i].is_refused);
		if (unpacked == NULL)
			fail_msg("%zu cannot travel", i);
	}
}

static void
test_too_large(void **state)
{
	g_autoptr(GString) mail = g_string_new("Subject: a\n\nhoi\n\n-- \n");
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(Message) message = NULL;

	(void)state;
	while (mail->len <= LIMIT_MAIL)
		g_string_append(mail,
		    "0123456789012345678901234567890123456789012345678901234567890123456789\n");
	raw = g_bytes_new_static(mail->str, mail->len);
	message = mime_read(raw);
	assert_null(message->refused);
	assert_string_equal(message->limits->pdata[0], "mail");
	assert_string_equal(message->text, "hoi");
}

/* No subject is as long as a text: what compares each clause with it would take as long as both together. */
static void
test_long_subject(void **state)
{
	g_autoptr(GString) mail = g_string_new("Subject: ");
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(Message) message = NULL;

	(void)state;
	while (mail->len < (size_t)32 * 1024)
		g_string_append(mail, "caf\xc3\xa9 ");
	g_string_append(mail, "\n\nhoi\n");
	raw = g_bytes_new_static(mail->str, mail->len);
	message = mime_read(raw);
	assert_string_equal(message->limits->pdata[0], "subject");
	assert_true(strlen(message_whole_subject(message)) <= LIMIT_SUBJECT);
	assert_true(g_str_has_prefix(message->subject, "caf\xc3\xa9 caf"));
	assert_string_equal(message->text, "hoi");
}

/* What plain text lost of a table is in the HTML beside it, without what that quotes. */
static void
test_table(void **state)
{
	g_autoptr(Message) message = mail_read(
	    "Content-Type: multipart/alternative; "
	    "boundary=x\n\n--x\n\nNaam\n\nNoord\n--x\nContent-Type: "
	    "text/html\n\n<table><tr><td><p>Naam</p></td><td>Noord</td></tr></table>\n"
	    "<p>From: Jan &lt;jan@k.example&gt;<br>Sent: Monday<br>To: Els<br>Subject: x</p>"
	    "<p>Stad: Oud</p>\n--x--\n");
	g_autoptr(Message) plain = mail_read("\nNaam: Noord\n");

	(void)state;
	assert_string_equal(message->text, "Naam\n\nNoord");
	assert_string_equal(message->table, "Naam\tNoord");
	assert_null(message->whole);
	assert_null(plain->table);
}

/* The text before anything was cut, without the marks of HTML. */
static void
test_whole(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Content-Type: text/html\n\n<p>Zie hieronder.</p><blockquote "
		      "type=cite><p>Naam: Noord</p></blockquote>\n");

	(void)state;
	assert_string_equal(message->text, "Zie hieronder.");
	assert_non_null(strstr(message->whole, "> Naam: Noord"));
	for (const char *p = message->whole; *p != '\0'; p++)
		assert_true(*p == '\n' || *p == '\t' || (unsigned char)*p >= ' ');
}

/* What was quoted is cut from an answer, and stays in a forward. */
static void
test_answers_and_forwards(void **state)
{
	static const struct {
		const char *subject;
		bool is_cut;
	} mails[] = {
	    {"[CS0001234] Scherm", true},
	    {"Odp: Scherm", true},
	    {"VS: Scherm", true},
	    {"Re: FW: Scherm", true},
	    {"FW: Scherm", false},
	    {"Doorst: Re: Scherm", false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autofree char *mail = g_strdup_printf(
		    "From: els@k.example\nSubject: %s\n\nAkkoord\n\nFrom: Jan <jan@k.example>\n"
		    "Sent: Monday\nTo: Els\nSubject: x\n\nKapot\n",
		    mails[i].subject);
		g_autoptr(Message) message = mail_read(mail);

		if ((strstr(message->text, "Kapot") == NULL) != mails[i].is_cut)
			fail_msg("%s: \"%s\"", mails[i].subject, message->text);
		if (mails[i].is_cut)
			assert_string_equal(message->text, "Akkoord");
	}
}

static void
test_encrypted(void **state)
{
	g_autoptr(Message) message =
	    mail_read("Content-Type: multipart/encrypted; boundary=x\n\n--x\nContent-Type: "
		      "application/pgp-encrypted\n\n"
		      "Version: 1\n--x\nContent-Type: application/octet-stream; "
		      "name=e.asc\n\nPGP\n--x--\n");

	(void)state;
	assert_string_equal(message->limits->pdata[0], "encrypted");
	assert_int_equal(message->attachments->len, 2);
}

static void
test_parts(void **state)
{
	static const char mail[] =
	    "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhoi\n--x\nContent-Type: "
	    "message/rfc822\n\nSubject: in\n\nin\n--x--\n";
	g_autoptr(GBytes) raw = g_bytes_new_static(mail, sizeof(mail) - 1);
	g_autoptr(GBytes) first = mime_part(raw, "1", NULL);
	g_autoptr(GBytes) second = mime_part(raw, "2", NULL);
	g_autoptr(GError) error = NULL;

	(void)state;
	assert_memory_equal(g_bytes_get_data(first, NULL), "hoi", g_bytes_get_size(first));
	assert_int_equal(g_bytes_get_size(first), 3);
	assert_int_equal(g_bytes_get_size(second), strlen("Subject: in\n\nin"));
	assert_null(mime_part(raw, "3", &error));
	assert_int_equal(error->code, PARSE_ERROR_MISSING);
	assert_null(mime_part(raw, "", NULL));
}

static void
test_part_too_large(void **state)
{
	g_autoptr(GString) mail = g_string_new("Content-Type: image/png\n\n");
	g_autoptr(GBytes) raw = NULL;
	g_autoptr(GError) error = NULL;

	(void)state;
	while (mail->len <= LIMIT_ATTACHMENT + 100)
		g_string_append(mail,
		    "0123456789012345678901234567890123456789012345678901234567890123456789\n");
	raw = g_bytes_new_static(mail->str, mail->len);
	assert_null(mime_part(raw, "1", &error));
	assert_int_equal(error->code, PARSE_ERROR_LIMIT);
}

/* In what somebody wrote, and in what goes on to a customer; a soft line break is no end of a tag. */
static void
a_link_of_the_html_alone(void **state)
{
	static const char MAIL[] =
	    "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
	    "Content-Type: text/plain\n\nZie de handleiding, en zet hem uit.\n\n"
	    "> Ref: 7f3c9a1e5b2d4c6f8a0b1c2d3e4f5a6b\n--b\n"
	    "Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n"
	    "<p>Zie de <=\na href=3D\"https://a.example/h\">handleiding</a>, "
	    "en zet hem <b>uit</b>.</p>\n--b--\n";
	g_autoptr(GBytes) raw = g_bytes_new_static(MAIL, sizeof MAIL - 1);
	g_autoptr(Message) message = mime_read(raw);

	(void)state;
	assert_string_equal(
	    message->text, "Zie de handleiding <https://a.example/h>, en zet hem uit.");
	assert_string_equal(
	    message->styled, "Zie de handleiding <https://a.example/h>, en zet hem *uit*.");
}

static void
bold_of_an_answer_with_a_token(void **state)
{
	static const char BODY[] =
	    "MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=b\n\n--b\n"
	    "Content-Type: text/plain\n\nZet hem uit.\n%s\n--b\n"
	    "Content-Type: text/html\n\n<p>Zet hem <b>uit</b>.</p>\n--b--\n";

	(void)state;
	for (int with = 0; with < 2; with++) {
		g_autofree char *mail = g_strdup_printf(
		    BODY, with ? "\n> Ref: 7f3c9a1e5b2d4c6f8a0b1c2d3e4f5a6b\n" : "");
		g_autoptr(GBytes) raw = g_bytes_new(mail, strlen(mail));
		g_autoptr(Message) message = mime_read(raw);

		assert_string_equal(message->text, "Zet hem uit.");
		assert_int_equal(message->tokens->len, with);
		assert_true((message->styled != NULL) == with);
		if (with)
			assert_string_equal(message->styled, "Zet hem *uit*.");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_link_of_the_html_alone),
	    cmocka_unit_test(bold_of_an_answer_with_a_token),
	    cmocka_unit_test(test_a_mail),
	    cmocka_unit_test(test_senders),
	    cmocka_unit_test(test_content_hash),
	    cmocka_unit_test(test_odd_mails),
	    cmocka_unit_test(test_too_large),
	    cmocka_unit_test(test_long_subject),
	    cmocka_unit_test(test_table),
	    cmocka_unit_test(test_whole),
	    cmocka_unit_test(test_answers_and_forwards),
	    cmocka_unit_test(test_encrypted),
	    cmocka_unit_test(test_parts),
	    cmocka_unit_test(test_part_too_large),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
