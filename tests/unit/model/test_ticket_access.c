/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk.h"
#include "gateway/model/ticket_access.h"
#include "spool/ticket_content.h"

static bool
is_party(const Desk *desk, const char *address)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");
	g_autoptr(Contact) contact = NULL;
	bool party = false;

	must(contact_find(desk->context->spool, address, &contact, &error));
	must(ticket_access_has(desk->context->spool, ticket, contact, &party, &error));
	return party;
}

/* The reporter, known or not; of those in Cc known contacts of the ticket's account; and whom the desk added. */
#define MIA "mia@ander.example"

static void
test_parties(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	int64_t mia = 0;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Scherm", .cc = {PIET, MIA});
	desk_know(desk, "jan@klant.example");
	assert_true(is_party(desk, ELS));
	assert_false(is_party(desk, PIET));
	assert_false(is_party(desk, "jan@klant.example"));
	assert_false(is_party(desk, "niemand@klant.example"));
	desk_know(desk, PIET);
	assert_true(is_party(desk, PIET));
	must(contact_add(desk->context->spool,
	    &(ContactDetails){.address = MIA, .account = "Ander BV"}, NOW, &mia, &error));
	assert_false(is_party(desk, MIA));
	ticket = desk_ticket(desk, "CS0000001");
	must(desk_add_person(
	    desk->context, ticket, MIA, desk_actor(desk, "Sanne de Wit"), &error));
	assert_true(is_party(desk, MIA));
	must(desk_remove_person(
	    desk->context, ticket, MIA, desk_actor(desk, "Sanne de Wit"), &error));
	assert_false(is_party(desk, MIA));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_parties),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
