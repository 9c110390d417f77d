/* SPDX-License-Identifier: Apache-2.0 */
/* What time does to tickets: the test's clock is wound on. */
#include "gateway/desk/desk.h"
#include "spool/desk_mirror.h"
#include "tests/unit/context_fixture.h"

#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

static void
open_one(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Mijn scherm blijft zwart.");
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

/* The letters that go out when the clock stands there. */
static void
at(Desk *desk, int64_t now_ms, const char *letters)
{
	desk->context->now_ms = now_ms;
	must(desk_deadlines(desk->context, 100, &error));
	assert_letters(desk, letters);
}

static void
assert_next(Desk *desk, int64_t expected_ms)
{
	int64_t next_ms = -1;

	must(desk_next_deadline(desk->context, &next_ms, &error));
	assert_int_equal(next_ms, expected_ms);
}

static void
a_solution_is_reminded_of_once_and_then_closed(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	assert_next(desk, NOW + DAY - HOUR); /* an answer is due */
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	assert_next(desk, NOW + 5 * DAY);
	at(desk, NOW + 5 * DAY - 1, "none");
	at(desk, NOW + 5 * DAY, "reminder-solution to " ELS);
	at(desk, NOW + 5 * DAY, "none");
	assert_next(desk, NOW + 10 * DAY);
	at(desk, NOW + 10 * DAY - 1, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	at(desk, NOW + 10 * DAY, "closed-automatically to " ELS);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
	assert_next(desk, 0);
	at(desk, NOW + 100 * DAY, "none");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Mijn scherm blijft zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: resolved: Nieuwe kabel.\n"
	    "letter casegate: resolution\n"
	    "letter casegate: reminder-solution\n"
	    "change casegate: closed: no answer to the solution\n"
	    "letter casegate: closed-automatically\n");
}

/* Whoever got the question and the solution is reminded of them, and told of the end. */
/* How long it took is worked out of what an older version kept. */
static void
an_older_answer_is_measured(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) measured = NULL;

	open_one(desk);
	desk->context->now_ms = NOW + 2 * HOUR;
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Even kijken.");
	ticket = desk_ticket(desk, "CS0000001");
	ticket->answer_s = -1;
	ticket->answer_kept = false;
	must(ticket_save_answer(desk->context->spool, ticket, &error));
	assert_next(desk, desk->context->now_ms);
	must(desk_deadlines(desk->context, 100, &error));
	measured = desk_ticket(desk, "CS0000001");
	assert_int_equal(measured->answer_s, 2 * 3600);
	assert_true(measured->answer_kept);
	assert_next(desk, 0);
}

static void
who_is_involved_is_reminded_too(void **state)
{
	Desk *desk = *state;

	desk_know(desk, PIET);
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Zwart.",
	    .cc = {PIET, "eve@elders.example"}, .aligned = true);
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welke kamer?");
	g_free(desk_letters(desk));
	at(desk, NOW + 3 * DAY, "reminder-question to " ELS ", reminder-question to " PIET);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	g_free(desk_letters(desk));
	at(desk, NOW + 8 * DAY, "reminder-solution to " ELS ", reminder-solution to " PIET);
	at(desk, NOW + 13 * DAY,
	    "closed-automatically to " ELS ", closed-automatically to " PIET);
}

/* After a long silence of the gateway the ticket is closed, without a reminder that would be too late. */
static void
what_was_slept_through_is_closed_at_once(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	at(desk, NOW + 40 * DAY, "closed-automatically to " ELS);
}

static void
a_question_is_reminded_of_and_stays(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welk scherm?");
	assert_letters(desk, "question to " ELS);
	assert_next(desk, NOW + 3 * DAY);
	at(desk, NOW + 3 * DAY, "reminder-question to " ELS);
	assert_next(desk, 0);
	at(desk, NOW + 300 * DAY, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "awaiting info");
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Nog eens: welk scherm?");
	assert_letters(desk, "question to " ELS);
	assert_next(desk, NOW + 303 * DAY);
	at(desk, NOW + 303 * DAY, "reminder-question to " ELS);
}

static void
a_stopped_clock_closes_nothing(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(
	    desk, "ask back CS0000001", ELS, .text = "Akkoord, maar nog niet.", .to = TO_1);
	assert_letters(desk, "resolution to " ELS ", ask-back to " ELS);
	assert_next(desk, NOW + DAY - HOUR); /* that of an answer */
	at(desk, NOW + 100 * DAY, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

static void
a_draft_expires(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", ELS,
	    .subject = "Teams of Teamskanaal aanmaken", .text = "Graag.");
	assert_letters(desk, "request-form to " ELS);
	assert_next(desk, NOW + 14 * DAY);
	at(desk, NOW + 14 * DAY - 1, "none");
	at(desk, NOW + 14 * DAY, "expired to " ELS);
	assert_string_equal(desk_state_of(desk, "REQ0000001"), "expired");
}

static void
an_answer_after_the_close_opens_a_new_case_for_two_weeks(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) first = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	at(desk, NOW + 10 * DAY, "closed-automatically to " ELS);
	must(letter_get(desk->context->spool, 1, &first, &error));
	assert_int_equal(first->expires_ms, NOW + 24 * DAY);
	desk->context->now_ms = NOW + 23 * DAY;
	desk_post(desk, "open case CS0000002", ELS, .text = "Het is weer stuk.", .to = TO_1);
	assert_letters(desk, "new-case to " ELS);
}

