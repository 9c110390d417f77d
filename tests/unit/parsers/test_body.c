/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/limits.h"

#define PART(boundary, type) "--" boundary "\nContent-Type: " type "\n\n"
#define MULTI(type, boundary) "Content-Type: multipart/" type "; boundary=" boundary "\n\n"

static const struct {
	const char *name;
	const char *mail;
	const char *text;
	const char *attachments;
} mails[] = {
    {"plain", "Subject: a\n\nhoi\n", "hoi", ""},
    {"html", "Content-Type: text/html\n\n<p>hoi</p>", "hoi", ""},
    {"top with a name", "Content-Type: text/plain; name=a.txt\n\nhoi", "hoi", ""},
    {"alternative",
	MULTI("alternative", "x")
	    PART("x", "text/plain") "een\n" PART("x", "text/html") "<p>twee\n--x--",
	"een", ""},
    {"alternative with blank text",
	MULTI("alternative", "x")
	    PART("x", "text/plain") " \n" PART("x", "text/html") "<p>twee\n--x--",
	"twee", ""},
    {"alternative of html alone",
	MULTI("alternative", "x") PART("x", "text/html") "<p>twee\n--x--", "twee", ""},
    {"related in alternative",
	MULTI("alternative", "x") PART("x", "text/plain") "een\n--x\n" MULTI("related", "y")
	    PART("y", "text/html") "<p>twee\n--y\nContent-Type: image/png\nContent-ID: "
				   "<i@x>\n\nP\n--y--\n--x--",
	"een", "2.2 image.png image/png 1 inline"},
    {"apple: attachments in the html branch",
	MULTI("alternative", "x") PART("x", "text/plain") "een\n--x\n" MULTI("mixed", "y") PART(
	    "y", "text/html") "<p>een\n" PART("y",
	    "application/pdf; name=a.pdf") "P\n" PART("y", "text/html") "<p>rest\n--y--\n--x--",
	"een", "2.2 a.pdf application/pdf 1"},
    {"invitation",
	MULTI("alternative", "x") PART("x", "text/plain") "kom\n" PART(
	    "x", "text/calendar; method=REQUEST") "B\n--x--",
	"kom", "2 invite.ics text/calendar 1"},
    {"text below a picture, as Exchange sends it",
	MULTI("mixed", "x")
	    PART("x", "text/plain") "een\n" PART("x", "image/png; name=a.png") "P\n" PART("x",
		"text/plain; name=ATT00001.txt\nContent-Disposition: "
		"attachment") "twee\n--x--",
	"een\n\ntwee", "2 a.png image/png 1"},
    {"text below a picture, with a name that others give it",
	MULTI("mixed", "x") PART("x", "text/plain") "een\n" PART("x",
	    "text/plain; name=\"Naamloze bijlage 00002.txt\"\nContent-Disposition: "
	    "attachment") "twee\n" PART("x", "text/plain; name=log00002.txt") "L\n--x--",
	"een\n\ntwee", "3 log00002.txt text/plain 1"},
    {"text below a picture, in alternatives",
	MULTI("alternative", "x") "--x\n" MULTI("mixed", "y")
	    PART("y", "text/plain") "een\n" PART("y", "image/png; name=a.png") "P\n" PART("y",
		"text/plain") "twee\n--y--\n" PART("x", "text/html") "<p>een<p>twee\n--x--",
	"een\n\ntwee", "1.2 a.png image/png 1"},
    {"plain text that points to the other",
	MULTI("alternative", "x") PART("x", "text/plain") "Use an HTML viewer.\n" PART(
	    "x", "text/html") "<p>De lift is stuk\n--x--",
	"De lift is stuk", ""},
    {"and not",
	MULTI("alternative", "x") PART("x", "text/plain") "De lift is stuk\n" PART(
	    "x", "text/html") "<p>De lift is <i>stuk</i><p>Let op: van buiten\n--x--",
	"De lift is stuk", ""},
    {"alternatives that are not called so",
	MULTI("mixed", "x") PART("x", "text/plain") "De lift is stuk\n" PART(
	    "x", "text/html") "<p>De lift is stuk\n--x--",
	"De lift is stuk", ""},
    {"and one that points to the other",
	MULTI("mixed", "x") PART("x", "text/plain") "Use an HTML viewer.\n" PART(
	    "x", "text/html") "<p>De lift is stuk\n--x--",
	"De lift is stuk", ""},
    {"two texts, one of them in HTML",
	MULTI("mixed", "x") PART("x", "text/plain") "De lift is stuk\n" PART(
	    "x", "text/html") "<p>Verstuurd door de lijst\n--x--",
	"De lift is stuk\n\nVerstuurd door de lijst", ""},
    {"a picture within HTML",
	MULTI("alternative", "x") PART("x", "text/plain") "De lift is stuk\n" PART(
	    "x", "text/html") "<p>De lift is stuk<img "
			      "src=\"data:image/png;base64,aGFsbG8=\">\n--x--",
	"De lift is stuk", "2/data:1 image.png image/png 5 inline"},
    {"enriched alone", "Content-Type: text/enriched\n\n<bold>een</bold> << twee\n\ndrie",
	"een < twee\ndrie", ""},
    {"variants for few programs",
	MULTI("alternative", "x") PART("x", "text/plain") "een\n" PART(
	    "x", "text/x-amp-html") "A\n" PART("x", "text/enriched") "E\n--x--",
	"een", ""},
    {"several texts",
	MULTI("mixed", "x")
	    PART("x", "text/plain") "een\n" PART("x", "text/plain") "twee\n--x--",
	"een\n\ntwee", ""},
    {"named text is a file",
	MULTI("mixed", "x")
	    PART("x", "text/plain") "een\n" PART("x", "text/plain; name=log.txt") "L\n--x--",
	"een", "2 log.txt text/plain 1"},
    {"signed",
	MULTI("signed", "x") PART("x", "text/plain") "een\n" PART(
	    "x", "application/pgp-signature; name=s.asc") "S\n--x--",
	"een", "2 s.asc application/pgp-signature 1 inline"},
    {"report",
	MULTI("report", "x")
	    PART("x", "text/plain") "een\n" PART("x", "message/delivery-status") "A: b\n--x--",
	"een", "2 delivery-status.txt message/delivery-status 4 inline"},
    {"charset and encoding",
	"Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: "
	"quoted-printable\n\nSt=F6rung",
	"Störung", ""},
    {"flowed", "Content-Type: text/plain; format=flowed\n\neen \ntwee\n", "een twee", ""},
    {"only an attached text",
	"Content-Type: text/plain; name=a.txt\nContent-Disposition: attachment\n\nhoi", "hoi",
	""},
    {"only an attached text in a multipart",
	MULTI("mixed", "x") "--x\nContent-Type: text/plain; name=a.txt\nContent-Disposition: "
			    "attachment\n\nhoi\n--x--",
	"hoi", "1 a.txt text/plain 3 inline"},
    {"thunderbird, answered below",
	"Content-Type: text/html\n\n<p>Hallo,</p><div class=moz-cite-prefix>Op 23-11-2026 om "
	"10:00 schreef "
	"Jan:</div><blockquote type=cite>Werkt het?</blockquote><p>Ja, het werkt.</p>",
	"Hallo,\n\n> Werkt het?\n\nJa, het werkt.", ""},
    {"gmail, answered above",
	"Content-Type: text/html\n\n<div>Ja</div><div class=gmail_quote><div "
	"class=gmail_attr>Op ma 23 nov 2026 "
	"schreef Jan:</div><blockquote class=gmail_quote>Werkt het?</blockquote></div>",
	"Ja", ""},
    {"nul", "Subject: a\n\nhoi", "hoi", ""},
};

