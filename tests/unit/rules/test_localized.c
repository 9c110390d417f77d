/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "rules/localized.h"

static GPtrArray *
read_text(const char *text)
{
	g_autoptr(GPtrArray) diagnostics = diagnostics_new();
	g_autoptr(YamlDocument) document =
	    yaml_parse("t.yaml", text, strlen(text), diagnostics);
	GPtrArray *translated = NULL;
	bool good = localized_read(yaml_top(document), NULL, &translated);

	assert_int_equal(good, translated != NULL);
	assert_int_equal(good, diagnostics->len == 0);
	return translated;
}

static void
test_get(void **state)
{
	static const struct {
		const char *text;
		const char *language;
		const char *expected; /* NULL: cannot be read */
	} rows[] = {
	    {"Naam", "nl", "Naam"},
	    {"Naam", NULL, "Naam"},
	    {"{nl: Naam, en: Name}", "nl", "Naam"},
	    {"{nl: Naam, en: Name}", "en", "Name"},
	    {"{nl: Naam, en: Name}", "fr", "Name"},
	    {"{nl: Naam, en: Name}", NULL, "Name"},
	    {"{nl: Naam, de: Name}", "fr", "Naam"},
	    {"{dutch: Naam}", "nl", NULL},
	    {"{nl: ''}", "nl", NULL},
	    {"{nl: [Naam, Titel], en: Name}", "nl", "Naam"},
	    {"{nl: []}", "nl", NULL},
	    {"{nl: [a, '']}", "nl", NULL},
	    {"{}", "nl", NULL},
	    {"[a]", "nl", NULL},
	    {"''", "nl", NULL},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autoptr(GPtrArray) translated = read_text(rows[i].text);

		assert_int_equal(translated != NULL, rows[i].expected != NULL);
		if (translated != NULL)
			assert_string_equal(
			    localized_get(translated, rows[i].language), rows[i].expected);
	}
	assert_string_equal(localized_get(NULL, "nl"), "");
}

static void
test_is(void **state)
{
	g_autoptr(GPtrArray) translated =
	    read_text("{nl: ['Privé/Openbaar', Besloten], en: Private}");

	(void)state;
	assert_true(localized_is(translated, "prive openbaar"));
	assert_true(localized_is(translated, "private"));
	assert_true(localized_is(translated, "besloten"));
	assert_false(localized_is(translated, "prive"));
	assert_false(localized_is(NULL, "prive"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_get),
	    cmocka_unit_test(test_is),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
