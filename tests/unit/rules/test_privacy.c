/* SPDX-License-Identifier: Apache-2.0 */
/* Who asks for their data or to be forgotten, and who means something else. */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "rules/privacy.h"

static const char *const ASKS[] = {
    "verwijder mijn gegevens",
    "Welke gegevens hebben jullie van mij?",
    "Goedemorgen,\n\nIk verzoek u al mijn persoonsgegevens te wissen.\n\nMet groet, Els",
    "Kunt u mij laten weten welke informatie u over mij bewaart?",
    "Graag zou ik inzage krijgen in de persoonsgegevens die u van mij heeft.",
    "Ik wil dat mijn gegevens worden\nverwijderd.",
    "Hierbij een beroep op het recht op vergetelheid, graag verwijderen.",
    "Ik doe een inzageverzoek op grond van de AVG, stuur mij alles.",
    "Vergeet mij alstublieft.",
    "Please delete my personal data.",
    "What data do you hold about me?",
    "Under the GDPR I would like a copy of the information you keep about me.",
    "Can you erase everything you know about me?",
    "I want my data deleted",
    "Right to erasure: please remove my details",
};

static const char *const ASKS_NOT[] = {
    "",
    "Mijn scherm is zwart.",
    "Kunt u mijn gegevens terughalen? Ik heb ze per ongeluk verwijderd.",
    "Verwijder mijn gegevens van de oude laptop",
    "Please delete my data from the USB stick.",
    "Mijn gegevens zijn verwijderd!",
    "My data was deleted yesterday",
    "Welke gegevens heb je van mij nodig?",
    "What information do you need from me?",
    "Mijn gegevens kloppen niet, kunt u die wijzigen?",
    "Ik kan niet bij mijn data, graag toegang.",
    "I need access to my data on the share",
    "Verwijder mijn gegevens niet.",
    "Ik kan mijn bestanden niet verwijderen",
    "Graag de printer verwijderen",
    "Don't forget me",
    "De AVG-cursus start morgen",
    "I forgot my password, please reset",
};

static void
test_asks(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ASKS); i++)
		if (!privacy_asked(ASKS[i]))
			fail_msg("asks nothing: %s", ASKS[i]);
}

static void
test_asks_not(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ASKS_NOT); i++)
		if (privacy_asked(ASKS_NOT[i]))
			fail_msg("asks: %s", ASKS_NOT[i]);
}

/* Nobody's bytes keep it busy, or are too many. */
static void
test_hostile(void **state)
{
	g_autofree char *long_one = g_strnfill(10 * 1024 * 1024, '.');

	(void)state;
	assert_false(privacy_asked(long_one));
	assert_false(privacy_asked("\xff\xfe mijn \xc3"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_asks),
	    cmocka_unit_test(test_asks_not),
	    cmocka_unit_test(test_hostile),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
