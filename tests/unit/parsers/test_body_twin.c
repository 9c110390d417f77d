/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/mail_fixture.h"

#include "parsers/body_twin.h"

#define HTML "De lift blijft steken op de tweede. Kan er iemand komen?"

static const struct {
	const char *plain, *html;
	bool points, is_same;
} twins[] = {
    {HTML, HTML, false, true},
    {"De lift blijft steken op de tweede.\nKan er iemand komen? [cid:x@y]",
	HTML " Stuur dit bericht niet door aan anderen dan de ontvanger.", false, false},
    {"Akkoord", "Akkoord\n> " HTML, false, false},
    {"Ok", "Ok", false, false},
    {"Your mail program does not support HTML.", HTML, true, false},
    {"If you can read this, your program is much too old for you.", HTML, true, false},
    {"Este mensaje no se puede mostrar aquí.", HTML, true, false},
    {"Dit bericht is in HTML opgemaakt: gebruik een ander programma om het te lezen.",
	"Lift kapot.", true, false},
    {"Een lange zin die iets heel anders zegt dan wat er in de opmaak staat.", "Logo", false,
	false},
    {"Bekijk dit in uw browser: https://a.example/b", "Bekijk dit in uw browser\n" HTML HTML,
	true, false},
    {"[image: logo] <http://a.example>", HTML, true, false},
    {"[image: logo]", "", false, false},
    {"Mijn HTML editor doet het niet.", "Mijn HTML editor doet het niet.", false, true},
    {"https://klant.example/a", "https://klant.example/a", false, false},
};

static void
test_twins(void **state)
{
	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(twins); i++) {
		if (body_twin_points(twins[i].plain, twins[i].html) != twins[i].points)
			fail_msg("points: %s", twins[i].plain);
		if (body_twin_is_same(twins[i].plain, twins[i].html) != twins[i].is_same)
			fail_msg("same: %s", twins[i].plain);
	}
}

static void
test_linear(void **state)
{
	const char *const pieces[] = {"[ ", "<", "- ", "a@", "//", "x://y ", "é"};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autoptr(GString) html = g_string_new(NULL);
		clock_t start = clock();

		while (html->len < 1000 * 1000)
			g_string_append(html, pieces[i]);
		body_twin_points("hoi", html->str);
		if (clock() - start > 2 * CLOCKS_PER_SEC)
			fail_msg("%s: too slow", pieces[i]);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_twins),
	    cmocka_unit_test(test_linear),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
