/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#define UU "begin 644 a.txt\n%:&%L;&\\ \n`\nend\n"
/* winmail.dat with the one file a.txt, "AAA" */
#define WINMAIL "eJ8+IgEAAgKQAgAGAAAAcmVuZGVyAAACEIACAAYAAABhLnR4dAAAAAIPgAIAAwAAAEFBQQAA"

static const struct {
	const char *name;
	const char *mail;
	const char *text;
	const char *attachments;
	const char *path;
	const char *bytes;
} mails[] = {
    {"uuencoded", "Subject: x\n\nhoi\n" UU "dag\n", "hoi\ndag",
	"1/uu:1 a.txt application/octet-stream 5", "1/uu:1", "hallo"},
    {"uuencoded in a part",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhoi\n--x\n\n" UU "--x--", "hoi",
	"2/uu:1 a.txt application/octet-stream 5", "2/uu:1", "hallo"},
    {"uuencoded whole", "Content-Type: image/png\nContent-Transfer-Encoding: x-uuencode\n\n" UU,
	"", "1 a.txt image/png 5", "1", "hallo"},
    {"winmail.dat",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhoi\n--x\nContent-Type: "
	"application/ms-tnef; "
	"name=winmail.dat\nContent-Transfer-Encoding: base64\n\n" WINMAIL "\n--x--",
	"hoi", "2/tnef:1 a.txt application/octet-stream 3", "2/tnef:1", "AAA"},
    {"winmail.dat by its name",
	"Content-Type: application/octet-stream; name=WINMAIL.DAT\nContent-Transfer-Encoding: "
	"base64\n\n" WINMAIL,
	"", "1/tnef:1 a.txt application/octet-stream 3", "1/tnef:1", "AAA"},
    {"no tnef in winmail.dat", "Content-Type: application/ms-tnef; name=winmail.dat\n\nhoi", "",
	"1 winmail.dat application/ms-tnef 3", "1", "hoi"},
    {"a picture within HTML",
	"Content-Type: text/html\n\n<p>hoi<img src='data:image/png;base64,aGFsbG8='>dag",
	"hoidag", "1/data:1 image.png image/png 5 inline", "1/data:1", "hallo"},
    {"a file within encoded HTML",
	"Content-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<a "
	"href=3D'da=\n"
	"ta:application/pdf;base64,aGFsbG8=3D'>hoi</a>",
	"hoi", "1/data:1 document.pdf application/pdf 5", "1/data:1", "hallo"},
    {"mail in base64",
	"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhoi\n--x\nContent-Type: "
	"message/rfc822\nContent-Transfer-Encoding: base64\n\nU3ViamVjdDogaW4KCmlu\n--x--",
	"hoi\n\nSubject: in\n\nin", "2 in.eml message/rfc822 15", "2", "Subject: in\n\nin"},
};

static void
test_mails(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);
		g_autoptr(GBytes) raw =
		    g_bytes_new_static(mails[i].mail, strlen(mails[i].mail));
		g_autoptr(GBytes) part = mime_part(raw, mails[i].path, NULL);
		g_autofree char *attachments = mail_attachments(message);

		if (strcmp(message->text, mails[i].text) != 0)
			fail_msg("%s: text \"%s\"", mails[i].name, message->text);
		if (strcmp(attachments, mails[i].attachments) != 0)
			fail_msg("%s: %s", mails[i].name, attachments);
		assert_non_null(part);
		assert_int_equal(g_bytes_get_size(part), strlen(mails[i].bytes));
		assert_memory_equal(
		    g_bytes_get_data(part, NULL), mails[i].bytes, g_bytes_get_size(part));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_mails),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
