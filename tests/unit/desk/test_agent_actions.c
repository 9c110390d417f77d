/* SPDX-License-Identifier: Apache-2.0 */
/* What the desk's people do to a case, and whom it is told. */
#include "tests/unit/context_fixture.h"

#include "gateway/commands/ticket_view.h"
#include "gateway/desk/desk.h"
#include "gateway/util/error.h"

#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"

static void
open_one(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Mijn scherm blijft zwart.");
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

static void
each_verb_has_its_letter_and_entry(void **state)
{
	static const struct {
		AgentAction verb;
		const char *text;
		const char *after;
		const char *letter;
		const char *entry; /* the line before the letter's */
	} ROWS[] = {
	    {AGENT_ANSWERS, "Hallo.", "open", "answer", "answer Sanne de Wit: Hallo."},
	    {AGENT_ASKS, "Welk?", "awaiting info", "question", "question Sanne de Wit: Welk?"},
	    {AGENT_RESOLVES, "Zo.", "resolved", "resolution",
		"change Sanne de Wit: resolved: Zo."},
	    {AGENT_REOPENS, "Toch niet.", "open", "reopened",
		"change Sanne de Wit: reopened: Toch niet."},
	    {AGENT_CLOSES, "Klaar.", "closed", "closed", "change Sanne de Wit: closed: Klaar."},
	};
	Desk *desk = *state;

	open_one(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *letter = g_strdup_printf("%s to " ELS, ROWS[i].letter);
		g_autofree char *end =
		    g_strdup_printf("%s\nletter casegate: %s\n", ROWS[i].entry, ROWS[i].letter);
		g_autofree char *timeline = NULL;

		desk_agent(desk, "CS0000001", ROWS[i].verb, ROWS[i].text);
		assert_string_equal(desk_state_of(desk, "CS0000001"), ROWS[i].after);
		assert_letters(desk, letter);
		timeline = desk_timeline(desk, "CS0000001");
		if (!g_str_has_suffix(timeline, end))
			fail_msg("not the end of\n%s\n%s", timeline, end);
	}
}

static void
some_need_no_text(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_CANCELS, NULL);
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Mijn scherm blijft zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: cancelled\n"
	    "letter casegate: cancelled\n");
}

#define fails(call, code, text)                                           \
	do {                                                              \
		g_autoptr(GError) error = NULL;                           \
		assert_false(call);                                       \
		assert_true(g_error_matches(error, GATEWAY_ERROR, code)); \
		assert_string_equal(error->message, text);                \
	} while (0)
#define refused(call, text) fails(call, GATEWAY_ERROR_REFUSED, text)
#define mistyped(call, text) fails(call, GATEWAY_ERROR_MISSING, text)

static void
what_is_refused_changes_nothing(void **state)
{
	Desk *desk = *state;
	Context *context = desk->context;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *before = NULL;

	open_one(desk);
	ticket = desk_ticket(desk, "CS0000001");
	before = desk_timeline(desk, "CS0000001");
	refused(desk_act(context, ticket, AGENT_REOPENS,
		    &(AgentWords){desk_actor(desk, "Sanne"), "x", NULL, 0}, &error),
	    "CS0000001: it is not resolved, so there is nothing to reopen");
	refused(desk_act(context, ticket, AGENT_ANSWERS,
		    &(AgentWords){desk_actor(desk, "Sanne"), "", NULL, 0}, &error),
	    "CS0000001: there is no text for the customer");
	refused(desk_act(context, ticket, AGENT_RESOLVES,
		    &(AgentWords){desk_actor(desk, "Sanne"), NULL, NULL, 0}, &error),
	    "CS0000001: there is no text for the customer");
	refused(desk_act(context, ticket, AGENT_NOTES,
		    &(AgentWords){desk_actor(desk, "Sanne"), "", NULL, 0}, &error),
	    "CS0000001: there is no text to note");
	mistyped(desk_assign(context, ticket, "Niemand", desk_actor(desk, "Sanne"), &error),
	    "there is no agent 'Niemand'; there is Sanne de Wit");
	mistyped(desk_set(context, ticket, "category", "Werkplek", desk_actor(desk, "Sanne"),
		     &error),
	    "there is no category 'Werkplek'; there is Netwerk or Overig");
	mistyped(
	    desk_set(context, ticket, "priority", "urgent", desk_actor(desk, "Sanne"), &error),
	    "there is no priority 'urgent'; there is low, normal or high");
	mistyped(
	    desk_set(context, ticket, "group", "niemand", desk_actor(desk, "Sanne"), &error),
	    "there is no group 'niemand'; there is servicedesk");
	refused(desk_set(context, ticket, "title", "", desk_actor(desk, "Sanne"), &error),
	    "CS0000001: a title is one line of at most 200 characters");
	refused(
	    desk_set(context, ticket, "title", "a\nBcc: b", desk_actor(desk, "Sanne"), &error),
	    "CS0000001: a title is one line of at most 200 characters");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
	assert_timeline(desk, "CS0000001", before);
	desk_agent(desk, "CS0000001", AGENT_CLOSES, "Klaar.");
	assert_letters(desk, "closed to " ELS);
	g_clear_pointer(&ticket, ticket_free);
	ticket = desk_ticket(desk, "CS0000001");
	refused(desk_act(context, ticket, AGENT_ANSWERS,
		    &(AgentWords){desk_actor(desk, "Sanne"), "x", NULL, 0}, &error),
	    "CS0000001: it is closed for good; open a new case that names it instead");
	assert_letters(desk, "none");
}

