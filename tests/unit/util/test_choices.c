/* SPDX-License-Identifier: Apache-2.0 */
#include <glib.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "gateway/util/choices.h"

/* Each with its other words. */
static const char *const ALL[][4] = {
    {"Jan Bos", "jan@desk.example", "Jan"},
    {"Jan Kok", "j.kok@desk.example", "Jan"},
    {"José Núñez", "jose@desk.example"},
    {"Işıl Çelik", "isil@desk.example"},
    {"İbrahim"},
    {"Søren Łukasz Groß"},
    {"Ольга", "olga@desk.example"},
    {"Netwerk"},
    {"Netwerk (Wi-Fi)"},
    {"Windows 10"},
    {"Windows 11"},
    {"C++"},
    {"C#"},
    {"high", "hoog"},
};

/* What is meant; or what it can be, one behind the other; "": nothing. */
static const struct {
	const char *typed, *meant;
} FOUND[] = {
    {"Jan Bos", "Jan Bos"},
    {"jan bos", "Jan Bos"},
    {"jan b", "Jan Bos"},
    {"JAN", "Jan Bos|Jan Kok"},
    {"ja", "Jan Bos|Jan Kok"},
    {"jan@desk.example", "Jan Bos"},
    {"jan@", "Jan Bos|Jan Kok"},
    {"j.k", "Jan Kok"},
    {"jose", "José Núñez"},
    {"JOSÉ NÚÑEZ", "José Núñez"},
    {"Jose\xcc\x81 Nu\xcc\x81n\xcc\x83", "José Núñez"},
    {"isil", "Işıl Çelik"},
    {"IŞIL", "Işıl Çelik"},
    {"ışıl", "Işıl Çelik"},
    {"ibrahim", "İbrahim"},
    {"IBRAHIM", "İbrahim"},
    {"i̇bra", "İbrahim"},
    {"i", "Işıl Çelik|İbrahim"},
    {"soren lukasz gross", "Søren Łukasz Groß"},
    {"søren", "Søren Łukasz Groß"},
    {"ОЛЬ", "Ольга"},
    {"олга", ""},
    {"netwerk", "Netwerk"},
    {"netwerk wi", "Netwerk (Wi-Fi)"},
    {"netw", "Netwerk|Netwerk (Wi-Fi)"},
    {"windows 1", "Windows 10|Windows 11"},
    {"windows 11", "Windows 11"},
    {"11", ""},
    {"C++", "C++"},
    {"C#", "C#"},
    {"c", "C++|C#"},
    {"hoog", "high"},
    {"Ho", "high"},
    {"h", "high"},
    {"hoogg", ""},
    {"", ""},
    {"  ", ""},
    {"+", ""},
    {"?", ""},
    {"Bos", ""},
};

static Choices *
all_choices(void)
{
	Choices *choices = choices_new();

	for (size_t i = 0; i < G_N_ELEMENTS(ALL); i++) {
		choices_add(choices, ALL[i][0], &ALL[i]);
		for (size_t j = 1; j < 4; j++)
			choices_also(choices, ALL[i][j]);
	}
	return choices;
}

static void
test_find(void **state)
{
	g_autoptr(Choices) choices = all_choices();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(FOUND); i++) {
		g_autoptr(GPtrArray) possible = NULL;
		const char *const *meant = choices_find(choices, FOUND[i].typed, &possible);
		g_autofree char *names = NULL;

		assert_true((meant == NULL) == (possible != NULL));
		if (possible != NULL)
			g_ptr_array_add(possible, NULL);
		names = meant != NULL ? g_strdup(meant[0])
				      : g_strjoinv("|", (char **)possible->pdata);
		if (g_strcmp0(names, FOUND[i].meant) != 0)
			fail_msg(
			    "'%s' is '%s', not '%s'", FOUND[i].typed, names, FOUND[i].meant);
	}
}

static void
test_near(void **state)
{
	static const struct {
		const char *typed, *meant;
	} NEAR[] = {
	    {"Netwrek", "Netwerk"},
	    {"jan bso", "Jan Bos"},
	    {"windows 12", NULL}, /* 10 or 11 */
	    {"hgih", NULL},       /* a typo in a short word makes another one */
	    {"", NULL},
	};
	g_autoptr(Choices) choices = all_choices();

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(NEAR); i++) {
		const char *const *meant = choices_near(choices, NEAR[i].typed);

		if (g_strcmp0(meant == NULL ? NULL : meant[0], NEAR[i].meant) != 0)
			fail_msg("'%s' is near '%s'", NEAR[i].typed,
			    meant == NULL ? "none" : meant[0]);
	}
}

static void
test_names(void **state)
{
	g_autoptr(Choices) none = choices_new();
	g_autoptr(Choices) choices = all_choices();
	g_autofree const char **names = choices_names(choices);
	g_autofree const char **no_names = choices_names(none);
	g_autoptr(GPtrArray) possible = NULL;

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ALL); i++)
		assert_string_equal(names[i], ALL[i][0]);
	assert_null(names[G_N_ELEMENTS(ALL)]);
	assert_null(no_names[0]);
	assert_null(choices_find(none, "jan", &possible));
	assert_int_equal(possible->len, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(test_find),
	    cmocka_unit_test(test_near),
	    cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
