/* SPDX-License-Identifier: Apache-2.0 */
/* What each outcome does here. */
#include "tests/unit/remote_fixture.h"

#include "gateway/desk/desk.h"
#include "gateway/util/error.h"
#include "tests/unit/letter_fixture.h"

#define TO_ELS "desk+{CS0001005 " ELS "}@desk.example"

static OutboxOperation *
operation(const Desk *desk, int64_t id)
{
	OutboxOperation *found = NULL;

	must(outbox_get(desk->context->spool, id, &found, &error));
	assert_non_null(found);
	return found;
}

static void
assert_operation(const Desk *desk, int64_t id, OutboxState state, int64_t due_ms)
{
	g_autoptr(OutboxOperation) found = operation(desk, id);

	assert_string_equal(outbox_state_name(found->state), outbox_state_name(state));
	if (due_ms != 0)
		assert_int_equal(found->due_ms, due_ms);
}

static int64_t
open_one(Desk *desk)
{
	desk_post(desk, "open case NEW-1", .from = ELS, .aligned = true, .subject = "Scherm",
	    .text = "Zwart.");
	return remote_take(desk, "open", NULL);
}

static void
done_is_known_by_its_number(void **state)
{
	Desk *desk = *state;
	g_autoptr(DeskTicket) there = NULL;
	g_autoptr(DeskPerson) els = NULL;
	g_autoptr(Ticket) ticket = NULL;
	int64_t id = open_one(desk);

	remote_answer(desk, id, DESK_DONE,
	    "{\"remote_id\":\"c0\",\"number\":\"CS0001005\","
	    "\"reporter\":{\"remote_id\":\"5f\",\"account\":\"a1\"},\"mod_count\":3,"
	    "\"left_out\":[\"category Overig\"]}");
	ticket = desk_ticket(desk, "CS0001005");
	must(desk_ticket_find(desk->context->spool, "c0", &there, &error));
	assert_int_equal(there->ticket, ticket->id);
	assert_int_equal(there->mod_count, 3);
	must(desk_person_get(desk->context->spool, ticket->reporter, &els, &error));
	assert_string_equal(els->remote_id, "5f");
	assert_timeline(desk, "CS0001005",
	    "description " ELS ": Zwart.\n"
	    "change casegate: the desk did not take: category Overig\n"
	    "letter casegate: acknowledgement\n");
	/* said again it changes nothing */
	remote_answer(desk, id, DESK_REFUSED, "{\"why\":\"no\"}");
	assert_operation(desk, id, OUTBOX_DONE, 0);
}

/* The letter to Els names this number, and not the one before it. */
static void
assert_letter_of(const Desk *desk, const char *number)
{
	g_autofree char *text = sent_letter_text(desk, number, ELS);

	assert_letter_state(desk, number, ELS, "waiting");
	assert_non_null(strstr(text, number));
	assert_null(strstr(text, "NEW-"));
}

static void
a_number_that_is_another_one_s_is_not_given(void **state)
{
	Desk *desk = *state;

	remote_open(desk);
	desk_post(desk, "open case NEW-2", .from = ELS, .aligned = true, .text = "Nog een.");
	remote_done(desk, "open", "{\"remote_id\":\"c1\",\"number\":\"CS0001005\"}");
	assert_timeline(desk, "NEW-2",
	    "description " ELS ": Nog een.\n"
	    "change casegate: the desk calls it CS0001005, as another ticket here is called: "
	    "here it is CS0000001\n"
	    "letter casegate: acknowledgement\n");
	assert_letter_of(desk, "CS0000001");
}

static void
what_is_no_number_is_not_given(void **state)
{
	static const char *const NONE[] = {
	    "CS0001005\\r\\nBcc: x@evil.example", "CS 1", "NEW-7", "", "<b>CS0001005</b>"};
	Desk *desk = *state;
	g_autofree char *number = g_strnfill(1000, 'C');
	g_autofree char *long_one =
	    g_strdup_printf("{\"remote_id\":\"long\",\"number\":\"%s\"}", number);

	for (size_t i = 0; i <= G_N_ELEMENTS(NONE); i++) {
		g_autofree char *name = g_strdup_printf("NEW-%zu", i + 1);
		g_autofree char *log = g_strdup_printf("open case %s", name);
		g_autofree char *json =
		    i == G_N_ELEMENTS(NONE)
			? g_strdup(long_one)
			: g_strdup_printf(
			      "{\"remote_id\":\"c%zu\",\"number\":\"%s\"}", i, NONE[i]);
		g_autoptr(Ticket) ticket = NULL;

		desk_post(desk, log, .from = ELS, .aligned = true, .text = "Zwart.");
		remote_done(desk, "open", json);
		ticket = desk_ticket(desk, name);
		assert_non_null(ticket);
	}
}

