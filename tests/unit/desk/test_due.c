/* SPDX-License-Identifier: Apache-2.0 */
/* A desk that works from nine to five, in UTC; the test begins on a Monday at 10:02. */
#include "gateway/desk/due.h"

#include "gateway/desk/ticket_change.h"
#include "tests/unit/context_fixture.h"

#define SANNE "sanne@desk.example"
#define LEA "lea@desk.example"
#define MINUTE INT64_C(60000)

#define DESK_PART                                                                        \
	"desk: {name: Servicedesk, domain: desk.example, language: nl,"                  \
	" categories: [Netwerk, Overig]}\n"                                              \
	"mailboxes:\n"                                                                   \
	"  - {name: support, maildir: in, address: desk@desk.example,\n"                 \
	"     reply_address: 'desk+{token}@desk.example', authserv: mx.desk.example}\n"  \
	"outgoing: {maildir: out}\n"                                                     \
	"groups:\n"                                                                      \
	"  servicedesk: {address: team@desk.example}\n"                                  \
	"  leads: {address: leads@desk.example}\n"                                       \
	"  nacht: {address: nacht@desk.example, hours: {mon-sun: 00:00-24:00}}\n"        \
	"agents:\n"                                                                      \
	"  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n" \
	"  - {name: Lea, address: lea@desk.example, groups: [leads]}\n"                  \
	"escalate: [{after: 2h, to: leads}]\n"
#define HOURS DESK_PART "hours: {mon-fri: 09:00-17:00}\n"

static int
setup_with(void **state, const char *yaml)
{
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml", yaml);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

static int
setup_hours(void **state)
{
	return setup_with(state, HOURS "times: {first_answer: {high: 2h}}\n");
}

static void
open_one(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.",
	    .aligned = true);
	desk_tell(desk);
	assert_letters(desk, "acknowledgement to " ELS ", notification to " SANNE);
}

/* Who is told at that moment. */
static void
at(Desk *desk, int64_t now_ms, const char *letters)
{
	desk->context->now_ms = now_ms;
	must(desk_deadlines(desk->context, 100, &error));
	desk_tell(desk);
	assert_letters(desk, letters);
}

static void
assert_due(Desk *desk, int64_t answer_due_ms, int64_t next_ms)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");

	assert_int_equal(ticket->answer_due_ms, answer_due_ms);
	assert_int_equal(ticket->next_ms, next_ms);
}

static void
set(Desk *desk, const char *field, const char *value)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");

	must(desk_set(
	    desk->context, ticket, field, value, desk_actor(desk, "Sanne de Wit"), &error));
	desk_tell(desk);
	g_free(desk_letters(desk));
}

static void
an_answer_becomes_overdue_in_steps(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;

	open_one(desk);
	assert_due(desk, NOW + DAY, NOW + DAY - HOUR);
	at(desk, NOW + 20 * HOUR, "none");
	at(desk, NOW + DAY - HOUR, "notification to " SANNE);
	told = sent_letter_text(desk, "CS0000001", SANNE);
	assert_non_null(strstr(told, "Bijna tijd voor een antwoord (2026-11-24 10:02)"));
	at(desk, NOW + DAY - HOUR, "none");
	at(desk, NOW + DAY, "notification to " SANNE);
	at(desk, NOW + DAY + HOUR, "none");
	at(desk, NOW + DAY + 2 * HOUR, "notification to " SANNE ", notification to " LEA);
	at(desk, NOW + 10 * DAY, "none");
	assert_due(desk, NOW + DAY, 0);
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Zwart.\n"
	    "letter casegate: acknowledgement\n"
	    "change casegate: overdue: leads is told\n");
}

/* However long nobody looked: the steps come one after the other, and to all whom they are for. */
static void
all_steps_are_told_of_what_was_slept_through(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk->context->now_ms = NOW + 10 * DAY;
	for (int i = 0; i < 3; i++)
		must(desk_deadlines(desk->context, 100, &error));
	assert_due(desk, NOW + DAY, 0);
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE ", notification to " LEA);
}

static void
who_is_answered_waits_no_more(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	at(desk, NOW + DAY - HOUR, "notification to " SANNE);
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welk scherm?");
	assert_due(desk, 0, NOW + DAY - HOUR + 2000 + 3 * DAY);
	g_free(desk_letters(desk));
	at(desk, NOW + 2 * DAY, "none");
	desk_post(desk, "comment CS0000001", ELS, .text = "Het linker.", .aligned = true,
	    .to = "desk+{CS0000001 " ELS "}@desk.example");
	assert_due(desk, NOW + 2 * DAY + 2000 + DAY, NOW + 2 * DAY + 2000 + DAY - HOUR);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Dank.");
	assert_due(desk, 0, 0);
}