static void
fields_are_set(void **state)
{
	static const char *const FIELDS[][2] = {{"category", "Netwerk"}, {"priority", "high"},
	    {"group", "servicedesk"}, {"title", "Ander scherm"}};
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) after = NULL;

	open_one(desk);
	ticket = desk_ticket(desk, "CS0000001");
	for (size_t i = 0; i < G_N_ELEMENTS(FIELDS); i++)
		must(desk_set(desk->context, ticket, FIELDS[i][0], FIELDS[i][1],
		    desk_actor(desk, "Sanne"), &error));
	must(desk_assign(
	    desk->context, ticket, "SANNE@desk.example", desk_actor(desk, "Sanne"), &error));
	must(desk_act(desk->context, ticket, AGENT_NOTES,
	    &(AgentWords){desk_actor(desk, "Sanne"), "Belt terug.", NULL, 0}, &error));
	after = desk_ticket(desk, "CS0000001");
	assert_string_equal(after->category, "Netwerk");
	assert_string_equal(after->priority, "high");
	assert_string_equal(after->group, "servicedesk");
	assert_string_equal(after->title, "Ander scherm");
	assert_string_equal(after->agent, "sanne@desk.example");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Mijn scherm blijft zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne: category: Netwerk\n"
	    "change Sanne: priority: high\n"
	    "change Sanne: group: servicedesk\n"
	    "change Sanne: title: Ander scherm\n"
	    "change Sanne: assigned to Sanne de Wit\n"
	    "note Sanne: Belt terug.\n");
	assert_letters(desk, "none");
	mistyped(
	    desk_set(desk->context, ticket, "colour", "red", desk_actor(desk, "Sanne"), &error),
	    "there is no field 'colour'; there is title, category, priority, group or "
	    "reporter");
}

static void
who_is_involved_is_told_too(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_auto(TicketView) view = {0};
	const Entry *entry = NULL;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(desk, "open case CS0000001", ELS, .text = "Help.", .aligned = true,
	    .cc = {PIET, "eve@elders.example", ELS});
	assert_letters(desk, "acknowledgement to " ELS);
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welk scherm?");
	assert_letters(desk, "question to " ELS ", question to " PIET);
	ticket = desk_ticket(desk, "CS0000001");
	must(ticket_view_read(desk->context, ticket, &view, &error));
	entry = g_ptr_array_index(view.entries, view.entries->len - 1);
	assert_string_equal(entry->text, "question waits to be sent to " PIET);
	entry = g_ptr_array_index(view.entries, view.entries->len - 2);
	assert_string_equal(entry->text, "question waits to be sent");
}

static void
an_agents_letter_is_a_persons(void **state)
{
	static const struct {
		AgentAction verb;
		bool automatic;
	} ROWS[] = {{AGENT_ANSWERS, false}, {AGENT_RESOLVES, false}, {AGENT_CLOSES, true}};
	Desk *desk = *state;

	open_one(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *text = NULL;

		desk_agent(desk, "CS0000001", ROWS[i].verb, "Tekst.");
		text = sent_letter_text(desk, "CS0000001", ELS);
		assert_int_equal(strstr(text, "Auto-Submitted:") != NULL, ROWS[i].automatic);
	}
}

static void
an_answer_ends_the_wait(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) before = NULL;
	g_autoptr(Ticket) after = NULL;

	open_one(desk);
	before = desk_ticket(desk, "CS0000001");
	assert_int_equal(before->waiting_ms, NOW);
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Hallo.");
	after = desk_ticket(desk, "CS0000001");
	assert_int_equal(after->waiting_ms, 0);
}

