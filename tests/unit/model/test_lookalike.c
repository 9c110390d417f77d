/* SPDX-License-Identifier: Apache-2.0 */
/* Strangers who call themselves what only the desk is called, so that a person sees no difference. */
#include "tests/unit/context_fixture.h"

#include "gateway/model/lookalike.h"

static void
a_name_that_looks_like_an_agents_is_shown_by_its_address(void **state)
{
	static const struct {
		const char *what;
		const char *name;
		bool alike;
	} ROWS[] = {
	    {"itself", "Sanne de Wit", true},
	    {"case", "SANNE DE WIT", true},
	    {"accents", "S\u00e1nne d\u00e9 W\u00eet", true},
	    {"combining marks", "Sa\u0301nne de Wit", true},
	    {"zero width", "San\u200bne\u2060 de\ufeff Wit", true},
	    {"soft hyphen", "San\u00adne de Wit", true},
	    {"turned direction", "\u202eSanne de Wit\u202c", true},
	    {"variation selector", "Sanne\ufe0f de Wit", true},
	    {"blanks", "Sanne\u00a0de\u2003Wit ", true},
	    {"no blanks", "SannedeWit", true},
	    {"full width", "\uff33\uff41\uff4e\uff4e\uff45 de Wit", true},
	    {"mathematical", "\U0001d412\U0001d41a\U0001d427\U0001d427\U0001d41e de Wit", true},
	    {"Cyrillic", "\u0405\u0430nn\u0435 d\u0435 Wit", true},
	    {"Greek", "S\u03b1nn\u03b5 d\u03b5 W\u03b9t", true},
	    {"small capitals", "S\u1d00\u0274\u0274\u1d07 de Wit", true},
	    {"dotless", "Sanne de W\u0131t", true},
	    {"figure one", "Sanne de W1t", true},
	    {"quotes", "'Sanne de Wit'", true},
	    {"turned round", "Wit, Sanne de", true},
	    {"with more", "Sanne de Wit (Servicedesk)", true},
	    {"the desk", "S\u0435rviced\u0435sk", true},
	    {"the program", "C\u0430segate", true},
	    {"an agent's address", "sanne@desk.example", true},
	    {"anybody's address", "Els <els@klant.example>", true},
	    {"an address in full width", "piet\uff20klant.example", true},
	    {"another person", "Els Bos", false},
	    {"half a name", "Sanne", false},
	    {"another family", "Sanne de Groot", false},
	    {"another script", "\u0421\u0430\u0448\u0430 \u0418\u0432\u0430\u043d\u043e\u0432",
		false},
	    {"only signs", "***", false},
	    {"none", "", true},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const char *shown =
		    lookalike_shown(desk->context->config, ROWS[i].name, "x@klant.example");

		if (strcmp(shown, ROWS[i].alike ? "x@klant.example" : ROWS[i].name) != 0)
			fail_msg("%s: %s", ROWS[i].what, shown);
	}
}

static void
what_looks_alike_has_one_skeleton(void **state)
{
	static const char *const SAME[][2] = {
	    {"modern", "rnodern"},
	    {"Will", "W1lI"},
	    {"Otto", "0tt0"},
	    {"Max", "\u041c\u0430\u0445"},
	    {"wim", "vvim"},
	    {"", "\u200b"},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(SAME); i++) {
		g_autofree char *one = lookalike_skeleton(SAME[i][0]);
		g_autofree char *other = lookalike_skeleton(SAME[i][1]);

		assert_string_equal(one, other);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_name_that_looks_like_an_agents_is_shown_by_its_address),
	    cmocka_unit_test(what_looks_alike_has_one_skeleton),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
