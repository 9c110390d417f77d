/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdio.h>
#include <string.h>

#include "spool/ticket_state.h"

/* The letters: c a case's, r a request's, d the desk's turn, e ended, x done, o with an outcome. */
static void
each_state_is_as_the_manual_says(void **state)
{
	static const char *const EXPECTED[] = {"new cd", "open cd", "awaiting info c",
	    "resolved cxo", "closed cexo", "cancelled crex", "draft r", "awaiting approval r",
	    "in progress rd", "fulfilled rexo", "declined rexo", "expired rex"};

	(void)state;
	for (TicketState one = 0; one < TICKET_STATES; one++) {
		char found[64];

		snprintf(found, sizeof found, "%s %s%s%s%s%s%s", ticket_state_name(one),
		    ticket_state_is_of(one, TICKET_CASE) ? "c" : "",
		    ticket_state_is_of(one, TICKET_REQUEST) ? "r" : "",
		    ticket_state_is_desks_turn(one) ? "d" : "",
		    ticket_state_has_ended(one) ? "e" : "",
		    ticket_state_is_done(one) ? "x" : "",
		    ticket_state_is_outcome(one) ? "o" : "");
		assert_string_equal(found, EXPECTED[one]);
		assert_true(strlen(ticket_state_meaning(one)) > 0);
	}
}

static void
names_lead_back(void **state)
{
	const char *names[TICKET_STATES + 1];
	TicketState found = TICKET_OPEN;

	(void)state;
	ticket_state_names(names);
	for (TicketState one = 0; one < TICKET_STATES; one++) {
		assert_true(ticket_state_from_name(names[one], &found));
		assert_int_equal(found, one);
	}
	assert_null(names[TICKET_STATES]);
	found = TICKET_OPEN;
	assert_false(ticket_state_from_name("gone", &found));
	assert_int_equal(found, TICKET_OPEN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_state_is_as_the_manual_says),
	    cmocka_unit_test(names_lead_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
