/* SPDX-License-Identifier: Apache-2.0 */
/* Old mail: it becomes closed tickets, its threads are put together, and nobody hears of it. */
#include "tests/unit/context_fixture.h"

#include "spool/pending_notification.h"

#define YEAR_AGO (NOW - 365 * DAY)
#define EVE "eve@elders.example"

/* Whatever time does to it, no letter is written, nobody is told, and no ticket moves. */
static void
assert_silence(Desk *desk)
{
	int64_t due_ms = -1;

	for (int i = 0; i < 40; i++) {
		desk->context->now_ms += DAY;
		must(desk_deadlines(desk->context, 100, &error));
		must(notifications_write(desk->context, false, &error));
	}
	must(pending_notification_next_due(desk->context->spool, &due_ms, &error));
	assert_int_equal(due_ms, 0);
	assert_letters(desk, "none");
}

static void
an_old_mail_is_a_closed_case(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Contact) els = NULL;

	desk_post(desk, "open case CS0000001", ELS, .subject = "Printer kapot", .text = "Help.",
	    .cc = {PIET}, .history_ms = YEAR_AGO);
	ticket = desk_ticket(desk, "CS0000001");
	assert_int_equal(ticket->state, TICKET_CLOSED);
	assert_string_equal(ticket->title, "Printer kapot");
	assert_true(ticket->created_ms == YEAR_AGO && ticket->state_ms == YEAR_AGO);
	assert_int_equal(ticket->waiting_ms, 0);
	must(contact_find(desk->context->spool, ELS, &els, &error));
	assert_false(els->known);
	assert_int_equal(ticket->reporter, els->id);
	assert_mail(desk, MAIL_DONE, "history");
	assert_timeline(desk, "CS0000001", "description " ELS ": Help.\n");
	assert_int_equal(desk->context->now_ms, NOW);
	assert_silence(desk);
}

/* The original comes last, the desk's own answer first, and a colleague wrote too. */
static void
threads_are_put_together_in_any_order(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", "desk@desk.example", .to = ELS,
	    .text = "Het is gemaakt.", .id = "3@desk.example", .answers = "1@klant.example",
	    .history_ms = YEAR_AGO + 2 * HOUR);
	desk_post(desk, "comment CS0000001", PIET, .text = "Hier ook.", .id = "2@klant.example",
	    .answers = "1@klant.example", .history_ms = YEAR_AGO + HOUR);
	desk_post(desk, "comment CS0000001", ELS, .text = "Help.", .id = "1@klant.example",
	    .history_ms = YEAR_AGO);
	desk_post(desk, "comment CS0000001", ELS, .text = "Dank.", .id = "4@klant.example",
	    .answers = "3@desk.example", .history_ms = YEAR_AGO + 3 * HOUR);
	desk_post(desk, "open case CS0000002", ELS, .text = "Iets anders.",
	    .history_ms = YEAR_AGO + 4 * HOUR);
	assert_timeline(desk, "CS0000001",
	    "description desk@desk.example: Het is gemaakt.\n"
	    "comment " PIET ": Hier ook.\n"
	    "comment " ELS ": Help.\n"
	    "comment " ELS ": Dank.\n");
	assert_silence(desk);
}

static void
an_answer_to_history_opens_a_case_that_names_it(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) before = NULL;
	g_autoptr(Ticket) after = NULL;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "1@klant.example",
	    .history_ms = YEAR_AGO);
	desk_post(desk, "comment CS0000001", "sanne@desk.example", .to = ELS,
	    .text = "Gemaakt.", .id = "2@desk.example", .answers = "1@klant.example",
	    .history_ms = YEAR_AGO + HOUR);
	desk_post(desk, "open case CS0000002", ELS, .text = "Het is weer stuk.",
	    .answers = "2@desk.example");
	before = desk_ticket(desk, "CS0000001");
	after = desk_ticket(desk, "CS0000002");
	assert_int_equal(after->predecessor, before->id);
	assert_int_equal(after->state, TICKET_NEW);
	assert_letters(desk, "acknowledgement-unverified to " ELS);
	/* a stranger who names it has nothing to do with it */
	desk_post(
	    desk, "open case CS0000003", EVE, .text = "Ik ook.", .answers = "2@desk.example");
	ticket_free(after);
	after = desk_ticket(desk, "CS0000003");
	assert_int_equal(after->predecessor, 0);
}