static void
a_promise_is_by_priority_and_group(void **state)
{
	Desk *desk = *state;
	const int64_t saturday_ms = NOW + 5 * DAY;

	open_one(desk);
	set(desk, "priority", "high");
	assert_due(desk, NOW + 2 * HOUR, NOW + HOUR);
	at(desk, NOW + 2 * HOUR, "notification to " SANNE);
	/* overdue no more, and again later */
	set(desk, "priority", "low");
	assert_due(desk, NOW + DAY, NOW + DAY - HOUR);
	at(desk, NOW + DAY - HOUR, "notification to " SANNE);
	desk->context->now_ms = saturday_ms;
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Dank.");
	desk_post(desk, "comment CS0000001", ELS, .text = "En nu?", .aligned = true,
	    .to = "desk+{CS0000001 " ELS "}@desk.example");
	assert_due(desk, saturday_ms + 2 * DAY + (17 * HOUR - 10 * HOUR - 2 * MINUTE),
	    saturday_ms + 2 * DAY + (16 * HOUR - 10 * HOUR - 2 * MINUTE));
	set(desk, "group", "nacht");
	assert_due(desk, saturday_ms + DAY, saturday_ms + DAY - HOUR);
}

static int
setup_with_account(void **state)
{
	return setup_with(state, HOURS "accounts:\n  klant bv: {times: {first_answer: 30m}}\n");
}

/* Shorter than the reminder of it, which is left out. */
static void
an_account_has_a_promise_of_its_own(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;

	open_one(desk);
	assert_due(desk, NOW + 30 * MINUTE, NOW + 30 * MINUTE);
	told = sent_letter_text(desk, "CS0000001", ELS);
	assert_non_null(strstr(told, "23 november om 10:32 uur"));
}

static void
a_letter_names_the_day_that_is_promised(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;

	desk->context->now_ms = NOW + 4 * DAY; /* Friday */
	open_one(desk);
	told = sent_letter_text(desk, "CS0000001", ELS);
	assert_non_null(strstr(told, "maandag 30 november</b>"));
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	g_free(told);
	told = sent_letter_text(desk, "CS0000001", ELS);
	assert_non_null(strstr(told, "vrijdag 11 december"));
}

/* Hours that change count for what waits already; nobody is told of what has become overdue by that alone. */
static void
another_configuration_moves_what_is_due(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_put(desk, "casegate.yaml", DESK_PART "times: {first_answer: 4h}\n");
	desk->context->now_ms = NOW + 5 * HOUR;
	must(context_take_config(desk->context, desk_config(desk), &error));
	assert_false(due_is_renewed(desk->context));
	at(desk, NOW + 5 * HOUR, "none");
	assert_true(due_is_renewed(desk->context));
	assert_due(desk, NOW + 4 * HOUR, NOW + 6 * HOUR);
	at(desk, NOW + 6 * HOUR, "notification to " SANNE ", notification to " LEA);
}

/* As long as the gateway did not run within working hours. */
static void
what_waits_has_as_much_working_time_left(void **state)
{
	static const struct {
		int64_t stops_ms, starts_ms, reminds_ms;
	} ROWS[] = {
	    {NOW + 8 * HOUR, NOW + 20 * HOUR, NOW + 3 * DAY},
	    {NOW + 8 * HOUR, NOW + DAY, NOW + 3 * DAY + 62 * MINUTE},
	    {NOW + HOUR, NOW + 3 * HOUR, NOW + 3 * DAY + 2 * HOUR},
	};
	Desk *desk = *state;
	Context *context = desk->context;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	context->now_ms = NOW;
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welk scherm?");
	ticket = desk_ticket(desk, "CS0000001");
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		assert_due(desk, 0, NOW + 3 * DAY);
		context->now_ms = ROWS[i].starts_ms;
		must(due_move(context, ROWS[i].stops_ms, &error));
		assert_due(desk, 0, ROWS[i].reminds_ms);
		must(due_set(context, ticket, NULL, &error));
		must(ticket_change_times(context, ticket, &error));
	}
}

/* What was promised is due when it is, whoever slept. */
static void
a_promise_is_kept_through_a_stop(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk->context->now_ms = NOW + 7 * DAY;
	must(due_move(desk->context, NOW + HOUR, &error));
	assert_due(desk, NOW + DAY, NOW + DAY - HOUR);
}

/* What nobody worked out yet, as in a spool of before: overdue, and nobody is told of all that at once. */
static void
a_spool_of_before_is_worked_out(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	ticket = desk_ticket(desk, "CS0000001");
	ticket->answer_due_ms = ticket->next_ms = 0;
	must(ticket_change_times(desk->context, ticket, &error));
	desk->context->renewed = (DuePlace){0};
	at(desk, NOW + 10 * DAY, "none");
	assert_due(desk, NOW + DAY, 0);
}

int
main(void)
{
#define hours_test(name) cmocka_unit_test_setup_teardown(name, setup_hours, desk_teardown)
	const struct CMUnitTest tests[] = {
	    hours_test(an_answer_becomes_overdue_in_steps),
	    hours_test(all_steps_are_told_of_what_was_slept_through),
	    hours_test(who_is_answered_waits_no_more),
	    hours_test(a_promise_is_by_priority_and_group),
	    cmocka_unit_test_setup_teardown(
		an_account_has_a_promise_of_its_own, setup_with_account, desk_teardown),
	    hours_test(a_letter_names_the_day_that_is_promised),
	    hours_test(another_configuration_moves_what_is_due),
	    hours_test(what_waits_has_as_much_working_time_left),
	    hours_test(a_promise_is_kept_through_a_stop),
	    hours_test(a_spool_of_before_is_worked_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
