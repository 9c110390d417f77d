/* SPDX-License-Identifier: Apache-2.0 */
/* Who is asked to approve, whose answer counts, and what time does. */
#include "gateway/desk/desk.h"
#include "tests/unit/call_fixture.h"

static void
a_manager_approves(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	know_both(desk);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	text = sent_letter_text(desk, "REQ0000001", MANAGER);
	assert_contains(text, "Opschrift: E. Bos");
	assert_contains(text, "mailto:desk%2B");
	assert_contains(text, "maandag 7 december");
	desk_post(desk, "approve REQ0000001", MANAGER, .subject = "Akkoord [REQ0000001]",
	    .to = APPROVAL_1, .aligned = true);
	assert_state(desk, "REQ0000001", "in progress");
	assert_letters(desk, "request-approved to " ELS);
	assert_timeline(desk, "REQ0000001",
	    "description els@klant.example: Graag.\n\nOpschrift: E. Bos\n"
	    "letter casegate: request-waits\n"
	    "change casegate: approval: Els Bos is asked\n"
	    "letter casegate: approval\n"
	    "comment baas@klant.example: approved\n"
	    "letter casegate: request-approved\n");
}

static void
a_manager_declines_with_a_reason(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	know_both(desk);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	desk_post(desk, "decline REQ0000001", MANAGER,
	    .text = "Niet akkoord.\nHet budget is op.", .to = APPROVAL_1, .aligned = true);
	assert_state(desk, "REQ0000001", "declined");
	assert_letters(desk, "request-declined to " ELS);
	text = sent_letter_text(desk, "REQ0000001", ELS);
	assert_contains(text, "Het budget is op.");
}

