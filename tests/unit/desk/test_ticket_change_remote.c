/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk elsewhere hears of what mails and agents do. */
#include "tests/unit/remote_fixture.h"

#include "gateway/desk/desk.h"
#include "gateway/desk/ticket_change.h"
#include "gateway/util/error.h"

#define TO_ELS "desk+{CS0001005 " ELS "}@desk.example"

static void
a_case_goes_with_what_it_is_when_it_goes(void **state)
{
	Desk *desk = *state;
	json_t *request = NULL;
	g_autoptr(Ticket) ticket = NULL;

	desk_post(desk, "open case NEW-1", .from = ELS, .aligned = true, .subject = "Scherm",
	    .text = "Mijn scherm blijft zwart.");
	ticket = desk_ticket(desk, "NEW-1");
	assert_false(ticket_number_is_given(ticket));
	must(desk_set(desk->context, ticket, "category", "Netwerk",
	    desk_actor(desk, "Sanne de Wit"), &error));
	must(desk_add_person(
	    desk->context, ticket, PIET, desk_actor(desk, "Sanne de Wit"), &error));
	remote_take(desk, "open", &request);
	assert_json(request, "title", "Scherm");
	assert_json(request, "text", "Mijn scherm blijft zwart.");
	assert_json(request, "category", "Netwerk");
	assert_json(request, "people", "[\"" PIET "\"]");
	assert_json(json_object_get(request, "reporter"), "address", ELS);
	assert_json(json_object_get(request, "by"), "address", ELS);
	assert_null(json_object_get(request, "ticket"));
	assert_null(json_object_get(request, "sent_ms"));
	assert_int_equal(strlen(json_string_value(json_object_get(request, "key"))), 32);
	json_decref(request);
	/* once it may be there, changes go by themselves, and after it */
	must(desk_set(desk->context, ticket, "priority", "high",
	    desk_actor(desk, "Sanne de Wit"), &error));
	assert_nothing_due(desk);
	remote_answer(desk, 1, DESK_DONE, REMOTE_OPENED);
	remote_take(desk, "set", &request);
	assert_json(request, "property", "priority");
	assert_json(request, "value", "high");
	assert_json(json_object_get(request, "ticket"), "remote_id", "c0");
	json_decref(request);
}

/* Words and the move that they bring are one. */
static void
a_customer_says_and_moves_at_once(void **state)
{
	Desk *desk = *state;
	json_t *request = NULL;

	remote_open(desk);
	desk_agent(desk, "CS0001005", AGENT_RESOLVES, "Nieuwe kabel geplaatst.");
	remote_take(desk, "say", &request);
	assert_json(request, "text", "Nieuwe kabel geplaatst.");
	assert_json(request, "state", "resolved");
	assert_json(request, "from", "[\"new\",\"open\",\"awaiting info\"]");
	assert_json(request, "by",
	    "{\"address\":\"sanne@desk.example\",\"is_agent\":true,\"name\":\"Sanne de Wit\"}");
	json_decref(request);
	remote_answer(desk, 2, DESK_DONE, "{\"entry\":\"j1\"}");
	desk_post(desk, "accept CS0001005", .from = ELS, .aligned = true, .to = TO_ELS,
	    .text = "Akkoord, bedankt!");
	remote_take(desk, "say", &request);
	assert_json(request, "text", "Akkoord, bedankt!");
	assert_json(request, "state", "closed");
	assert_json(request, "from", "[\"resolved\"]");
	assert_json(json_object_get(request, "by"), "address", ELS);
	json_decref(request);
	assert_nothing_due(desk);
}

/* A deed without words, and one by time. */
static void
a_move_alone_has_no_text(void **state)
{
	Desk *desk = *state;
	json_t *request = NULL;

	remote_open(desk);
	desk_agent(desk, "CS0001005", AGENT_CLOSES, NULL);
	remote_take(desk, "say", &request);
	assert_json(request, "text", "");
	assert_json(request, "state", "closed");
	assert_json(json_object_get(request, "by"), "name", "Sanne de Wit");
	json_decref(request);
}

