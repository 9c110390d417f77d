/* SPDX-License-Identifier: Apache-2.0 */
#include "mail_fixture.h"

#include "parsers/attachment.h"
#include "parsers/limits.h"

static const struct {
	const char *name;
	const char *expected;
} names[] = {
    {"foto.jpg", "foto.jpg"},
    {"../../etc/passwd", "passwd"},
    {"C:\\Documents\\foto.jpg", "foto.jpg"},
    {"/", "_"},
    {"..", ""},
    {".", ""},
    {"", ""},
    {" a  b.txt ", "a b.txt"},
    {"factuur\xe2\x80\xae"
     "fdp.exe",
	"factuurfdp.exe"},
    {"\xe2\x80\x8b.htaccess", ".htaccess"},
    {"a\r\nb.txt", "a b.txt"},
    {"map/", "map_"},
};

static void
test_names(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(names); i++) {
		g_autofree char *safe = attachment_safe_name(names[i].name);

		if (strcmp(safe, names[i].expected) != 0)
			fail_msg("%s: \"%s\"", names[i].name, safe);
	}
}

static void
test_long_name_keeps_its_extension(void **state)
{
	g_autofree char *stem = g_strnfill(5000, 'a');
	g_autofree char *name = g_strconcat(stem, ".pdf", NULL);
	g_autofree char *safe = attachment_safe_name(name);

	(void)state;
	assert_true(strlen(safe) <= LIMIT_NAME);
	assert_true(g_str_has_suffix(safe, "aaa.pdf"));
}

#define MIXED "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nhoi\n--x\n"

static const struct {
	const char *name;
	const char *mail;
	const char *expected; /* "path name type size inline" */
} mails[] = {
    {"decoded size",
	MIXED "Content-Type: image/png; name=a.png\nContent-Transfer-Encoding: "
	      "base64\n\nAAEC\nAw==\n--x--",
	"2 a.png image/png 4"},
    {"quoted size",
	MIXED "Content-Type: text/csv; name=a.csv\nContent-Transfer-Encoding: "
	      "quoted-printable\n\na=3Db=\nc\n--x--",
	"2 a.csv text/csv 4"},
    {"inline",
	MIXED
	"Content-Type: image/png\nContent-Disposition: inline; filename=a.png\n\nx\n--x--",
	"2 a.png image/png 1 inline"},
    {"mail by its subject",
	MIXED "Content-Type: message/rfc822\n\nSubject: =?utf-8?Q?Storing/kapot?=\n\nx\n--x--",
	"2 Storing_kapot.eml message/rfc822 37"},
    {"mail without subject", MIXED "Content-Type: message/rfc822\n\nFrom: a@b.c\n\nx\n--x--",
	"2 message.eml message/rfc822 14"},
    {"invitation",
	MIXED "Content-Type: text/calendar; method=REQUEST\n\nBEGIN:VCALENDAR\n--x--",
	"2 invite.ics text/calendar 15"},
    {"name in the id",
	MIXED "Content-Type: image/x-icon\nContent-ID: <logo.ico@01D>\n\nx\n--x--",
	"2 logo.ico image/x-icon 1"},
    {"nothing to name it by", MIXED "Content-Type: a/b\n\nx\n--x--", "2  a/b 1"},
    {"no name", MIXED "Content-Type: application/pdf\n\nx\n--x--",
	"2 document.pdf application/pdf 1"},
};

static void
test_attachments(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(mails); i++) {
		g_autoptr(Message) message = mail_read(mails[i].mail);
		g_autofree char *found = mail_attachments(message);

		if (strcmp(found, mails[i].expected) != 0)
			fail_msg("%s: %s", mails[i].name, found);
		assert_string_equal(message->text, "hoi");
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_long_name_keeps_its_extension),
	    cmocka_unit_test(test_attachments),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
