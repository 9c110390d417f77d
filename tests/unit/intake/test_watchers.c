/* SPDX-License-Identifier: Apache-2.0 */
/* Who in Cc gets letters, by the proof of who named them. */
#include "tests/unit/context_fixture.h"

static bool
gets_letters(const Desk *desk, const char *number, const char *address)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) people = NULL;

	must(ticket_people(desk->context->spool, ticket->id, &people, &error));
	for (unsigned i = 0; i < people->len; i++) {
		const TicketPerson *person = people->pdata[i];

		if (g_str_equal(person->address, address))
			return person->gets_letters;
	}
	fail_msg("%s is not involved in %s", address, number);
	return false;
}

/* Both are recorded; the colleague gets letters where the sender's domain was vouched for, the stranger never. */
static void
copied(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(desk, "open case CS0000001", ELS, .text = "x", .cc = {PIET, "x@y.example"});
	assert_false(gets_letters(desk, "CS0000001", PIET));
	assert_false(gets_letters(desk, "CS0000001", "x@y.example"));
	desk_post(desk, "open case CS0000002", ELS, .text = "x", .cc = {PIET, "x@y.example"},
	    .aligned = true);
	assert_true(gets_letters(desk, "CS0000002", PIET));
	assert_false(gets_letters(desk, "CS0000002", "x@y.example"));
}

/* Who becomes a known contact of the account later gets them from then on, and not after it left. */
static void
as_the_contact_is_now(void **state)
{
	static const ContactDetails LEFT = {.account = "Elders BV"};
	Desk *desk = *state;
	int64_t piet = 0;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "x", .cc = {PIET}, .aligned = true);
	assert_false(gets_letters(desk, "CS0000001", PIET));
	piet = desk_know(desk, PIET);
	assert_true(gets_letters(desk, "CS0000001", PIET));
	must(contact_set(desk->context->spool, piet, &LEFT, &error));
	assert_false(gets_letters(desk, "CS0000001", PIET));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(copied),
	    desk_test(as_the_contact_is_now),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
