/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/text.h"

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
		    text_to_utf8(charsets[i].bytes, charsets[i].size, charsets[i].charset);

		assert_true(g_utf8_validate(text, -1, NULL));
		if (strcmp(text, charsets[i].expected) != 0)
			fail_msg("%s: \"%s\"", charsets[i].name, text);
	}
}

static const struct {
	char *(*function)(char *);
	const char *input;
	const char *expected;
} cleaned[] = {
    {text_clean, "a\r\nb\rc\n", "a\nb\nc\n"},
    {text_clean, "a\x01\x1f\x7f\tb", "a\tb"},
    {text_clean,
	"\xef\xbb\xbf"
	"a\xc2\x85z",
	"az"},
    {text_clean, "a\xe2\x80\xa8z", "a\nz"},
    {text_clean, "é\xc2\xa0€", "é\xc2\xa0€"},
    {text_one_line, "  a \r\n\t b  ", "a b"},
    {text_one_line, "\n", ""},
    {text_straight, "Els\xe2\x80\xae soB\xe2\x81\xa9\xef\xbb\xbf", "Els soB"},
    {text_straight, "\xd9\x85\xe2\x80\x8c\xd9\x85 \xe2\x80\x8d \xe2\x80\x8e\xe2\x80\x8f",
	"\xd9\x85\xe2\x80\x8c\xd9\x85 \xe2\x80\x8d \xe2\x80\x8e\xe2\x80\x8f"},
    {text_visible, "a\xe2\x80\xaegpj.exe", "agpj.exe"},
    {text_visible,
	"\xe2\x80\x8b.ht\xc2\xad"
	"access",
	".htaccess"},
};

static void
test_cleaning(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(cleaned); i++) {
		g_autofree char *text = g_strdup(cleaned[i].input);

		assert_string_equal(cleaned[i].function(text), cleaned[i].expected);
	}
}

static const struct {
	const char *input;
	bool delsp;
	const char *expected;
} flowed[] = {
    {"one \ntwo\n", false, "one two\n"},
    {"one \ntwo\n", true, "onetwo\n"},
    {"> one \n> two\nthree\n", false, "> one two\nthree\n"},
    {"> one \nmine\n", false, "> one \nmine\n"},
    {"text \n-- \nJan\n", false, "text -- \nJan\n"},
    {"text\n-- \nJan\n", false, "text\n-- \nJan\n"},
    {" From here\n", false, "From here\n"},
    {"last ", false, "last "},
    {"", false, ""},
};

static void
test_flowed(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(flowed); i++) {
		g_autofree char *text = text_unflow(flowed[i].input, flowed[i].delsp);

		if (strcmp(text, flowed[i].expected) != 0)
			fail_msg("%zu: \"%s\"", i, text);
	}
}

static void
test_cut_at_a_character(void **state)
{
	g_autofree char *text = g_strdup("aé");

	(void)state;
	assert_false(text_cut(text, 3));
	assert_true(text_cut(text, 2));
	assert_string_equal(text, "a");
}

static void
test_head(void **state)
{
	g_autofree char *whole = text_head("aé", 3);
	g_autofree char *cut = text_head("aé", 2);
	g_autofree char *none = text_head("é", 1);

	(void)state;
	assert_string_equal(whole, "aé");
	assert_string_equal(cut, "a");
	assert_string_equal(none, "");
}

/* ASCII is not given to GLib: around and between what is, both say the same. */
static void
test_lower(void **state)
{
	static const char *const texts[] = {"", "Az09[@`{", "É", "ÉA", "AÉ", "AÉBÜ", "ÉÜAB",
	    "İI", "ΣΑΣ", "ΑΣ B", "ΑΣB", "ẞ", "Привет, WORLD", "日本 ABC"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		g_autofree char *lower = text_lower(texts[i], -1);
		g_autofree char *glib = g_utf8_strdown(texts[i], -1);

		if (strcmp(lower, glib) != 0)
			fail_msg("\"%s\": \"%s\", not \"%s\"", texts[i], lower, glib);
	}
}

static void
test_lower_of_a_part(void **state)
{
	g_autofree char *lower = text_lower("ÉAÉB", 3);

	(void)state;
	assert_string_equal(lower, "éa");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_charsets),
	    cmocka_unit_test(test_cleaning),
	    cmocka_unit_test(test_flowed),
	    cmocka_unit_test(test_cut_at_a_character),
	    cmocka_unit_test(test_head),
	    cmocka_unit_test(test_lower),
	    cmocka_unit_test(test_lower_of_a_part),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
