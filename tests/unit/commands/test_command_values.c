/* SPDX-License-Identifier: Apache-2.0 */
/* What is offered for a value: each kind has its lines, with what each is behind a tab. */
#include "tests/unit/served_fixture.h"

static void
each_kind_is_listed(void **state)
{
	static const struct {
		const char *line, *printed; /* somewhere in it */
	} CASES[] = {
	    {"values account", ""},
	    {"values agent", "\t"},
	    {"values case", ""},
	    {"values category", "\t\n"},
	    {"values contact", ""},
	    {"values group", "\t"},
	    {"values item", "\t"},
	    {"values language", "nl\t\n"},
	    {"values letter", ""},
	    {"values mail", ""},
	    {"values mailbox", "\t"},
	    {"values request", ""},
	    {"values template", "acknowledgement\t\n"},
	    {"values category --json", "\"value\": \"Netwerk\""},
	};
	Desk *desk = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++)
		assert_served(desk, &command_values, CASES[i].line, 0, CASES[i].printed);
	assert_served(
	    desk, &command_values, "values colour", 64, "there is no kind of value 'colour'");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_kind_is_listed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
