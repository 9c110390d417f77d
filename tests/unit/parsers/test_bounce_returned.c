/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#define TOKEN "abcdefghijklmnop234567abcd"
#define LETTER                                                  \
	"From: desk@desk.example\nTo: els@k.example\nSubject: " \
	"=?utf-8?Q?[CS0000001]_caf=C3=A9?=\n"                   \
	"Message-ID: <881.abc@desk.example>\n"
#define TOP "Return-Path: <>\nFrom: postmaster@mx.example\nSubject: Undelivered Mail\n"
#define MULTI TOP "Content-Type: multipart/report; report-type=delivery-status; boundary=x\n\n"
#define STATUS                                                               \
	"--x\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; " \
	"a\n\nFinal-Recipient: "                                             \
	"rfc822; els@k.example\nAction: failed\nStatus: 5.1.1\n"
#define FAILED "550 5.1.1 els@k.example\n"
#define END "--x--\n"

static const struct {
	const char *name;
	const char *mail;
	const char *ids;
	const char *numbers;
} mails[] = {
    {"header", MULTI STATUS "--x\nContent-Type: text/rfc822-headers\n\n" LETTER END,
	"881.abc@desk.example", "CS0000001"},
    {"header of RFC 6533",
	MULTI STATUS "--x\nContent-Type: message/global-headers\n\n" LETTER END,
	"881.abc@desk.example", "CS0000001"},
    {"mail", MULTI STATUS "--x\nContent-Type: message/rfc822\n\n" LETTER "\nhoi\n" END,
	"881.abc@desk.example", "CS0000001"},
    {"mail in base64",
	MULTI STATUS "--x\nContent-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n"
		     "TWVzc2FnZS1JRDogPDg4MS5hYmNAZGVzay5leGFtcGxlPgoKaG9pCg==\n" END,
	"881.abc@desk.example", ""},
    {"mail as a file",
	MULTI STATUS "--x\nContent-Type: application/octet-stream; name=original.eml\n\n" LETTER
		     "\nhoi\n" END,
	"881.abc@desk.example", "CS0000001"},
    {"report in a mail",
	TOP "Content-Type: multipart/mixed; boundary=o\n\n--o\n\nScanned.\n--o\nContent-Type: "
	    "message/rfc822\n\n" MULTI STATUS
	    "--x\nContent-Type: text/rfc822-headers\n\n" LETTER END "--o--\n",
	"881.abc@desk.example", "CS0000001"},
    {"in front of what it answers",
	"In-Reply-To: <b@c>\n" MULTI STATUS
	"--x\nContent-Type: text/rfc822-headers\n\n" LETTER END,
	"881.abc@desk.example|b@c", "CS0000001"},
    {"words", TOP "\n" FAILED "\n" LETTER "\nhoi\n", "881.abc@desk.example", "CS0000001"},
    {"words, quoted", TOP "\n" FAILED "\n> Bericht-id: <881.abc@desk.example>\n",
	"881.abc@desk.example", ""},
    {"words in HTML",
	TOP "Content-Type: text/html\n\n<p>" FAILED
	    "<p>Nachrichten-ID: &lt;881.abc@desk.example&gt;<br>[CS0000001] caf&eacute;",
	"881.abc@desk.example", "CS0000001"},
    {"no id without a label for it", TOP "\n" FAILED "Aan: <piet@k.example>\n", "", ""},
    {"the number of the subject before those of the text",
	"Return-Path: <>\nFrom: postmaster@mx.example\nSubject: Undelivered: "
	"[CS0000002]\n\n" FAILED "CS0000003\n",
	"", "CS0000002"},
    {"a person's mail", "From: els@k.example\nSubject: x\n\n" FAILED LETTER, "", ""},
};

static void
test_returned(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);
		g_autofree char *ids = mail_join(message->references);
		g_autofree char *numbers = mail_join(message->numbers);

		if (strcmp(ids, mails[i].ids) != 0)
			fail_msg("%s: ids %s", mails[i].name, ids);
		if (strcmp(numbers, mails[i].numbers) != 0)
			fail_msg("%s: numbers %s", mails[i].name, numbers);
	}
}

/* It counts for whom it was issued to; a machine changes no state with it. */
static void
test_token(void **state)
{
	g_autoptr(Message) message = mail_read(MULTI STATUS
	    "--x\nContent-Type: message/rfc822\n\n" LETTER "\nhoi\nRef: " TOKEN "\n" END);
	g_autofree char *tokens = mail_join(message->tokens);

	(void)state;
	assert_int_equal(message->kind, MESSAGE_BOUNCE);
	assert_string_equal(tokens, TOKEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_returned),
	    cmocka_unit_test(test_token),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
