/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/html_item.h"

static const struct {
	int number;
	char type;
	const char *expected;
} labels[] = {
    {1, '1', "1. "},
    {9999, '1', "9999. "},
    {3, 'a', "c. "},
    {26, 'A', "Z. "},
    {27, 'a', "27. "},
    {4, 'i', "iv. "},
    {1994, 'I', "MCMXCIV. "},
};

static const struct {
	const char *written, *expected;
} words[] = {
    {"1.    ", "1. "},
    {"a) ", "a) "},
    {"(b)", "(b) "},
    {"1.2 ", "1.2 "},
    {"IV.", "IV. "},
    {"·  ", "- "},
    {"o", "- "},
    {"§", "- "},
    {"", "- "},
};

static void
test_labels(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(labels); i++) {
		g_autofree char *label = html_item_label(labels[i].number, labels[i].type);

		assert_string_equal(label, labels[i].expected);
	}
}

static void
test_words(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(words); i++) {
		g_autofree char *label = html_item_of_word(words[i].written);

		assert_string_equal(label, words[i].expected);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_labels),
	    cmocka_unit_test(test_words),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
