/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/text.h"

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
	    cmocka_unit_test(test_cleaning),
	    cmocka_unit_test(test_flowed),
	    cmocka_unit_test(test_cut_at_a_character),
	    cmocka_unit_test(test_head),
	    cmocka_unit_test(test_lower),
	    cmocka_unit_test(test_lower_of_a_part),
	};

	return cmocka_run_group_tests(tests, mail_setup, mail_teardown);
}
