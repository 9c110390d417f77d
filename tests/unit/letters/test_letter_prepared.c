/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/remote_fixture.h"

#include "gateway/letters/letter_prepared.h"
#include "tests/unit/letter_fixture.h"

#define TO_ELS "desk+{CS0001005 " ELS "}@desk.example"

static void
open_case(Desk *desk)
{
	desk_post(desk, "open case NEW-1", .from = ELS, .aligned = true, .subject = "Scherm",
	    .text = "Mijn scherm blijft zwart.");
}

/* It is composed when there is a number, with the token that it had from the first moment. */
static void
a_letter_waits_for_the_number(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *text = NULL;
	g_autofree char *subject = NULL;

	open_case(desk);
	assert_letters(desk, "acknowledgement to " ELS);
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
	assert_timeline(desk, "NEW-1", "description " ELS ": Mijn scherm blijft zwart.\n");
	token = desk_token(desk, "NEW-1", ELS);
	remote_done(desk, "open", REMOTE_OPENED);
	assert_letter_state(desk, "CS0001005", ELS, "waiting");
	text = sent_letter_text(desk, "CS0001005", ELS);
	subject = letter_header(text, "Subject");
	assert_string_equal(subject, "[CS0001005] Scherm");
	assert_null(strstr(text, "NEW-1"));
	assert_non_null(strstr(text, token));
	assert_timeline(desk, "CS0001005",
	    "description " ELS ": Mijn scherm blijft zwart.\n"
	    "letter casegate: acknowledgement\n");
}

/* A move that the desk has not made yet is told to nobody. */
static void
a_letter_waits_for_the_move_that_it_tells(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;

	remote_open(desk);
	desk_agent(desk, "CS0001005", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letter_state(desk, "CS0001005", ELS, "prepared");
	text = sent_letter_text(desk, "CS0001005", ELS);
	assert_non_null(strstr(text, "CS0001005"));
	remote_done(desk, "say", "{\"entry\":\"j1\"}");
	assert_letter_state(desk, "CS0001005", ELS, "waiting");
	/* what moves nothing is told at once */
	desk_agent(desk, "CS0001005", AGENT_ANSWERS, "Nog iets.");
	remote_done(desk, "say", "{\"entry\":\"j2\"}");
	desk_agent(desk, "CS0001005", AGENT_ANSWERS, "En nog iets.");
	assert_letter_state(desk, "CS0001005", ELS, "waiting");
}

/* Constant words, no number; and it is the only one. */
static void
it_goes_early_where_no_number_comes(void **state)
{
	Desk *desk = *state;
	g_autofree char *text = NULL;
	g_autofree char *subject = NULL;

	open_case(desk);
	desk->context->now_ms += EARLY_MS - 1;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
	desk->context->now_ms++;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_letter_state(desk, "NEW-1", ELS, "waiting");
	text = sent_letter_text(desk, "NEW-1", ELS);
	subject = letter_header(text, "Subject");
	assert_string_equal(subject, "We hebben je mail ontvangen");
	assert_null(strstr(text, "NEW-1"));
	assert_null(strstr(text, "[]"));
	assert_null(strstr(text, "Scherm"));
	assert_letters(desk, "acknowledgement-early to " ELS);
	remote_done(desk, "open", REMOTE_OPENED);
	assert_letters(desk, "none");
	/* an answer to it finds the case */
	desk_post(desk, "comment CS0001005", .from = ELS, .aligned = true, .to = TO_ELS,
	    .text = "Nog iets.");
}

/* One that cannot go is tried again an hour later, and the others go. */
static void
one_that_cannot_go_stops_no_other(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) holds = NULL;

	open_case(desk);
	desk_post(desk, "open case NEW-2", .from = ELS, .aligned = true, .subject = "Muis",
	    .text = "Mijn muis doet niets.");
	must(letter_hold_early(desk->context->spool, NOW + EARLY_MS, 10, &holds, &error));
	assert_int_equal(holds->len, 2);
	/* its letter went some other way, so that it cannot be let go */
	must(letter_drop(
	    desk->context->spool, ((LetterHold *)holds->pdata[0])->letter, "gone", &error));
	desk->context->now_ms += EARLY_MS;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_letter_state(desk, "NEW-2", ELS, "waiting");
	g_clear_pointer(&holds, g_ptr_array_unref);
	must(
	    letter_hold_early(desk->context->spool, desk->context->now_ms, 10, &holds, &error));
	assert_int_equal(holds->len, 0);
	must(letter_hold_early(desk->context->spool,
	    desk->context->now_ms + 60 * INT64_C(60000), 10, &holds, &error));
	assert_int_equal(holds->len, 1);
}

