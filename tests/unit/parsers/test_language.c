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
    /* forms: labels and short values alone */
    {"Type verzoek: Nieuw team\nNaam: Finance NL\nEigenaar: Els Bos\nUrgentie: Laag", "nl"},
    {"Naam: Jan\nAfdeling: Sales", "nl"},
    {"Leden: Els\nDoel: Project Orion\nPubliek of privé: Privé", "nl"},
    {"Name: Finance\nOwner: Els Bos\nPurpose: Project Orion", "en"},
    {"Name: Vertrieb\nZweck: Orion\nMitglieder: Uwe", "de"},
    {"Nom: Orion\nMembres: Paul", "fr"},
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

/* A long text costs no more than one of fifty words. */
static void
fifty_words_are_looked_at(void **state)
{
	g_autoptr(GString) text = g_string_new(NULL);

	(void)state;
	for (int i = 0; i < 49; i++)
		g_string_append(text, "x ");
	g_string_append(text, "thanks");
	assert_string_equal(language_of(text->str), "en");
	g_string_prepend(text, "x ");
	assert_null(language_of(text->str));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_languages),
	    cmocka_unit_test(fifty_words_are_looked_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
