/* SPDX-License-Identifier: Apache-2.0 */
/* A case that the desk put off; the test begins on a Monday at 10:02, an answer is promised within a day. */
#include "gateway/desk/snooze.h"

#include "gateway/desk/desk.h"
#include "gateway/util/error.h"
#include "gateway/util/time_format.h"
#include "spool/ticket_list.h"
#include "tests/unit/context_fixture.h"

#define SANNE "sanne@desk.example"
#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

static void
open_one(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.",
	    .aligned = true);
	desk_tell(desk);
	g_free(desk_letters(desk));
}

static void
snooze(Desk *desk, const char *until)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");

	must(desk_snooze(
	    desk->context, ticket, until, desk_actor(desk, "Sanne de Wit"), &error));
}

/* Who is told at that moment. */
static void
at(Desk *desk, int64_t now_ms, const char *letters)
{
	desk->context->now_ms = now_ms;
	for (int i = 0; i < 5; i++)
		must(desk_deadlines(desk->context, 100, &error));
	desk_tell(desk);
	assert_letters(desk, letters);
}

static unsigned
listed(const Desk *desk, TicketOrder order)
{
	const TicketQuery query = {
	    .kind = TICKET_CASE, .order = order, .now_ms = desk->context->now_ms, .limit = 10};
	g_autoptr(GPtrArray) tickets = NULL;

	must(ticket_list(desk->context->spool, &query, &tickets, &error));
	return tickets->len;
}

static int64_t
overdue(const Desk *desk)
{
	int64_t count = -1;

	must(ticket_count_overdue(
	    desk->context->spool, TICKET_CASE, desk->context->now_ms, &count, &error));
	return count;
}

static void
it_is_out_of_the_lists_and_comes_back(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	snooze(desk, "2026-11-26 10:02");
	assert_int_equal(listed(desk, TICKETS_NEWEST), 0);
	assert_int_equal(listed(desk, TICKETS_WAITING), 0);
	assert_int_equal(listed(desk, TICKETS_SNOOZED), 1);
	at(desk, NOW + 2 * DAY, "none"); /* neither due soon nor overdue */
	assert_int_equal(listed(desk, TICKETS_OVERDUE), 0);
	assert_int_equal(overdue(desk), 0);
	at(desk, NOW + 3 * DAY - 1, "none");
	at(desk, NOW + 3 * DAY, "notification to " SANNE);
	assert_int_equal(listed(desk, TICKETS_NEWEST), 1);
	assert_int_equal(listed(desk, TICKETS_OVERDUE), 1);
	assert_int_equal(listed(desk, TICKETS_SNOOZED), 0);
	assert_int_equal(overdue(desk), 1);
	at(desk, NOW + 9 * DAY, "none");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Zwart.\n"
	    "letter casegate: acknowledgement\n"
	    "change Sanne de Wit: snoozed until 2026-11-26 10:02: an answer is promised by "
	    "2026-11-24 10:02, which stays so\n"
	    "change casegate: back after a snooze\n");
}

/* What was promised is due when it was. */
static void
a_promise_stays(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) before = NULL;
	g_autoptr(Ticket) after = NULL;

	open_one(desk);
	before = desk_ticket(desk, "CS0000001");
	snooze(desk, "2026-11-26 10:02");
	after = desk_ticket(desk, "CS0000001");
	assert_int_equal(before->answer_due_ms, NOW + DAY);
	assert_int_equal(after->answer_due_ms, NOW + DAY);
	assert_int_equal(after->next_ms, NOW + 3 * DAY);
}

static void
a_customers_word_wakes_it_and_a_machines_does_not(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	snooze(desk, "2w");
	desk_post(desk, "comment CS0000001", ELS, .text = "Ik ben er niet.", .to = TO_1,
	    .kind = MESSAGE_AUTO_REPLY);
	assert_int_equal(listed(desk, TICKETS_SNOOZED), 1);
	desk_post(desk, "comment CS0000001", ELS, .text = "Nu is het haast.", .to = TO_1,
	    .aligned = true);
	assert_int_equal(listed(desk, TICKETS_SNOOZED), 0);
	ticket = desk_ticket(desk, "CS0000001");
	assert_int_equal(ticket->snoozed_ms, 0);
	assert_int_equal(ticket->next_ms, NOW + DAY - HOUR);
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
}

static void
whoever_was_away_for_an_escalation_hears_the_last_step_once(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	snooze(desk, "2026-11-26 10:02");
	at(desk, NOW + 3 * DAY, "notification to " SANNE);
	ticket = desk_ticket(desk, "CS0000001");
	assert_int_equal(ticket->told, 2); /* soon, and overdue */
	assert_int_equal(ticket->next_ms, 0);
}

static void
an_agent_wakes_it_and_a_solution_ends_it(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) resolved = NULL;
	g_autoptr(GError) refused = NULL;

	open_one(desk);
	snooze(desk, "2w");
	ticket = desk_ticket(desk, "CS0000001");
	must(desk_wake(desk->context, ticket, desk_actor(desk, "Sanne de Wit"), &error));
	assert_int_equal(listed(desk, TICKETS_NEWEST), 1);
	assert_false(
	    desk_wake(desk->context, ticket, desk_actor(desk, "Sanne de Wit"), &refused));
	assert_string_equal(refused->message, "CS0000001: it is not snoozed");
	snooze(desk, "2w");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_int_equal(listed(desk, TICKETS_SNOOZED), 0);
	g_clear_error(&refused);
	resolved = desk_ticket(desk, "CS0000001");
	assert_false(desk_snooze(
	    desk->context, resolved, "3d", desk_actor(desk, "Sanne de Wit"), &refused));
	assert_string_equal(refused->message,
	    "CS0000001: it is resolved, so that nobody here is reminded of it");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(it_is_out_of_the_lists_and_comes_back),
	    desk_test(a_promise_stays),
	    desk_test(a_customers_word_wakes_it_and_a_machines_does_not),
	    desk_test(whoever_was_away_for_an_escalation_hears_the_last_step_once),
	    desk_test(an_agent_wakes_it_and_a_solution_ends_it),
	};

	time_format_use_zone("UTC");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
