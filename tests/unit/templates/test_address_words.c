/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "gateway/templates/address_words.h"

static AddressWords *
read_words(const char *text, GPtrArray *diagnostics)
{
	g_autoptr(YamlDocument) document = yaml_parse("words", text, strlen(text), diagnostics);
	AddressWords *words = NULL;

	assert_non_null(document);
	(void)address_words_read(yaml_top(document), NULL, &words);
	return words;
}

static void
test_say(void **state)
{
	static const struct {
		bool formal;
		const char *text;
		const char *said;
	} CASES[] = {
	    {false, "{{Heb je}} {{uw}} bril?", "Heb je je bril?"},
	    {true, "{{Heb je}} {{uw}} bril?", "Hebt u uw bril?"},
	    {true, "{{name}}, {{> uw}} {{uw", "{{name}}, {{> uw}} {{uw"},
	};
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	AddressWords *words =
	    read_words("{uw: [je, uw], Heb je: [Heb je, Hebt u]}", diagnostics);

	(void)state;
	assert_int_equal(diagnostics->len, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autofree char *said =
		    address_words_say(words, CASES[i].formal, CASES[i].text);

		assert_string_equal(said, CASES[i].said);
	}
	address_words_free(words);
}

static void
test_no_words(void **state)
{
	g_autofree char *said = address_words_say(NULL, true, "{{uw}}");

	(void)state;
	assert_string_equal(said, "{{uw}}");
}

static void
test_mistakes(void **state)
{
	static const char *const CASES[] = {
	    "[je, uw]", "{uw: uw}", "{uw: [je]}", "{uw: [je, [uw]]}", "{uw: [a, b, c]}"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(GPtrArray) diagnostics = diagnostics_new();

		address_words_free(read_words(CASES[i], diagnostics));
		assert_int_equal(diagnostics->len, 1);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_say),
	    cmocka_unit_test(test_no_words),
	    cmocka_unit_test(test_mistakes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