static void
what_concerns_us_alone_goes_nowhere(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	json_t *request = NULL;

	remote_open(desk);
	ticket = desk_ticket(desk, "CS0001005");
	must(ticket_change_note(desk->context, ticket->id, "a note of casegate", &error));
	must(ticket_change_touch(desk->context, ticket, &error));
	assert_nothing_due(desk);
	desk_agent(desk, "CS0001005", AGENT_NOTES, "Alleen voor ons.");
	remote_take(desk, "note", &request);
	assert_json(request, "text", "Alleen voor ons.");
	json_decref(request);
}

static void
what_came_from_there_does_not_go_back(void **state)
{
	Desk *desk = *state;

	remote_open(desk);
	desk->context->mirrors = true;
	desk_agent(desk, "CS0001005", AGENT_ANSWERS, "Hallo.");
	assert_nothing_due(desk);
	assert_string_equal(desk_state_of(desk, "CS0001005"), "open");
}

static void
a_stranger_is_called_one(void **state)
{
	Desk *desk = *state;
	json_t *request = NULL;

	remote_open(desk);
	desk_post(desk, "comment CS0001005", .from = ELS, .name = "Els Bos", .to = TO_ELS,
	    .denied = true, .text = "Nog iets.");
	remote_take(desk, "say", &request);
	assert_json(json_object_get(request, "by"), "name", "Els Bos (niet bewezen)");
	json_decref(request);
}

/* A ticket of before the desk is as it was; and two that are there are not merged here. */
static void
what_the_desk_does_not_have_stays_here(void **state)
{
	Desk *desk = *state;
	const ConfigDesk *tickets = desk->context->config->tickets;
	g_autoptr(Ticket) old = NULL;
	g_autoptr(Ticket) there = NULL;
	g_autoptr(GError) refused = NULL;

	desk->context->config->tickets = NULL;
	desk_post(desk, "open case CS0000001", .from = ELS, .aligned = true, .text = "Oud.");
	desk->context->config->tickets = (ConfigDesk *)tickets;
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	assert_nothing_due(desk);
	desk_post(desk, "open case NEW-2", .from = ELS, .aligned = true, .text = "Nieuw.");
	old = desk_ticket(desk, "CS0000001");
	there = desk_ticket(desk, "NEW-2");
	assert_false(ticket_change_give(desk->context, there, old, &refused));
	assert_true(g_error_matches(refused, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED));
}

/* It has a number at once, and is worked on here. */
static void
an_item_that_the_desk_does_not_have_stays_here(void **state)
{
	Desk *desk = *state;
	Ticket request = {
	    .kind = TICKET_REQUEST,
	    .state = TICKET_DRAFT,
	    .title = (char *)"Teams-team",
	    .category = (char *)"Overig",
	    .priority = (char *)"normal",
	    .mailbox = (char *)"support",
	    .language = (char *)"nl",
	    .item = (char *)"teams",
	};
	TicketMove move = {.next = TICKET_IN_PROGRESS};
	g_autoptr(Ticket) ticket = NULL;

	must(ticket_change_open(desk->context, &request, &error));
	assert_string_equal(request.number, "REQ0000001");
	g_free(request.number);
	must(ticket_get(desk->context->spool, request.id, &ticket, &error));
	must(ticket_change_move(desk->context, ticket, &move, &error));
	assert_nothing_due(desk);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    remote_test(a_case_goes_with_what_it_is_when_it_goes),
	    remote_test(a_customer_says_and_moves_at_once),
	    remote_test(a_move_alone_has_no_text),
	    remote_test(what_concerns_us_alone_goes_nowhere),
	    remote_test(what_came_from_there_does_not_go_back),
	    remote_test(a_stranger_is_called_one),
	    remote_test(what_the_desk_does_not_have_stays_here),
	    remote_test(an_item_that_the_desk_does_not_have_stays_here),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
