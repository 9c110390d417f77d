/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "gateway/letters/mime_encode.h"

typedef struct {
	const char *name;
	const char *input;
	const char *expected;
} Case;

static void
check(const char *name, GString *take_out, const char *expected)
{
	if (strcmp(take_out->str, expected) != 0)
		fail_msg("%s: got\n%s\nexpected\n%s", name, take_out->str, expected);
	g_string_free(take_out, TRUE);
}

static void
test_field(void **state)
{
	static const Case cases[] = {
	    {"plain", "[CS0001234] Printer", "Subject: [CS0001234] Printer\r\n"},
	    {"empty", "", "Subject:\r\n"},
	    {"no header of its own", "a\r\nBcc: x@y\n\n z \t", "Subject: a Bcc: x@y z\r\n"},
	    {"the number stays readable", "[CS0001234] Caf\xc3\xa9 dicht",
		"Subject: [CS0001234] =?utf-8?q?Caf=C3=A9_dicht?=\r\n"},
	    {"looks encoded", "a =?utf-8?q?b?= c",
		"Subject: a =?utf-8?q?=3D=3Futf-8=3Fq=3Fb=3F=3D_c?=\r\n"},
	    {"folded at blanks",
		"aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff ggggggggg "
		"hhhhhhhhh",
		"Subject: aaaaaaaaa bbbbbbbbb ccccccccc ddddddddd eeeeeeeee fffffffff\r\n"
		" ggggggggg hhhhhhhhh\r\n"},
	    {"invalid UTF-8", "a\xff", "Subject: =?utf-8?q?a=EF=BF=BD?=\r\n"},
	    {"words end between characters",
		"\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac\xe2\x82\xac"
		"\xe2\x82\xac\xe2\x82\xac",
		"Subject: "
		"=?utf-8?q?=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC=E2=82=AC?=\r\n"
		" =?utf-8?q?=E2=82=AC=E2=82=AC?=\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		GString *out = g_string_new(NULL);
		mime_encode_field(out, "Subject", cases[i].input);
		check(cases[i].name, out, cases[i].expected);
	}
}

static void
test_mailbox(void **state)
{
	static const struct {
		const char *name;
		const char *address;
		const char *expected;
	} cases[] = {
	    {"", "els@klant.example", "els@klant.example"},
	    {NULL, "els@klant.example", "els@klant.example"},
	    {"Els Bos", "els@klant.example", "Els Bos <els@klant.example>"},
	    {"Bos, Els \"E\" \\", "e@x", "\"Bos, Els \\\"E\\\" \\\\\" <e@x>"},
	    {"Z\xc3\xbc", "z@x", "=?utf-8?q?Z=C3=BC?= <z@x>"},
	    {"=?utf-8?q?a?=", "z@x", "=?utf-8?q?=3D=3Futf-8=3Fq=3Fa=3F=3D?= <z@x>"},
	    {"a\r\nBcc: b@y", "z@x", "\"a Bcc: b@y\" <z@x>"},
	    {"", "a@x>, <b@y", "\"a@x>, <b\"@y"},
	    {"", "a b@x", "\"a b\"@x"},
	    {"", "\"a b\"@x", "\"a b\"@x"},
	    {"", "\"a\" b\"@x", "\"\\\"a\\\" b\\\"\"@x"},
	    {"", ".a@x", "\".a\"@x"},
	    {"", "j\xc3\xa9@x", "j??@x"},
	    {"", "j@caf\xc3\xa9.example", "j@xn--caf-dma.example"},
	    {"", "j@[127.0.0.1]", "j@[127.0.0.1]"},
	    {"", "j@a b,c", "j@invalid"},
	    {"", "j@a..b", "j@invalid"},
	    {"", "j@[a]b", "j@invalid"},
	    {"", "nobody", "nobody@invalid"},
	    {"", "@x", "unknown@x"},
	    {"", "", "unknown@invalid"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		GString *out = g_string_new(NULL);
		g_autofree char *line = g_strdup_printf("To: %s\r\n", cases[i].expected);

		mime_encode_mailbox(out, "To", cases[i].name, cases[i].address);
		check(cases[i].address, out, line);
	}
}

static void
test_long_name(void **state)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *name = g_strnfill(3000, 'x');
	g_auto(GStrv) lines = NULL;

	(void)state;
	mime_encode_mailbox(out, "To", name, "a@x");
	lines = g_strsplit(out->str, "\r\n", -1);
	assert_true(g_strv_length(lines) < 10);
	for (char **line = lines; *line != NULL; line++)
		assert_true(strlen(*line) <= 76);
	assert_true(g_str_has_suffix(out->str, " <a@x>\r\n"));
}

static void
test_ids(void **state)
{
	g_autoptr(GPtrArray) ids = g_ptr_array_new();
	GString *out = g_string_new(NULL);

	(void)state;
	mime_encode_ids(out, "References", ids);
	g_ptr_array_add(ids, (void *)"a b@x");
	g_ptr_array_add(ids, (void *)"");
	g_ptr_array_add(ids, (void *)"a>\r\nBcc: x@y");
	g_ptr_array_add(ids, (void *)"j\xc3\xa9@x");
	mime_encode_ids(out, "References", ids);
	assert_string_equal(out->str, "");
	g_ptr_array_add(ids, (void *)"1@x");
	g_ptr_array_add(ids, (void *)"2$%/\"()@[x]");
	mime_encode_ids(out, "References", ids);
	check("ids", out, "References: <1@x>\r\n <2$%/\"()@[x]>\r\n");
}

static void
test_date(void **state)
{
	static const struct {
		int64_t at_ms;
		const char *expected;
	} cases[] = {
	    {0, "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n"},
	    {INT64_C(1795514523999), "Date: Tue, 24 Nov 2026 10:02:03 +0000\r\n"},
	    {INT64_MAX, "Date: Thu, 1 Jan 1970 00:00:00 +0000\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		GString *out = g_string_new(NULL);
		mime_encode_date(out, "Date", cases[i].at_ms);
		check("date", out, cases[i].expected);
	}
}

static void
test_parameter(void **state)
{
	static const Case cases[] = {
	    {"plain", "foto.jpg", ";\r\n filename=\"foto.jpg\""},
	    {"none", "", ""},
	    {"quoted", "a\"b\\c.txt", ";\r\n filename=\"a\\\"b\\\\c.txt\""},
	    {"no header of its own", "a\r\nX: y", ";\r\n filename=\"a X: y\""},
	    {"other letters", "sch\xc3\xa9rm.png", ";\r\n filename*=utf-8''sch%C3%A9rm.png"},
	    {"looks encoded",
		"=?utf-8?q?a?=", ";\r\n filename*=utf-8''%3D%3Futf-8%3Fq%3Fa%3F%3D"},
	    {"long",
		"abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopqrstuvwxyz-abcdefghijklmnopq.pdf",
		";\r\n filename*0*=utf-8''abcdefghijklmnopqrstuvwxyz-abcdefghijklmno"
		";\r\n filename*1*=pqrstuvwxyz-abcdefghijklmnopq.pdf"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		GString *out = g_string_new(NULL);
		mime_encode_parameter(out, "filename", cases[i].input);
		check(cases[i].name, out, cases[i].expected);
	}
}

static void
test_quoted_printable(void **state)
{
	static const Case cases[] = {
	    {"line ends", "a\nb\r\nc\rd", "a\r\nb\r\nc\r\nd\r\n"},
	    {"empty lines", "\n\na", "\r\n\r\na\r\n"},
	    {"blanks at the end of a line", "a \nb\t\nc ", "a=20\r\nb=09\r\nc=20\r\n"},
	    {"equals and other letters", "1=\xc3\xa9", "1=3D=C3=A9\r\n"},
	    {"what mail servers change", "From me\n.\n..\nx From.\n",
		"=46rom me\r\n=2E\r\n=2E.\r\nx From.\r\n"},
	    {"control", "a\x01", "a=01\r\n"},
	    {"most there can be", "\xc3\xa9\n=\n=", "=C3=A9\r\n=3D\r\n=3D\r\n"},
	    {"no UTF-8", "a\xe9", "a=EF=BF=BD\r\n"},
	    {"nothing", "", ""},
	    {"75 and a soft break",
		"1234567890123456789012345678901234567890123456789012345678901234567890123456",
		"123456789012345678901234567890123456789012345678901234567890123456789012345="
		"\r\n"
		"6\r\n"},
	    {"no triple is split",
		"12345678901234567890123456789012345678901234567890123456789012345678901234=",
		"12345678901234567890123456789012345678901234567890123456789012345678901234="
		"\r\n"
		"=3D\r\n"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cases); i++) {
		GString *out = g_string_new(NULL);
		mime_encode_quoted_printable(out, cases[i].input);
		check(cases[i].name, out, cases[i].expected);
	}
}

static void
test_base64(void **state)
{
	static const guint8 zeros[58];
	g_autoptr(GBytes) bytes = g_bytes_new_static(zeros, sizeof(zeros));
	g_autoptr(GBytes) none = g_bytes_new_static(zeros, 0);
	GString *out = g_string_new(NULL);

	(void)state;
	mime_encode_base64(out, none);
	assert_string_equal(out->str, "");
	mime_encode_base64(out, bytes);
	check("58 bytes", out,
	    "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\r\n"
	    "AA==\r\n");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_field),
	    cmocka_unit_test(test_mailbox),
	    cmocka_unit_test(test_long_name),
	    cmocka_unit_test(test_ids),
	    cmocka_unit_test(test_date),
	    cmocka_unit_test(test_parameter),
	    cmocka_unit_test(test_quoted_printable),
	    cmocka_unit_test(test_base64),
	};

	return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