static void
at_most_so_many_at_once(void **state)
{
	static const char THREE[] = "reminder-solution to " ELS ", reminder-solution to " ELS
				    ", reminder-solution to " ELS;
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 1; i <= 5; i++) {
		g_autofree char *number = g_strdup_printf("CS000000%d", i);
		g_autofree char *became = desk_receive(desk, &(Post){ELS, .text = "Help."});

		assert_true(g_str_has_suffix(became, number));
		desk_agent(desk, number, AGENT_RESOLVES, "Zo.");
	}
	g_free(desk_letters(desk));
	desk->context->now_ms = NOW + 5 * DAY;
	must(desk_deadlines(desk->context, 3, &error));
	assert_letters(desk, THREE);
	must(desk_deadlines(desk->context, 3, &error));
	assert_letters(desk, "reminder-solution to " ELS ", reminder-solution to " ELS);
	must(desk_deadlines(desk->context, 3, &error));
	assert_letters(desk, "none");
}

static void
nobody_is_told_where_letters_come_back(void **state)
{
	Desk *desk = *state;
	int64_t els = 0;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Zo.");
	g_free(desk_letters(desk));
	els = desk_know(desk, ELS);
	must(contact_set_undeliverable(desk->context->spool, els, ELS, true, &error));
	at(desk, NOW + 5 * DAY, "none");
	at(desk, NOW + 10 * DAY, "none");
}

/* What nobody could read, nobody has agreed to. */
static void
a_solution_that_nobody_could_be_sent_does_not_close_by_time(void **state)
{
	Desk *desk = *state;
	int64_t els = 0;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Zo.");
	desk_tell(desk);
	g_free(desk_letters(desk));
	els = desk_know(desk, ELS);
	must(contact_set_undeliverable(desk->context->spool, els, ELS, true, &error));
	at(desk, NOW + 10 * DAY + HOUR, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	desk_tell(desk);
	assert_letters(desk, "notification to sanne@desk.example");
	at(desk, NOW + 30 * DAY, "none");
	desk_tell(desk);
	assert_letters(desk, "none");

	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nog eens.");
	ticket = desk_ticket(desk, "CS0000001");
	assert_true(ticket->clock_stopped);
	must(contact_set_undeliverable(desk->context->spool, els, ELS, false, &error));
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nu echt.");
	assert_letters(desk, "resolution to " ELS);
	at(desk, NOW + 41 * DAY, "closed-automatically to " ELS);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

static void
a_case_without_reporter_is_closed_all_the_same(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", .text = "Help.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Zo.");
	at(desk, NOW + 10 * DAY, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
}

/* One owner of time: what the desk elsewhere does by itself is not done here, for a ticket that lives there. */
static void
a_desk_elsewhere_may_own_the_time(void **state)
{
	Desk *desk = *state;
	ConfigDesk *there = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	there = desk_elsewhere(desk);
	there->closes_there = true;
	assert_next(desk, NOW + 5 * DAY); /* it lives here */
	must(desk_ticket_add(desk->context->spool, 1, &error));
	at(desk, NOW + 20 * DAY, "none");
	assert_next(desk, 0);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	there->closes_there = false;
	desk->context->renewed = (DuePlace){0};
	at(desk, NOW + 20 * DAY, "closed-automatically to " ELS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_solution_is_reminded_of_once_and_then_closed),
	    desk_test(a_desk_elsewhere_may_own_the_time),
	    desk_test(an_older_answer_is_measured),
	    desk_test(who_is_involved_is_reminded_too),
	    desk_test(what_was_slept_through_is_closed_at_once),
	    desk_test(a_question_is_reminded_of_and_stays),
	    desk_test(a_stopped_clock_closes_nothing),
	    desk_test(a_draft_expires),
	    desk_test(an_answer_after_the_close_opens_a_new_case_for_two_weeks),
	    desk_test(at_most_so_many_at_once),
	    desk_test(nobody_is_told_where_letters_come_back),
	    desk_test(a_solution_that_nobody_could_be_sent_does_not_close_by_time),
	    desk_test(a_case_without_reporter_is_closed_all_the_same),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