static void
not_done_is_tried_again_later_each_time(void **state)
{
	static const struct {
		DeskOutcome outcome;
		const char *result;
		OutboxState state;
		int64_t wait_ms;
	} CASES[] = {
	    {DESK_AGAIN, "{\"why\":\"503\"}", OUTBOX_WAITING, 5000},
	    {DESK_AGAIN, "{\"why\":\"429\",\"wait_ms\":37000}", OUTBOX_WAITING, 37000},
	    {DESK_AGAIN, "{\"why\":\"503\"}", OUTBOX_WAITING, 20000},
	    {DESK_PAUSED, "{\"why\":\"away\"}", OUTBOX_WAITING, 0},
	    {DESK_UNKNOWN, "{\"why\":\"cut\"}", OUTBOX_UNKNOWN, LOOK_UP_MS},
	};
	Desk *desk = *state;
	int64_t id = open_one(desk);

	for (size_t i = 0; i < G_N_ELEMENTS(CASES); i++) {
		g_autoptr(OutboxOperation) found = NULL;

		remote_answer(desk, id, CASES[i].outcome, CASES[i].result);
		assert_operation(
		    desk, id, CASES[i].state, desk->context->now_ms + CASES[i].wait_ms);
		desk->context->now_ms += CASES[i].wait_ms;
		remote_take(desk, "open", NULL);
		found = operation(desk, id);
		assert_int_equal(found->looks_first, CASES[i].outcome == DESK_UNKNOWN);
	}
	assert_letter_state(desk, "NEW-1", ELS, "prepared");
}

#define OPENED "{\"remote_id\":\"c0\",\"number\":\"CS0001005\",\"mod_count\":1}"

/* Nobody knew whose the ticket was when the desk told of it. */
static void
what_was_said_meanwhile_is_asked_for(void **state)
{
	Desk *desk = *state;
	int64_t id = open_one(desk);

	remote_answer(desk, id, DESK_UNKNOWN, "{\"why\":\"cut\"}");
	desk->context->now_ms += LOOK_UP_MS;
	remote_take(desk, "open", NULL);
	remote_answer(desk, id, DESK_DONE, OPENED);
	remote_done(desk, "look",
	    "{\"remote_id\":\"c0\",\"mod_count\":3,\"state\":\"open\",\"remote_state\":\"10\","
	    "\"entries\":[{\"remote_id\":\"j1\",\"kind\":\"comment\",\"author\":\"Jan\","
	    "\"text\":\"We kijken.\"}]}");
	assert_letter_state(desk, "CS0001005", ELS, "waiting");
	assert_string_equal(desk_state_of(desk, "CS0001005"), "open");
	assert_nothing_due(desk);
}

static void
one_that_is_done_at_once_is_not_looked_at_again(void **state)
{
	Desk *desk = *state;
	int64_t id = open_one(desk);

	remote_answer(desk, id, DESK_DONE, OPENED);
	assert_nothing_due(desk);
}

/* The mirror has what the desk did not take. */
static void
what_was_left_out_is_looked_at(void **state)
{
	Desk *desk = *state;
	int64_t id = open_one(desk);

	remote_answer(desk, id, DESK_DONE,
	    "{\"remote_id\":\"c0\",\"number\":\"CS0001005\",\"left_out\":[\"category\"]}");
	remote_done(desk, "look",
	    "{\"remote_id\":\"c0\",\"mod_count\":3,\"state\":\"new\",\"remote_state\":\"1\","
	    "\"category\":\"Netwerk\"}");
	{
		g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0001005");

		assert_string_equal(ticket->category, "Netwerk");
	}
	assert_nothing_due(desk);
}

static void
a_person_decides_on_what_is_refused(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	bool any = false;
	int64_t id = open_one(desk);

	remote_answer(desk, id, DESK_DOUBTFUL, "{\"why\":\"two contacts\\nof " ELS "\"}");
	assert_operation(desk, id, OUTBOX_DOUBTFUL, 0);
	assert_timeline(desk, "NEW-1",
	    "description " ELS ": Zwart.\n"
	    "change casegate: het is niet duidelijk wat er bedoeld wordt (open): two contacts "
	    "of " ELS " (casegate case retry|drop NEW-1)\n");
	assert_nothing_due(desk);
	ticket = desk_ticket(desk, "NEW-1");
	must(outbox_retry(
	    desk->context->spool, ticket->id, desk->context->now_ms, &any, &error));
	assert_true(any);
	remote_done(desk, "open", REMOTE_OPENED);
	assert_letter_state(desk, "CS0001005", ELS, "waiting");
}

