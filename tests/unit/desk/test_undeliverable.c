/* SPDX-License-Identifier: Apache-2.0 */
/* Whether a ticket's letters reach anybody. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/ticket_change.h"
#include "gateway/desk/undeliverable.h"
#include "spool/ticket_write.h"

#define NUMBER "CS0000001"

static void
assert_reaches(const Desk *desk, bool expected)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);
	bool reaches = !expected;

	must(undeliverable_reaches(desk->context, ticket, &reaches, &error));
	assert_int_equal(reaches, expected);
}

static void
set_undeliverable(const Desk *desk, int64_t contact, const char *address, bool is)
{
	must(contact_set_undeliverable(desk->context->spool, contact, address, is, &error));
}

static void
involve(const Desk *desk, int64_t contact, Involvement how)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);

	must(ticket_involve(desk->context->spool, ticket->id, contact, how, &error));
}

static void
one_who_can_be_reached_is_enough(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);
	int64_t piet = desk_know(desk, PIET);

	desk_post(desk, "open case " NUMBER, ELS, .text = "Zwart.", .aligned = true);
	assert_reaches(desk, true);
	set_undeliverable(desk, els, ELS, true);
	assert_reaches(desk, false);
	involve(desk, piet, INVOLVED_ADDED);
	assert_reaches(desk, true);
	set_undeliverable(desk, piet, PIET, true);
	assert_reaches(desk, false);
	set_undeliverable(desk, els, ELS, false);
	assert_reaches(desk, true);
}

static void
who_gets_no_letters_does_not_count(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);

	desk_post(desk, "open case " NUMBER, ELS, .text = "Zwart.", .aligned = true);
	set_undeliverable(desk, els, ELS, true);
	involve(desk, desk_know(desk, PIET), INVOLVED_RECORDED);
	assert_reaches(desk, false);
}

/* A case that came from nowhere closes by time, as it always did. */
static void
where_nobody_is_to_be_told_nobody_is_missed(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case " NUMBER, NULL, .text = "Zwart.");
	assert_reaches(desk, true);
}

static void
it_is_said_on_the_ticket_and_to_the_group(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *timeline = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case " NUMBER, ELS, .text = "Zwart.", .aligned = true);
	desk_tell(desk);
	g_free(desk_letters(desk));
	ticket = desk_ticket(desk, NUMBER);
	must(undeliverable_nobody(desk->context, ticket, &error));
	desk_tell(desk);
	assert_letters(desk, "notification to sanne@desk.example");
	timeline = desk_timeline(desk, NUMBER);
	assert_non_null(strstr(timeline,
	    "change casegate: time does not close it: letters to everybody involved come "
	    "back\n"));
}

static void
assert_warns(const Desk *desk, const char *expected)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, NUMBER);
	const char *words = "?";

	must(undeliverable_warn(desk->context, ticket, &words, &error));
	if (g_strcmp0(words, expected) != 0)
		fail_msg("%s", words);
}

static void
who_says_something_learns_why_nobody_hears_it(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);

	desk_post(desk, "open case " NUMBER, NULL, .text = "Zwart.");
	assert_warns(desk, "nobody hears of it: it has no reporter");
	involve(desk, els, INVOLVED_ADDED);
	assert_warns(desk, NULL);
	set_undeliverable(desk, els, ELS, true);
	assert_warns(desk, "nobody hears of it: letters to everybody involved come back");
}

static void
nobody_reads_at_a_machines_address(void **state)
{
	Desk *desk = *state;

	desk_know(desk, "noreply@klant.example");
	desk_post(desk, "open case " NUMBER, "noreply@klant.example", .text = "Zwart.",
	    .kind = MESSAGE_NOTIFICATION);
	assert_warns(desk, "nobody hears of it: its reporter is a machine's address");
}

/* It proves nothing, so it stops nothing; but who answers is told. */
static void
a_report_on_the_timeline_is_told_until_the_reporter_writes(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "open case " NUMBER, ELS, .text = "Zwart.", .aligned = true);
	assert_warns(desk, NULL);
	ticket = desk_ticket(desk, NUMBER);
	must(ticket_change_note(
	    desk->context, ticket->id, "question to " PIET " did not arrive: 5.1.1", &error));
	assert_warns(desk, NULL);
	must(ticket_change_note(
	    desk->context, ticket->id, "question to " ELS " did not arrive: 5.1.1", &error));
	assert_warns(desk, "a letter to its reporter came back, says a report");
	desk_post(desk, "comment " NUMBER, ELS, .text = "Ik ben er weer.", .aligned = true,
	    .number = NUMBER);
	assert_warns(desk, NULL);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(one_who_can_be_reached_is_enough),
	    desk_test(who_gets_no_letters_does_not_count),
	    desk_test(where_nobody_is_to_be_told_nobody_is_missed),
	    desk_test(it_is_said_on_the_ticket_and_to_the_group),
	    desk_test(who_says_something_learns_why_nobody_hears_it),
	    desk_test(nobody_reads_at_a_machines_address),
	    desk_test(a_report_on_the_timeline_is_told_until_the_reporter_writes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
