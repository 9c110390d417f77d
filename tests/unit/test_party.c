/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/office_fixture.h"

#include "gateway/party.h"
#include "spool/ticket_content.h"

static bool
is_party(const Desk *desk, const char *address)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
	g_autoptr(Contact) contact = NULL;
	bool party = false;

	must(contact_find(desk->office->spool, address, &contact, &error));
	must(party_is(desk->office->spool, ticket, contact, &party, &error));
	return party;
}

/* The reporter, known or not; of the others only who is known and involved. */
static void
test_parties(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Scherm", .cc = {PIET});
	desk_know(desk, "jan@klant.example");
	assert_true(is_party(desk, ELS));
	assert_false(is_party(desk, PIET));
	assert_false(is_party(desk, "jan@klant.example"));
	assert_false(is_party(desk, "niemand@klant.example"));
	desk_know(desk, PIET);
	assert_true(is_party(desk, PIET));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_parties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
