/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/language.h"

static const struct {
	const char *text;
	const char *expected;
} texts[] = {
    {"Mijn scherm blijft zwart na het opstarten.", "nl"},
    {"Akkoord, bedankt!", "nl"},
    {"My screen stays black after the update, can you help?", "en"},
    {"Thanks, it works", "en"},
    {"Mein Bildschirm bleibt nach dem Neustart schwarz, bitte um Hilfe.", "de"},
    {"Mon écran reste noir, pouvez-vous m'aider avec cela ? Merci", "fr"},
    {"Mi pantalla no funciona, gracias por la ayuda", "es"},
    {"Il mio schermo non funziona, grazie", "it"},
    {"Mój ekran nie działa, proszę o pomoc", "pl"},
    {"Min skärm är svart, kan ni hjälpa mig? Tack", "sv"},
    {"OK", NULL},
    {"", NULL},
    {"12345 !!", NULL},
    {"你好", NULL},
};

static void
test_languages(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(texts); i++) {
		const char *found = language_of(texts[i].text);

		if (g_strcmp0(found, texts[i].expected) != 0)
			fail_msg("%s: %s", texts[i].text, found);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_languages),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
