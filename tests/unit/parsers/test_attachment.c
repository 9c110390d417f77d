/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

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

/* What a name could do besides naming: leave its folder, hide its end, cost time. `piece` is repeated. */
static const struct {
	const char *what;
	const char *before, *piece;
	unsigned times;
	const char *after;
	const char *expected; /* NULL: whatever it is, it is tame */
} HOSTILE[] = {
    {"a path in pieces", "filename*0=\"../../\"; filename*1=\"../etc/\"; filename*2=passwd", "",
	0, "", "passwd"},
    {"a path in percents", "filename*=utf-8''%2e%2e%2f%2e%2e%2fetc%2Fpasswd", "", 0, "",
	"passwd"},
    {"backslashes", "filename=\"..\\\\..\\\\windows\\\\system.ini\"", "", 0, "", "system.ini"},
    {"a zero byte", "filename*=utf-8''a.exe%00.pdf", "", 0, "", NULL},
    {"a line of its own", "filename*=utf-8''a%0D%0ABcc:%20evil@evil.example%0D%0A.pdf", "", 0,
	"", "a Bcc: evil@evil.example .pdf"},
    {"a line in an encoded word", "filename=\"=?utf-8?q?a=0D=0AX-Evil:_1.pdf?=\"", "", 0, "",
	"a X-Evil: 1.pdf"},
    {"an end that cannot be seen", "filename*=utf-8''%E2%80%8B.htaccess%E2%80%8B", "", 0, "",
	".htaccess"},
    {"an end turned round", "filename*=utf-8''factuur%E2%80%AEfdp.exe", "", 0, "",
	"factuurfdp.exe"},
    {"no charset that there is", "filename*=klingon-8''%ff%fe.pdf", "", 0, "", NULL},
    {"an encoded word without end", "filename=\"=?utf-8?q?", "=?utf-8?q?", 5000, "\"", NULL},
    {"64 KB", "filename=\"", "a", 64000, ".pdf\"", NULL},
    {"64 KB of dots", "filename=\"", ".", 64000, "\"", NULL},
    {"64 KB of slashes", "filename=\"", "../", 21000, "\"", NULL},
    {"thousands of pieces", "filename*0=a", "; filename*1=b", 4000, "", NULL},
};

static void
assert_tame(const char *what, const char *name)
{
	if (strlen(name) > LIMIT_NAME || strpbrk(name, "/\\\r\n") != NULL ||
	    strcmp(name, "..") == 0 || !g_utf8_validate(name, -1, NULL))
		fail_msg("%s: \"%s\"", what, name);
}

static void
hostile_names_are_names_and_cost_no_time(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(HOSTILE); i++) {
		g_autoptr(GString) mail = g_string_new(
		    "Content-Type: application/pdf\nContent-Disposition: attachment; ");
		g_autoptr(Message) message = NULL;
		const MessageAttachment *one = NULL;
		clock_t start = clock();

		g_string_append(mail, HOSTILE[i].before);
		for (unsigned n = 0; n < HOSTILE[i].times; n++)
			g_string_append(mail, HOSTILE[i].piece);
		g_string_append_printf(mail, "%s\n\n%%PDF", HOSTILE[i].after);
		message = mail_read(mail->str);
		if (clock() - start > 2 * CLOCKS_PER_SEC)
			fail_msg("%s: too slow", HOSTILE[i].what);
		assert_int_equal(message->attachments->len, 1);
		one = message->attachments->pdata[0];
		assert_tame(HOSTILE[i].what, one->name);
		if (HOSTILE[i].expected != NULL && strcmp(one->name, HOSTILE[i].expected) != 0)
			fail_msg("%s: \"%s\"", HOSTILE[i].what, one->name);
	}
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
    {"an odd type's id",
	MIXED "Content-Type: application/others\nContent-ID: <324.161.2@h>\n\nx\n--x--",
	"2 324.161.2 application/others 1"},
    {"nothing to name it by", MIXED "Content-Type: a/b\n\nx\n--x--", "2 file.bin a/b 1"},
    {"no name", MIXED "Content-Type: application/pdf\n\nx\n--x--",
	"2 document.pdf application/pdf 1"},
    {"by its subtype",
	MIXED "Content-Type: video/x-matroska\n\nx\n--x\nContent-Type: "
	      "audio/x-ogg\n\nx\n--x--",
	"2 file.bin video/x-matroska 1|3 audio.ogg audio/x-ogg 1"},
    {"by how it begins", MIXED "Content-Type: application/octet-stream\n\n%PDF-1.4\n--x--",
	"2 document.pdf application/octet-stream 8"},
    {"two without a name",
	MIXED "Content-Type: image/png\n\nx\n--x\nContent-Type: image/png; "
	      "name=plan.png\n\nx\n--x\nContent-Type: image/png\n\nx\n--x--",
	"2 image.png image/png 1|3 plan.png image/png 1|4 image-2.png image/png 1"},
    {"described", MIXED "Content-Type: image/png\nContent-Description: plan.png\n\nx\n--x--",
	"2 plan.png image/png 1"},
    {"only described",
	MIXED "Content-Type: image/png\nContent-Description: The plan. Look\n\nx\n--x--",
	"2 image.png image/png 1"},
    {"located",
	MIXED "Content-Type: image/png\nContent-Location: http://a.b/c/plan.png\n\nx\n--x--",
	"2 plan.png image/png 1"},
    {"named where it should not be",
	MIXED "Content-Type: application/pdf; filename=a.pdf\n\nx\n--x\nContent-Type: "
	      "application/pdf\nContent-Disposition: attachment; name=b.pdf\n\nx\n--x--",
	"2 a.pdf application/pdf 1|3 b.pdf application/pdf 1"},
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
		assert_true(g_str_has_prefix(message->text, "hoi"));
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_names),
	    cmocka_unit_test(test_long_name_keeps_its_extension),
	    cmocka_unit_test(hostile_names_are_names_and_cost_no_time),
	    cmocka_unit_test(test_attachments),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
