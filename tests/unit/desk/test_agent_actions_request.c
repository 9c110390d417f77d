/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk does to a request, and whom it is told. */
#include "gateway/desk/desk.h"
#include "tests/unit/call_fixture.h"

static void
each_action_has_its_letter_and_entry(void **state)
{
	static const struct {
		AgentAction action;
		const char *text;
		const char *after;
		const char *letters;
		const char *entry;
	} ROWS[] = {
	    {AGENT_ANSWERS, "Komt goed.", "awaiting approval", "answer to " ELS,
		"answer Sanne de Wit: Komt goed.\n"},
	    {AGENT_ASKS, "Hoe groot?", "awaiting approval", "question to " ELS,
		"question Sanne de Wit: Hoe groot?\n"},
	    {AGENT_APPROVES, NULL, "in progress", "request-approved to " ELS,
		"change Sanne de Wit: approved\n"},
	    {AGENT_ASKS, "Welke deur?", "in progress", "question to " ELS,
		"question Sanne de Wit: Welke deur?\n"},
	    {AGENT_FULFILS, "Hangt.", "fulfilled", "request-fulfilled to " ELS,
		"change Sanne de Wit: fulfilled: Hangt.\n"},
	};
	Desk *desk = *state;

	know_both(desk);
	request_plaque(desk);
	g_free(desk_letters(desk));
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *timeline = NULL;

		desk_agent(desk, "REQ0000001", ROWS[i].action, ROWS[i].text);
		assert_state(desk, "REQ0000001", ROWS[i].after);
		assert_letters(desk, ROWS[i].letters);
		timeline = desk_timeline(desk, "REQ0000001");
		assert_contains(timeline, ROWS[i].entry);
	}
}

static void
the_desk_declines_or_cancels(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	request_plaque(desk);
	g_free(desk_letters(desk));
	desk_agent(desk, "REQ0000001", AGENT_DECLINES, "Geen koper meer.");
	assert_state(desk, "REQ0000001", "declined");
	assert_letters(desk, "request-declined to " ELS);
	desk_post(desk, "file request REQ0000002", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true);
	g_free(desk_letters(desk));
	desk_agent(desk, "REQ0000002", AGENT_CANCELS, NULL);
	assert_state(desk, "REQ0000002", "cancelled");
	assert_letters(desk, "cancelled to " ELS);
}

/* Its letters' tokens end soon, and an answer to them is a case that names it. */
static void
an_ended_request_is_followed_by_a_case(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	request_plaque(desk);
	desk_agent(desk, "REQ0000001", AGENT_APPROVES, NULL);
	desk_agent(desk, "REQ0000001", AGENT_FULFILS, "Hangt.");
	desk_post(desk, "open case CS0000001", ELS, .text = "Het hangt scheef.", .to = DESK_1);
	desk->context->now_ms += 15 * DAY;
	desk_post(desk, "open case CS0000002", ELS, .text = "Het viel.", .to = DESK_1);
}

static void
what_is_refused_changes_nothing(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *before = NULL;

	know_both(desk);
	request_plaque(desk);
	before = desk_timeline(desk, "REQ0000001");
	ticket = desk_ticket(desk, "REQ0000001");
	refused(desk_act(context, ticket, AGENT_FULFILS,
		    &(AgentWords){desk_actor(desk, "Sanne de Wit"), "x", NULL, 0}, &error),
	    "REQ0000001: it waits for approval");
	refused(desk_act(context, ticket, AGENT_DECLINES,
		    &(AgentWords){desk_actor(desk, "Sanne de Wit"), "", NULL, 0}, &error),
	    "REQ0000001: there is no text for the customer");
	assert_timeline(desk, "REQ0000001", before);
	assert_state(desk, "REQ0000001", "awaiting approval");
}

/* In one mail that can be answered, and in no other. */
static void
the_group_gets_its_work(void **state)
{
	static const char SANNE[] = "sanne@desk.example";
	Desk *desk = *state;
	g_autofree char *told = NULL;

	know_both(desk);
	request_plaque(desk);
	g_free(desk_letters(desk));
	desk_tell(desk);
	assert_letters(desk, "none");
	desk_post(desk, "approve REQ0000001", MANAGER, .subject = "Akkoord [REQ0000001]",
	    .to = APPROVAL_1, .aligned = true);
	desk_tell(desk);
	assert_letters(desk, "request-approved to " ELS ", notification to sanne@desk.example");
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_contains(told, "- Opschrift: E. Bos");
	assert_contains(told, "#uitgevoerd");
	assert_contains(told, ELS);
	desk_post(desk, "comment REQ0000001", ELS, .text = "Graag voor vrijdag.", .to = DESK_1);
	desk_tell(desk);
	assert_letters(desk, "notification to sanne@desk.example");
	desk_post(desk, "agent's action REQ0000001", SANNE, .text = "#fulfil\nHet hangt.",
	    .to = "desk+{REQ0000001 sanne@desk.example}@desk.example", .aligned = true);
	assert_state(desk, "REQ0000001", "fulfilled");
	desk_tell(desk);
	assert_letters(desk, "request-fulfilled to " ELS);
}

static void
a_withdrawal_is_told_to_whom_works_on_it(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	for (int i = 0; i < 2; i++) {
		g_autofree char *number = g_strdup_printf("REQ000000%d", i + 1);
		g_autoptr(Ticket) ticket = NULL;

		desk_post(desk, i == 0 ? "file request REQ0000001" : "file request REQ0000002",
		    ELS, .subject = "Naambordje bestellen", .text = "Graag.", .aligned = true,
		    .fields = {{"Opschrift", "E. Bos"}});
		if (i == 1)
			desk_agent(desk, number, AGENT_APPROVES, NULL);
		desk_tell(desk);
		g_free(desk_letters(desk));
		ticket = desk_ticket(desk, number);
		must(desk_act(desk->context, ticket, AGENT_CANCELS,
		    &(AgentWords){desk_actor(desk, "Beheer"), NULL, NULL, 0}, &error));
		desk_tell(desk);
		assert_letters(desk, i == 0 ? "cancelled to " ELS
					    : "cancelled to " ELS
					      ", notification to sanne@desk.example");
	}
}

/* An agent who asks for something is a requester like any other. */
static void
nobody_approves_their_own(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, "sanne@desk.example");
	desk_post(desk, "file request REQ0000001", "sanne@desk.example",
	    .subject = "Naambordje bestellen", .text = "Graag.", .aligned = true,
	    .fields = {{"Opschrift", "S. de Wit"}});
	ticket = desk_ticket(desk, "REQ0000001");
	refused(desk_act(desk->context, ticket, AGENT_APPROVES,
		    &(AgentWords){desk_actor(desk, "Sanne de Wit"), NULL, NULL, 0}, &error),
	    "REQ0000001: nobody approves their own request");
	desk_post(desk, "comment REQ0000001", "sanne@desk.example", .text = "Akkoord",
	    .to = "desk+{REQ0000001 " TEAM "}@desk.example", .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    request_test(each_action_has_its_letter_and_entry),
	    request_test(the_desk_declines_or_cancels),
	    request_test(an_ended_request_is_followed_by_a_case),
	    request_test(what_is_refused_changes_nothing),
	    request_test(the_group_gets_its_work),
	    request_test(a_withdrawal_is_told_to_whom_works_on_it),
	    request_test(nobody_approves_their_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
