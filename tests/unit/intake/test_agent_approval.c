/* SPDX-License-Identifier: Apache-2.0 */
/* What an agent's "#approve" needs. */
#include "gateway/intake/agent_approval.h"

#include "tests/unit/call_fixture.h"
#include "tests/unit/factor_fixture.h"

#define SANNE "sanne@desk.example"
#define TO_SANNE "desk+{REQ0000001 " SANNE "}@desk.example"

/* The desk has the approval: Els has no manager. */
static void
ask_desk(Desk *desk, bool sensitive)
{
	desk_know(desk, ELS);
	if (sensitive)
		request_card(desk);
	else
		request_plaque(desk);
	desk_tell(desk);
	g_free(desk_letters(desk));
}

static void
answer(Desk *desk, const char *text, const char *expected)
{
	desk_post(desk, expected, SANNE, .text = text, .to = TO_SANNE, .aligned = true);
}

static void
each_agent_is_told_and_approves(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;

	desk_know(desk, ELS);
	request_plaque(desk);
	desk_tell(desk);
	assert_letters(desk,
	    "request-waits to " ELS ", approval-desk to " TEAM ", notification to " SANNE);
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_contains(told, "Jullie goedkeuring gevraagd: REQ0000001");
	assert_contains(told, "#goedkeuren");
	answer(desk, "#approve", "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "in progress");
	assert_letters(desk, "request-approved to " ELS);
}

static void
words_of_the_desks_language_do_the_same(void **state)
{
	Desk *desk = *state;

	ask_desk(desk, false);
	answer(desk, "#afwijzen Het budget is op.", "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "declined");
	desk_post(desk, "file request REQ0000002", ELS, .subject = "Naambordje bestellen",
	    .text = "Toch graag.", .aligned = true, .fields = {{"Opschrift", "E. Bos"}});
	desk_tell(desk);
	g_free(desk_letters(desk));
	desk_post(desk, "agent's action REQ0000002", SANNE, .text = "#goedkeuren",
	    .to = "desk+{REQ0000002 " SANNE "}@desk.example", .aligned = true);
	assert_state(desk, "REQ0000002", "in progress");
}

/* Who has no app: the notification's token came back, which is as much as a letter's code. */
static void
what_costs_money_goes_on_by_who_is_proven(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;

	ask_desk(desk, true);
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_contains(told, "het kost geld of geeft toegang");
	desk_post(desk, "hold", SANNE, .text = "#approve", .to = TO_SANNE);
	assert_state(desk, "REQ0000001", "awaiting approval");
	answer(desk, "#approve", "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "in progress");
}

/* A mailbox without authserv hears of no pass. */
static void
but_not_where_nobody_vouches(void **state)
{
	Desk *desk = *state;
	ConfigMailbox *mailbox = desk->context->config->mailboxes->pdata[0];
	g_autofree char *told = NULL;

	ask_desk(desk, true);
	g_clear_pointer(&mailbox->authserv, g_free);
	desk_post(desk, "agent's action REQ0000001", SANNE, .text = "#approve", .to = TO_SANNE);
	assert_state(desk, "REQ0000001", "awaiting approval");
	assert_letters(desk, "notification-refused to " SANNE);
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_contains(told, "kost geld of geeft toegang");
}

/* The code of an app, where the agent has one and the approval needs one; a wrong one is counted, whatever is refused. */
static void
an_agents_app_gives_its_code(void **state)
{
	Desk *desk = *state;
	const App app = desk_app(desk, SANNE);
	g_autofree char *wrong = app_wrong_code(&app);
	g_autofree char *right = app_code(&app, NOW);
	g_autofree char *with_wrong = g_strdup_printf("#approve %s", wrong);
	g_autofree char *with_right =
	    g_strdup_printf("#approve %s\nVeel plezier ermee.", right);
	g_autofree char *told = NULL;
	g_autoptr(Factor) factor = NULL;

	ask_desk(desk, true);
	desk->context->config->needs.of[NEED_APPROVE_SENSITIVE] = NEED_APP;
	answer(desk, "#approve", "agent's action REQ0000001");
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_contains(told, "#goedkeuren 123456");
	answer(desk, with_wrong, "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "awaiting approval");
	must(factor_get(desk->context->spool, app.contact, &factor, &error));
	assert_int_equal(factor->wrong, 1);
	g_free(desk_letters(desk));
	answer(desk, with_right, "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "in progress");
	g_free(told);
	told = letter_lines(desk, "REQ0000001", ELS);
	assert_contains(told, "Veel plezier ermee.");
	assert_null(strstr(told, right));
}

static void
nor_what_a_manager_was_asked_for(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;
	g_autoptr(Ticket) ticket = NULL;

	know_both(desk);
	request_plaque(desk);
	ticket = desk_ticket(desk, "REQ0000001");
	must(desk_assign(desk->context, ticket, SANNE, desk_actor(desk, "root"), &error));
	desk_tell(desk);
	g_free(desk_letters(desk));
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_null(strstr(told, "#approve"));
	answer(desk, "#approve", "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "awaiting approval");
	assert_letters(desk, "notification-refused to " SANNE);
	g_free(told);
	told = letter_lines(desk, "REQ0000001", SANNE);
	assert_contains(told, MANAGER);
}

static void
nor_ones_own(void **state)
{
	Desk *desk = *state;
	const ContactRights none = {0};
	int64_t sanne = desk_know(desk, SANNE);

	must(contact_set_rights(desk->context->spool, sanne, &none, &error));
	desk_know(desk, ELS);
	request_plaque(desk);
	must(ticket_add_requester(desk->context->spool, 1, sanne, &error));
	desk_tell(desk);
	g_free(desk_letters(desk));
	answer(desk, "#approve", "agent's action REQ0000001");
	assert_state(desk, "REQ0000001", "awaiting approval");
	assert_letters(desk, "notification-refused to " SANNE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    request_test(each_agent_is_told_and_approves),
	    request_test(words_of_the_desks_language_do_the_same),
	    request_test(what_costs_money_goes_on_by_who_is_proven),
	    request_test(but_not_where_nobody_vouches),
	    request_test(an_agents_app_gives_its_code),
	    request_test(nor_what_a_manager_was_asked_for),
	    request_test(nor_ones_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