/* What an old mail only answers, and nobody has, ties nothing that comes now. */
static void
what_history_answers_ties_no_other_mail(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.",
	    .answers = "never@seen.example", .history_ms = YEAR_AGO);
	desk_post(desk, "open case CS0000002", ELS, .text = "Iets anders.",
	    .answers = "never@seen.example");
}

/* Nothing that an old mail says or carries does anything to a ticket of today but stand on it. */
static void
a_ticket_of_today_stays_as_it_is(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true);
	desk_tell(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Gemaakt.");
	g_free(desk_letters(desk));
	desk_post(desk, "comment CS0000001", ELS, .text = "Akkoord",
	    .to = "desk+{CS0000001 " ELS "}@desk.example", .history_ms = YEAR_AGO);
	ticket = desk_ticket(desk, "CS0000001");
	assert_int_equal(ticket->state, TICKET_RESOLVED);
	assert_letters(desk, "none");
	/* nor may a stranger add to it, whatever it names */
	desk_post(desk, "open case CS0000002", EVE, .text = "Akkoord", .number = "CS0000001",
	    .to = "desk+{CS0000001 " ELS "}@desk.example", .history_ms = YEAR_AGO);
	desk_post(desk, "open case CS0000003", "sanne@desk.example", .text = "#close",
	    .number = "CS0000001", .history_ms = YEAR_AGO);
	assert_letters(desk, "none");
}

static void
machines_are_kept_on_a_thread_only(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "ignore", "noreply@elders.example", .text = "Disk full",
	    .kind = MESSAGE_NOTIFICATION, .history_ms = YEAR_AGO);
	assert_mail(desk, MAIL_DONE, "history: a machine's mail that belongs to no ticket");
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "1@klant.example",
	    .history_ms = YEAR_AGO);
	desk_post(desk, "comment CS0000001", ELS, .text = "Ik ben er niet.",
	    .kind = MESSAGE_AUTO_REPLY, .answers = "1@klant.example", .history_ms = YEAR_AGO);
	assert_silence(desk);
}

static void
the_same_mail_twice_is_kept_once(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .id = "1@klant.example",
	    .hash = "h", .history_ms = YEAR_AGO);
	desk_post(desk, "duplicate", ELS, .text = "Help.", .id = "1@klant.example", .hash = "h",
	    .history_ms = YEAR_AGO);
	/* nor is it answered when it comes as a new one */
	desk_post(
	    desk, "duplicate", ELS, .text = "Help.", .id = "1@klant.example", .hash = "h");
	assert_letters(desk, "none");
}

/* Quarantined without the bare case that a person would be told of. */
static void
what_cannot_be_read_is_only_noted(void **state)
{
	Desk *desk = *state;
	g_autoptr(Mail) mail = post_mail(desk, &(Post){.history_ms = YEAR_AGO});
	g_autoptr(Mail) decided = NULL;

	must(intake_unreadable(desk->context, mail, "nested too deep", &error));
	assert_mail(desk, MAIL_QUARANTINED, "nested too deep");
	decided = desk_last_mail(desk);
	assert_int_equal(decided->ticket, 0);
	assert_silence(desk);
}

/* A date of the future is no time at which anything can have happened. */
static void
what_came_tomorrow_came_now(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .history_ms = NOW + DAY);
	ticket = desk_ticket(desk, "CS0000001");
	assert_true(ticket->created_ms == NOW);
}

static void
nobody_wrote_it(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", .text = "Van niemand.", .history_ms = YEAR_AGO);
	desk_post(desk, "open case CS0000002", "desk@desk.example", .text = "Aan niemand.",
	    .history_ms = YEAR_AGO);
	assert_silence(desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(an_old_mail_is_a_closed_case),
	    desk_test(threads_are_put_together_in_any_order),
	    desk_test(an_answer_to_history_opens_a_case_that_names_it),
	    desk_test(what_history_answers_ties_no_other_mail),
	    desk_test(a_ticket_of_today_stays_as_it_is),
	    desk_test(machines_are_kept_on_a_thread_only),
	    desk_test(the_same_mail_twice_is_kept_once),
	    desk_test(what_cannot_be_read_is_only_noted),
	    desk_test(what_came_tomorrow_came_now),
	    desk_test(nobody_wrote_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
