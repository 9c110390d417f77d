/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/charset.h"

#define BYTES(s) (s), sizeof(s) - 1

static const struct {
	const char *name;
	const char *bytes;
	size_t size;
	const char *charset;
	const char *expected;
} charsets[] = {
    {"ascii", BYTES("plain"), "us-ascii", "plain"},
    {"utf-8", BYTES("St\xc3\xb6rung"), "utf-8", "Störung"},
    {"latin as utf-8", BYTES("St\xf6rung"), "utf-8", "Störung"},
    {"utf-8 as latin", BYTES("St\xc3\xb6rung"), "iso-8859-1", "Störung"},
    {"windows quotes as latin", BYTES("\x93ja\x94"), "iso-8859-1", "“ja”"},
    {"euro", BYTES("\x80 5"), NULL, "€ 5"},
    {"a byte that means nothing", BYTES("a\x81z"), NULL, "a�z"},
    {"unknown charset", BYTES("St\xf6rung"), "x-nonsense", "Störung"},
    {"quoted label", BYTES("\xf6"), "Windows-1252", "ö"},
    {"latin 9", BYTES("\xa4"), "ISO-8859-15", "€"},
    {"cyrillic", BYTES("\xf0\xd2\xc9"), "koi8-r", "При"},
    {"gb2312 is gb18030", BYTES("\xc4\xe3\x81\x30\x84\x36"), "gb2312", "你¥"},
    {"korean", BYTES("\xb0\xa1"), "ks_c_5601-1987", "가"},
    {"big5", BYTES("\xa7\x41"), "big5", "你"},
    {"japanese", BYTES("\x1b$B$\"\x1b(B"), "iso-2022-jp", "あ"},
    {"japanese undeclared", BYTES("\x1b$B$\"\x1b(B"), NULL, "あ"},
    {"a maker's character in iso-2022-jp", BYTES("a\x1b$B-!$\"\x1b(B1"), "iso-2022-jp",
	"a①あ1"},
    {"half-width kana in iso-2022-jp", BYTES("\x1b$B-!\x1b(I1\x1b(B"), "iso-2022-jp", "①ｱ"},
    {"utf-8 that says iso-2022-jp", BYTES("\xe3\x81\x82"), "iso-2022-jp", "あ"},
    {"shift_jis that says iso-2022-jp", BYTES("\x83\x63"), "iso-2022-jp", "ツ"},
    {"utf-7", BYTES("+AOk-"), "utf-7", "é"},
    {"utf-16", BYTES("a\0b\0"), "utf-16le", "ab"},
    {"vietnamese accents wait", BYTES("a\xcc"), "windows-1258", "à"},
    {"nul goes", BYTES("a\0b"), NULL, "ab"},
    {"empty", BYTES(""), "utf-8", ""},
    {"half a character", BYTES("ja\xc3"), "utf-8", "jaÃ"},
};

static void
test_charsets(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(charsets); i++) {
		g_autofree char *text =
		    charset_to_utf8(charsets[i].bytes, charsets[i].size, charsets[i].charset);

		assert_true(g_utf8_validate(text, -1, NULL));
		if (strcmp(text, charsets[i].expected) != 0)
			fail_msg("%s: \"%s\"", charsets[i].name, text);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_charsets),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