static void
who_was_overtaken_is_told(void **state)
{
	Desk *desk = *state;

	remote_open(desk);
	desk_agent(desk, "CS0001005", AGENT_RESOLVES, "Nieuwe kabel.");
	remote_done(desk, "say", "{\"entry\":\"j1\",\"overtaken\":true}");
	assert_timeline(desk, "CS0001005",
	    "description " ELS ": Mijn scherm blijft zwart.\n"
	    "letter casegate: acknowledgement\n"
	    "change Sanne de Wit: resolved: Nieuwe kabel.\n"
	    "change casegate: somebody else changed it at the desk in the moment of this move, "
	    "which may have undone that: look at it there\n"
	    "letter casegate: resolution\n");
	remote_take(desk, "look", NULL);
}

/* What is dropped is told to nobody; a case that never came there lives here. */
static void
a_person_drops_what_is_refused(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GError) nothing = NULL;
	int64_t id = open_one(desk);

	desk_agent(desk, "NEW-1", AGENT_ANSWERS, "Hallo.");
	remote_answer(desk, id, DESK_REFUSED, "{\"why\":\"no\"}");
	ticket = desk_ticket(desk, "NEW-1");
	must(desk_result_drop(desk->context, ticket, desk_actor(desk, "Sanne de Wit"), &error));
	assert_operation(desk, id, OUTBOX_DROPPED, 0);
	assert_letter_state(desk, "CS0000001", ELS, "dropped");
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	assert_letter_of(desk, "CS0000001");
	assert_nothing_due(desk);
	assert_false(desk_result_drop(
	    desk->context, ticket, desk_actor(desk, "Sanne de Wit"), &nothing));
	assert_true(g_error_matches(nothing, GATEWAY_ERROR, GATEWAY_ERROR_REFUSED));
}

/* What the mail did is undone as far as it waits; another mail's letter goes on. */
static void
a_conflict_drops_the_rest_of_the_deed(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) dropped = NULL;
	int64_t id = 0;

	remote_open(desk);
	desk_agent(desk, "CS0001005", AGENT_RESOLVES, "Nieuwe kabel.");
	remote_done(desk, "say", "{}");
	desk->context->now_ms += 1000;
	desk_post(desk, "accept CS0001005", .from = ELS, .aligned = true, .to = TO_ELS,
	    .text = "Akkoord.");
	assert_letter_state(desk, "CS0001005", ELS, "prepared");
	id = remote_take(desk, "say", NULL);
	remote_answer(desk, id, DESK_CONFLICT,
	    "{\"why\":\"it is open\",\"change\":{\"remote_id\":\"c0\",\"number\":\"CS0001005\","
	    "\"state\":\"open\",\"mod_count\":9,\"entries\":[],\"files\":[]}}");
	assert_operation(desk, id, OUTBOX_CONFLICT, 0);
	must(letter_list(desk->context->spool, LETTER_DROPPED, 9, &dropped, &error));
	assert_int_equal(dropped->len, 1);
	assert_string_equal(((Letter *)dropped->pdata[0])->name, "closed");
	assert_nothing_due(desk);
}

static void
what_is_said_there_is_known_by_its_id(void **state)
{
	Desk *desk = *state;
	bool known = false;

	remote_open(desk);
	desk_agent(desk, "CS0001005", AGENT_NOTES, "Alleen voor ons.");
	remote_done(desk, "note", "{\"entry\":\"j7\"}");
	must(desk_entry_is_known(desk->context->spool, "j7", &known, &error));
	assert_true(known);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    remote_test(done_is_known_by_its_number),
	    remote_test(a_number_that_is_another_one_s_is_not_given),
	    remote_test(what_is_no_number_is_not_given),
	    remote_test(not_done_is_tried_again_later_each_time),
	    remote_test(what_was_said_meanwhile_is_asked_for),
	    remote_test(one_that_is_done_at_once_is_not_looked_at_again),
	    remote_test(what_was_left_out_is_looked_at),
	    remote_test(a_person_decides_on_what_is_refused),
	    remote_test(who_was_overtaken_is_told),
	    remote_test(a_person_drops_what_is_refused),
	    remote_test(a_conflict_drops_the_rest_of_the_deed),
	    remote_test(what_is_said_there_is_known_by_its_id),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