/* The number, the requester's own letter or the manager's letter in other hands: all words, nothing more. */
static void
nobody_else_does(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;

	know_both(desk);
	desk_know(desk, PIET);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	desk_post(desk, "comment REQ0000001", ELS, .text = "Akkoord", .to = DESK_1);
	desk_post(desk, "comment REQ0000001", ELS, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
	desk_post(desk, "comment REQ0000001", PIET, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	desk_post(
	    desk, "open case CS0000001", MANAGER, .text = "Akkoord", .number = "REQ0000001");
	assert_state(desk, "REQ0000001", "awaiting approval");
	desk_post(desk, "comment REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .kind = MESSAGE_AUTO_REPLY);
	assert_state(desk, "REQ0000001", "awaiting approval");
	desk_post(desk, "ask back REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .denied = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
	context->now_ms += 91 * DAY;
	desk_post(desk, "comment REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1);
	assert_state(desk, "REQ0000001", "awaiting approval");
}

/* A letter asks the manager of then; one who is no manager any more approves nothing. */
static void
nor_does_a_manager_of_old(void **state)
{
	Desk *desk = *state;
	const ContactRights rights = {.manager = &(int64_t){0}};
	g_autoptr(Contact) els = NULL;

	know_both(desk);
	request_plaque(desk);
	must(contact_find(desk->context->spool, ELS, &els, &error));
	must(contact_set_rights(desk->context->spool, els->id, &rights, &error));
	desk_post(desk, "open case CS0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
}

static void
an_unclear_answer_is_asked_back(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	desk_post(desk, "ask back REQ0000001", MANAGER, .text = "Akkoord, maar niet nu",
	    .to = APPROVAL_1, .aligned = true);
	assert_letters(desk, "approval-ask-back to " MANAGER);
	assert_state(desk, "REQ0000001", "awaiting approval");
	desk_post(desk, "comment REQ0000001", MANAGER, .text = "Wat kost dat?",
	    .to = APPROVAL_1, .aligned = true);
	assert_letters(desk, "none");
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_state(desk, "REQ0000001", "in progress");
}

/* Who was asked and is vouched for, but answers in a mail of his own, gets a letter that he can answer. */
static void
an_answer_without_the_token_is_asked_back(void **state)
{
	Desk *desk = *state;
	static const struct {
		const char *subject, *text;
	} ANSWERS[] = {
	    {"REQ0000001", "Akkoord"},
	    {"REQ0000001", "Niet akkoord, te duur"},
	    {"REQ0000001", "Akkoord, maar niet nu"},
	    {"Akkoord [REQ0000001]", ""},
	};

	know_both(desk);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	for (size_t i = 0; i < G_N_ELEMENTS(ANSWERS); i++) {
		desk_post(desk, "ask back REQ0000001", MANAGER, .subject = ANSWERS[i].subject,
		    .text = ANSWERS[i].text, .number = "REQ0000001", .aligned = true);
		assert_state(desk, "REQ0000001", "awaiting approval");
		assert_letters(desk, "approval-ask-back to " MANAGER);
	}
	desk_post(desk, "open case CS0000001", MANAGER, .text = "Mijn muis is stuk.",
	    .number = "REQ0000001", .aligned = true);
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	desk_post(desk, "open case CS0000002", MANAGER, .text = "Akkoord",
	    .number = "REQ0000001", .aligned = true);
}

/* Who has the manager's letter has its token; our own server knows whose mail it is. */
static void
the_requester_does_not_approve_in_the_managers_name(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *id = NULL;
	g_autofree char *asked = NULL;

	know_both(desk);
	request_plaque(desk);
	token = desk_tokens(desk, APPROVAL_1);
	id = sent_letter_id(desk, "REQ0000001", MANAGER);
	g_free(desk_letters(desk));
	desk_post(desk, "ask back REQ0000001", MANAGER, .text = "Akkoord", .to = token);
	desk_post(desk, "ask back REQ0000001", MANAGER, .text = "Akkoord", .to = token,
	    .denied = true);
	assert_letters(desk, "approval-ask-back to " MANAGER ", approval-ask-back to " MANAGER);
	desk_post(desk, "comment REQ0000001", MANAGER, .text = "Akkoord", .answers = id);
	desk_post(
	    desk, "comment REQ0000001", ELS, .text = "Akkoord", .answers = id, .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
	/* the manager, from behind a server that breaks signatures, answers the question */
	asked = desk_tokens(desk, APPROVAL_1);
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = asked,
	    .denied = true);
	assert_state(desk, "REQ0000001", "in progress");
}

/* Who writes a request in a colleague's name is asked for nothing, and approves nothing of it; the colleague hears. */
static void
nobody_approves_what_they_wrote_for_another(void **state)
{
	Desk *desk = *state;
	const char *to = "desk+{REQ0000001 " TEAM "}@desk.example";

	know_both(desk);
	desk_post(desk, "file request REQ0000001", MANAGER, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true,
	    .fields = {{"Namens", ELS}, {"Opschrift", "E. Bos"}});
	assert_letters(desk,
	    "request-waits to " MANAGER ", on-your-behalf to " ELS ", approval-desk to " TEAM);
	desk_post(desk, "comment REQ0000001", MANAGER, .text = "Akkoord",
	    .to = "desk+{REQ0000001 " MANAGER "}@desk.example", .aligned = true);
	desk_post(
	    desk, "comment REQ0000001", MANAGER, .text = "Akkoord", .to = to, .aligned = true);
	desk_post(
	    desk, "comment REQ0000001", ELS, .text = "Akkoord", .to = to, .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
}

/* One who completed a draft wrote it, too, and still did when he is no longer involved. */
static void
nobody_approves_what_they_completed(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;

	know_both(desk);
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true, .cc = {MANAGER});
	desk_post(desk, "continue draft REQ0000001", MANAGER, .text = "Zo.",
	    .number = "REQ0000001", .aligned = true, .fields = {{"Opschrift", "E. Bos"}});
	assert_letters(desk,
	    "request-form to " ELS ", request-waits to " MANAGER ", approval-desk to " TEAM);
	ticket = desk_ticket(desk, "REQ0000001");
	must(desk_remove_person(
	    desk->context, ticket, MANAGER, desk_actor(desk, "Sanne de Wit"), &error));
	desk_post(desk, "comment REQ0000001", MANAGER, .text = "Akkoord",
	    .to = "desk+{REQ0000001 " TEAM "}@desk.example", .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
}

/* An agent's own request, also one that he wrote for a customer, is another agent's to approve. */
static void
an_agent_approves_no_request_of_his_own(void **state)
{
	static const char SANNE[] = "sanne@desk.example";
	Desk *desk = *state;
	const char *to = "desk+{REQ0000001 " TEAM "}@desk.example";
	g_autoptr(Ticket) ticket = NULL;

	desk_know(desk, ELS);
	desk_post(desk, "file request REQ0000001", SANNE, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true,
	    .fields = {{"Namens", ELS}, {"Opschrift", "E. Bos"}});
	g_free(desk_letters(desk));
	desk_post(
	    desk, "comment REQ0000001", SANNE, .text = "Akkoord", .to = to, .aligned = true);
	ticket = desk_ticket(desk, "REQ0000001");
	refused(desk_act(desk->context, ticket, AGENT_APPROVES,
		    &(AgentWords){desk_actor(desk, "Sanne de Wit"), "", NULL, 0}, &error),
	    "REQ0000001: nobody approves their own request");
	assert_state(desk, "REQ0000001", "awaiting approval");
}

static void
a_late_or_second_answer_gets_a_polite_letter(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	know_both(desk);
	request_plaque(desk);
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	g_free(desk_letters(desk));
	desk_post(desk, "tell state REQ0000001", MANAGER, .text = "Niet akkoord",
	    .to = APPROVAL_1, .aligned = true);
	assert_state(desk, "REQ0000001", "in progress");
	assert_letters(desk, "approval-late to " MANAGER);
	text = sent_letter_text(desk, "REQ0000001", MANAGER);
	assert_contains(text, "in behandeling");
	desk_agent(desk, "REQ0000001", AGENT_FULFILS, "Hangt.");
	g_free(desk_letters(desk));
	desk_post(desk, "tell state REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_letters(desk, "approval-late to " MANAGER);
}

/* Whoever approves for the contact, or for its account; an answer counts as long as the right lasts. */
static void
who_approves_for_others_is_asked(void **state)
{
	Desk *desk = *state;
	Spool *spool = desk->context->spool;
	int64_t els = desk_know(desk, ELS), boss = desk_know(desk, MANAGER);
	g_autoptr(Contact) contact = NULL;

	must(contact_get(spool, els, &contact, &error));
	must(contact_add_approval(spool, boss, 0, contact->account, &error));
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	must(contact_drop_approvals(spool, boss, &error));
	desk_post(desk, "open case CS0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1);
	assert_state(desk, "REQ0000001", "awaiting approval");
	g_free(desk_letters(desk));
	must(contact_add_approval(spool, boss, els, 0, &error));
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_state(desk, "REQ0000001", "in progress");
}

/* No manager, or oneself as manager: the group decides, any agent of it, but not the requester. */
static void
without_a_manager_the_group_is_asked(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);
	const ContactRights own = {.manager = &els};
	const char *to = "desk+{REQ0000001 " TEAM "}@desk.example";

	contact_set_rights(desk->context->spool, els, &own, NULL);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval-desk to " TEAM);
	desk_post(
	    desk, "comment REQ0000001", ELS, .text = "Akkoord", .to = to, .aligned = true);
	desk_post(desk, "comment REQ0000001", PIET, .text = "Akkoord", .to = to);
	assert_state(desk, "REQ0000001", "awaiting approval");
	g_free(desk_letters(desk));
	desk_post(desk, "approve REQ0000001", "sanne@desk.example", .text = "Akkoord", .to = to,
	    .aligned = true);
	assert_state(desk, "REQ0000001", "in progress");
	assert_letters(desk, "request-approved to " ELS);
}

/* The group's own address names nobody: it decides on nothing that one of its agents asked for. */
static void
an_agent_does_not_approve_from_the_groups_address(void **state)
{
	Desk *desk = *state;
	const char *to = "desk+{REQ0000001 " TEAM "}@desk.example";

	desk_know(desk, ELS);
	desk_know(desk, "sanne@desk.example");
	desk_post(desk, "file request REQ0000001", "sanne@desk.example",
	    .subject = "Naambordje bestellen", .text = "Graag.", .aligned = true,
	    .fields = {{"Opschrift", "S. de Wit"}});
	desk_post(desk, "comment REQ0000001", "sanne@desk.example", .text = "Akkoord", .to = to,
	    .aligned = true);
	desk_post(
	    desk, "comment REQ0000001", TEAM, .text = "Akkoord", .to = to, .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
	desk_post(desk, "file request REQ0000002", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .aligned = true, .fields = {{"Opschrift", "E. Bos"}});
	desk_post(desk, "approve REQ0000002", TEAM, .text = "Akkoord",
	    .to = "desk+{REQ0000002 " TEAM "}@desk.example", .aligned = true);
}

static void
approval_has_a_reminder_and_an_end(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	int64_t next_ms = 0;

	know_both(desk);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	must(desk_next_deadline(context, &next_ms, &error));
	assert_int_equal(next_ms, NOW + 3 * DAY);
	context->now_ms = NOW + 3 * DAY;
	must(desk_deadlines(context, 100, &error));
	assert_letters(desk, "approval-reminder to " MANAGER);
	must(desk_deadlines(context, 100, &error));
	assert_letters(desk, "none");
	context->now_ms = NOW + 14 * DAY;
	must(desk_deadlines(context, 100, &error));
	assert_letters(desk, "approval-expired to " ELS);
	assert_state(desk, "REQ0000001", "expired");
	desk_post(desk, "tell state REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_letters(desk, "approval-late to " MANAGER);
	assert_state(desk, "REQ0000001", "expired");
}

/* As in a spool of before it was written down who wrote a request for somebody else. */
static void
a_manager_who_wrote_it_is_not_reminded(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	g_autoptr(Contact) manager = NULL;
	g_autoptr(Ticket) ticket = NULL;

	know_both(desk);
	request_plaque(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	must(contact_find(context->spool, MANAGER, &manager, &error));
	must(ticket_find(context->spool, "REQ0000001", &ticket, &error));
	must(ticket_add_requester(context->spool, ticket->id, manager->id, &error));
	context->now_ms = NOW + 3 * DAY;
	must(desk_deadlines(context, 100, &error));
	assert_letters(desk, "approval-desk to " TEAM);
}

static void
the_reminders_link_works_too(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	request_plaque(desk);
	desk->context->now_ms = NOW + 3 * DAY;
	must(desk_deadlines(desk->context, 100, &error));
	desk_post(desk, "approve REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1,
	    .aligned = true);
	assert_state(desk, "REQ0000001", "in progress");
}

/* Money and access: the manager's mail is noted, the desk decides. */
static void
what_is_sensitive_goes_to_a_person(void **state)
{
	Desk *desk = *state;
	g_autofree char *timeline = NULL;
	g_autofree char *text = NULL;

	know_both(desk);
	request_card(desk);
	assert_letters(desk, "request-waits to " ELS ", approval to " MANAGER);
	desk_post(desk, "ask back REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1);
	assert_letters(desk, "approval-ask-back to " MANAGER);
	desk_post(
	    desk, "note approval REQ0000001", MANAGER, .text = "Akkoord", .to = APPROVAL_1);
	assert_letters(desk, "approval-desk to " TEAM ", approval-noted to " MANAGER);
	desk_post(desk, "note approval REQ0000001", MANAGER, .text = "Akkoord",
	    .to = APPROVAL_1, .aligned = true);
	assert_state(desk, "REQ0000001", "awaiting approval");
	text = sent_letter_text(desk, "REQ0000001", TEAM);
	assert_contains(text, "casegate request approve REQ0000001");
	timeline = desk_timeline(desk, "REQ0000001");
	assert_contains(timeline,
	    "comment baas@klant.example: answers to the approval: Akkoord (unproven)\n");
	assert_contains(
	    timeline, "comment baas@klant.example: answers to the approval: Akkoord\n");
	g_free(desk_letters(desk));
	desk_agent(desk, "REQ0000001", AGENT_APPROVES, NULL);
	assert_state(desk, "REQ0000001", "in progress");
	assert_letters(desk, "request-approved to " ELS);
}

static void
what_is_sensitive_is_held_when_unproven(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	desk_post(desk, "hold", "wie@ander.example", .subject = "Creditcard aanvragen",
	    .text = "Graag.", .fields = {{"Limiet", "1000"}});
	assert_mail(desk, MAIL_HELD, "it asks for what costs money or gives access, unproven");
	desk_post(desk, "hold", ELS, .subject = "Creditcard aanvragen", .text = "Graag.",
	    .denied = true, .fields = {{"Limiet", "1000"}});
	assert_letters(desk, "none");
	/* a known contact is asked for the token of a draft, which starts nothing */
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Creditcard aanvragen",
	    .text = "Graag!", .fields = {{"Limiet", "1000"}});
	assert_letters(desk, "request-confirm to " ELS);
	assert_state(desk, "REQ0000001", "draft");
}

/* A draft would wait for an answer to a letter that nobody gets. */
static void
a_request_of_who_cannot_be_asked_is_a_case(void **state)
{
	Desk *desk = *state;

	know_both(desk);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .denied = true, .rejects = true,
	    .fields = {{"Opschrift", "E. Bos"}});
	assert_letters(desk, "none");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Graag.\n\nOpschrift: E. Bos "
	    "(our server calls it forged)\n");
	desk_post(desk, "file request REQ0000001", ELS, .subject = "Naambordje bestellen",
	    .text = "Graag.", .denied = true, .fields = {{"Opschrift", "E. Bos"}});
	assert_letters(desk, "request-confirm to " ELS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    request_test(a_manager_approves),
	    request_test(who_approves_for_others_is_asked),
	    request_test(a_manager_declines_with_a_reason),
	    request_test(an_answer_without_the_token_is_asked_back),
	    request_test(nobody_else_does),
	    request_test(nor_does_a_manager_of_old),
	    request_test(an_unclear_answer_is_asked_back),
	    request_test(an_agent_approves_no_request_of_his_own),
	    request_test(nobody_approves_what_they_completed),
	    request_test(nobody_approves_what_they_wrote_for_another),
	    request_test(the_requester_does_not_approve_in_the_managers_name),
	    request_test(a_late_or_second_answer_gets_a_polite_letter),
	    request_test(without_a_manager_the_group_is_asked),
	    request_test(an_agent_does_not_approve_from_the_groups_address),
	    request_test(approval_has_a_reminder_and_an_end),
	    request_test(a_manager_who_wrote_it_is_not_reminded),
	    request_test(a_request_of_who_cannot_be_asked_is_a_case),
	    request_test(the_reminders_link_works_too),
	    request_test(what_is_sensitive_goes_to_a_person),
	    request_test(what_is_sensitive_is_held_when_unproven),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