static void
test_bodies(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);
		g_autofree char *attachments = mail_attachments(message);

		if (strcmp(message->text, mails[i].text) != 0)
			fail_msg("%s: text \"%s\"", mails[i].name, message->text);
		if (strcmp(attachments, mails[i].attachments) != 0)
			fail_msg("%s: attachments %s", mails[i].name, attachments);
	}
}

static void
test_text_limit(void **state)
{
	g_autoptr(GString) mail = g_string_new("Subject: a\n\n");
	g_autoptr(Message) message = NULL;

	(void)state;
	while (mail->len < 2 * LIMIT_TEXT)
		g_string_append(mail, "regel met tekst\n");
	message = mail_read(mail->str);
	assert_true(strlen(message->text) <= LIMIT_TEXT);
	assert_true(strlen(message->text) > LIMIT_TEXT / 2);
	assert_string_equal(message->limits->pdata[0], "text");
}

/* What follows a part that was too much would stand where it does not belong. */
static void
test_nothing_follows_what_was_too_much(void **state)
{
	g_autoptr(GString) mail = g_string_new(
	    MULTI("mixed", "x") PART("x", "text/plain") "een\n" PART("x", "text/plain"));
	g_autoptr(Message) message = NULL;

	(void)state;
	while (mail->len < LIMIT_TEXT + LIMIT_TEXT / 2)
		g_string_append(mail, "regel met tekst\n");
	g_string_append(mail, PART("x", "text/plain") "drie\n--x--\n");
	message = mail_read(mail->str);
	assert_int_equal(strncmp(message->text, "een", 3), 0);
	assert_null(strstr(message->text, "drie"));
	assert_string_equal(message->limits->pdata[0], "text");
}

/* Twenty megabytes are counted, not kept. */
static void
test_large_attachment(void **state)
{
	g_autoptr(GString) mail = g_string_new(MULTI("mixed", "x")
		PART("x", "text/plain") "hoi\n--x\nContent-Type: image/png; "
					"name=a.png\nContent-Transfer-Encoding: base64\n\n");
	g_autoptr(Message) message = NULL;
	const MessageAttachment *attachment = NULL;
	unsigned lines = 0;

	(void)state;
	for (; mail->len < 20 * 1024 * 1024; lines++)
		g_string_append(mail, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"
				      "AAAAAAAAAAAAAAAA\n");
	g_string_append(mail, "--x--\n");
	message = mail_read(mail->str);
	attachment = message->attachments->pdata[0];
	assert_int_equal(attachment->size, lines * 54);
	assert_int_equal(message->limits->len, 0);
	assert_string_equal(message->text, "hoi");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_bodies),
	    cmocka_unit_test(test_text_limit),
	    cmocka_unit_test(test_nothing_follows_what_was_too_much),
	    cmocka_unit_test(test_large_attachment),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