static void
only_what_says_no_more_goes_early(void **state)
{
	Desk *desk = *state;

	open_case(desk);
	remote_take(desk, "open", NULL);
	desk_agent(desk, "NEW-1", AGENT_ANSWERS, "Hallo.");
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
	desk->context->now_ms += EARLY_MS;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
	desk->context->config->tickets->acknowledges_early = false;
	desk_post(desk, "open case NEW-2", .from = ELS, .aligned = true, .text = "Nog een.");
	desk->context->now_ms += EARLY_MS;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_letter_state(desk, "NEW-2", ELS, "prepared");
}

/* What an agent sends along goes along, when it goes. */
static void
files_are_kept_with_it(void **state)
{
	Desk *desk = *state;
	g_autoptr(GBytes) bytes = g_bytes_new_static("\0\1\2", 3);
	ComposeAttachment file = {"a.bin", "application/octet-stream", bytes, 9};
	g_autoptr(GPtrArray) files = g_ptr_array_new();
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *text = NULL;

	open_case(desk);
	ticket = desk_ticket(desk, "NEW-1");
	g_ptr_array_add(files, &file);
	must(desk_act(desk->context, ticket, AGENT_ANSWERS,
	    &(AgentWords){desk_actor(desk, "Sanne de Wit"), "Zie bijlage.", files, 0}, &error));
	remote_done(desk, "open", REMOTE_OPENED);
	assert_letter_state(desk, "CS0001005", ELS, "prepared");
	remote_done(desk, "say", "{}");
	assert_letter_state(desk, "CS0001005", ELS, "waiting");
	text = sent_letter_text(desk, "CS0001005", ELS);
	assert_non_null(strstr(text, "a.bin"));
	assert_non_null(strstr(text, "AAEC"));
}

/* No letter names a number that is none, also where nobody asks the desk any more. */
static void
where_the_desk_was_switched_off_it_waits_too(void **state)
{
	Desk *desk = *state;
	ConfigDesk *tickets = desk->context->config->tickets;
	g_autofree char *subject = NULL;
	g_autofree char *text = NULL;

	open_case(desk);
	desk->context->config->tickets = NULL;
	desk_agent(desk, "NEW-1", AGENT_ANSWERS, "Hallo.");
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
	desk->context->now_ms += EARLY_MS;
	must(letter_prepared_go_early(desk->context, 10, &error));
	assert_letters(desk, "acknowledgement-early to " ELS ", answer to " ELS);
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
	/* what is opened now is our own, by the next number that is free */
	desk_post(
	    desk, "open case CS0000001", .from = ELS, .aligned = true, .text = "Nog een.");
	assert_letter_state(desk, "CS0000001", ELS, "waiting");
	desk->context->config->tickets = tickets;
	remote_done(desk, "open", REMOTE_OPENED);
	text = sent_letter_text(desk, "CS0001005", ELS);
	subject = letter_header(text, "Subject");
	assert_non_null(strstr(subject, "CS0001005"));
}

static void
where_the_desk_writes_itself_we_do_not(void **state)
{
	Desk *desk = *state;

	desk->context->config->tickets->writes_there = true;
	open_case(desk);
	assert_letters(desk, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    remote_test(a_letter_waits_for_the_number),
	    remote_test(a_letter_waits_for_the_move_that_it_tells),
	    remote_test(it_goes_early_where_no_number_comes),
	    remote_test(one_that_cannot_go_stops_no_other),
	    remote_test(only_what_says_no_more_goes_early),
	    remote_test(files_are_kept_with_it),
	    remote_test(where_the_desk_was_switched_off_it_waits_too),
	    remote_test(where_the_desk_writes_itself_we_do_not),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