static void
the_tokens_of_an_ended_case_soon_end(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	for (int ended = 0; ended <= 1; ended++) {
		g_autoptr(Letter) letter = NULL;
		g_autoptr(GPtrArray) letters = NULL;
		g_autoptr(Ticket) ticket = desk_ticket(desk, "CS0000001");

		must(letter_of_ticket(desk->context->spool, ticket->id, &letters, &error));
		must(letter_get(
		    desk->context->spool, ((Letter *)letters->pdata[0])->id, &letter, &error));
		assert_string_equal(letter->name, "acknowledgement-unverified");
		assert_int_equal(letter->expires_ms == NOW + 14 * DAY, ended);
		if (!ended)
			desk_agent(desk, "CS0000001", AGENT_CLOSES, NULL);
	}
}

static void
a_case_without_reporter_tells_nobody(void **state)
{
	Desk *desk = *state;

	g_autoptr(Ticket) ticket = NULL;

	desk_post(desk, "open case CS0000001", .text = "Help.");
	ticket = desk_ticket(desk, "CS0000001");
	refused(desk_act(desk->context, ticket, AGENT_ANSWERS,
		    &(AgentWords){desk_actor(desk, "Sanne"), "Hallo.", NULL, 0}, &error),
	    "CS0000001: nobody hears of it: it has no reporter; set a reporter whom letters "
	    "reach, or write a note");
	refused(desk_act(desk->context, ticket, AGENT_ASKS,
		    &(AgentWords){desk_actor(desk, "Sanne"), "Waar?", NULL, 0}, &error),
	    "CS0000001: nobody hears of it: it has no reporter; set a reporter whom letters "
	    "reach, or write a note");
	desk_agent(desk, "CS0000001", AGENT_NOTES, "Eerst bellen.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Droog.");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	assert_letters(desk, "none");
}

/* What the one before still writes is kept on it, without rights. */
static void
a_case_gets_a_reporter(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(Ticket) after = NULL;
	g_autoptr(GPtrArray) people = NULL;
	int64_t els = desk_know(desk, ELS);

	desk_post(desk, "open case CS0000001", "eve@elders.example", .text = "Help.");
	ticket = desk_ticket(desk, "CS0000001");
	mistyped(desk_set(desk->context, ticket, "reporter", "Elsa", desk_actor(desk, "Sanne"),
		     &error),
	    "there is no contact 'Elsa'; there is els@klant.example or eve@elders.example");
	refused(desk_set(desk->context, ticket, "reporter", "desk@desk.example",
		    desk_actor(desk, "Sanne"), &error),
	    "CS0000001: 'desk@desk.example' is an address of the desk itself");
	must(desk_add_person(desk->context, ticket, ELS, desk_actor(desk, "Sanne"), &error));
	must(desk_set(
	    desk->context, ticket, "reporter", "els", desk_actor(desk, "Sanne"), &error));
	after = desk_ticket(desk, "CS0000001");
	assert_true(after->reporter == els);
	assert_true(after->account != 0);
	must(ticket_people(desk->context->spool, after->id, &people, &error));
	assert_int_equal(people->len, 0);
	g_free(desk_letters(desk));
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "Wij kijken ernaar.");
	assert_letters(desk, "answer to " ELS);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Gedaan.");
	desk_post(desk, "comment CS0000001", "eve@elders.example", .text = "Akkoord.",
	    .to = "desk+{CS0000001 eve@elders.example}@desk.example");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

static void
an_answer_starts_the_clock_again(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) first = NULL;
	g_autoptr(Ticket) second = NULL;
	g_autoptr(Ticket) third = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Zo.");
	desk_post(
	    desk, "ask back CS0000001", ELS, .text = "Akkoord, maar nog niet.", .to = TO_1);
	first = desk_ticket(desk, "CS0000001");
	assert_true(first->clock_stopped);
	desk->context->now_ms += DAY;
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nu wel.");
	second = desk_ticket(desk, "CS0000001");
	assert_false(second->clock_stopped);
	assert_int_equal(second->state_ms, NOW + DAY);
	desk->context->now_ms += 20 * DAY;
	desk_agent(desk, "CS0000001", AGENT_CLOSES, NULL);
	third = desk_ticket(desk, "CS0000001");
	assert_int_equal(third->state_ms, NOW + 21 * DAY);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(each_verb_has_its_letter_and_entry),
	    desk_test(some_need_no_text),
	    desk_test(what_is_refused_changes_nothing),
	    desk_test(fields_are_set),
	    desk_test(who_is_involved_is_told_too),
	    desk_test(an_agents_letter_is_a_persons),
	    desk_test(an_answer_ends_the_wait),
	    desk_test(the_tokens_of_an_ended_case_soon_end),
	    desk_test(a_case_without_reporter_tells_nobody),
	    desk_test(a_case_gets_a_reporter),
	    desk_test(an_answer_starts_the_clock_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
