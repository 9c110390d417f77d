/* SPDX-License-Identifier: Apache-2.0 */
/* Who silences whom: true and forged reports about letters. */
#include "tests/unit/context_fixture.h"

#include "gateway/desk/desk.h"
#include "gateway/intake/bounce_letter.h"

#define DAEMON "mailer-daemon@mx.klant.example"
#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"
#define TO_PIET "desk+{CS0000001 " PIET "}@desk.example"
#define ENVELOPE_1 "desk+{!CS0000001 " ELS "}@desk.example"
#define ENVELOPE_PIET "desk+{!CS0000001 " PIET "}@desk.example"
#define SANNE "sanne@desk.example"

static bool
is_undeliverable(const Desk *desk, const char *address)
{
	g_autoptr(Contact) contact = NULL;

	must(contact_find(desk->context->spool, address, &contact, &error));
	return contact->undeliverable;
}

/* All letters leave. */
static void
send_all(const Desk *desk)
{
	g_autoptr(GPtrArray) letters = NULL;

	must(letter_list(desk->context->spool, LETTER_WAITING, 100, &letters, &error));
	for (unsigned i = 0; i < letters->len; i++)
		must(letter_set_sent(desk->context->spool, ((Letter *)letters->pdata[i])->id,
		    "250", desk->context->now_ms, &error));
}

static void
open_one(Desk *desk)
{
	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(
	    desk, "open case CS0000001", ELS, .text = "Zwart.", .aligned = true, .cc = {PIET});
	desk_agent(desk, "CS0000001", AGENT_ANSWERS, "We kijken.");
	send_all(desk);
	desk_tell(desk);
	g_free(desk_letters(desk));
}

static void
what_comes_to_the_envelope_address_silences_it(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_post(desk, "comment CS0000001", DAEMON, .text = "Unknown user.",
	    .kind = MESSAGE_BOUNCE, .bounced = "Els@Klant.example", .to = ENVELOPE_1);
	assert_true(is_undeliverable(desk, ELS));
	assert_false(is_undeliverable(desk, PIET));
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " PIET);
	desk_post(desk, "open case CS0000002", ELS, .text = "Iets anders.");
	assert_letters(desk, "none");
}

/* Whoever got a letter of the ticket knows its addresses and its ids, but not its envelope. */
static void
a_watchers_forged_bounce_silences_nobody(void **state)
{
	Desk *desk = *state;
	g_autofree char *id = NULL;
	g_autoptr(Letter) letter = NULL;
	const Post posts[] = {
	    {PIET, .text = "x", .kind = MESSAGE_BOUNCE, .bounced = ELS, .to = TO_PIET},
	    {DAEMON, .text = "x", .kind = MESSAGE_BOUNCE, .bounced = ELS, .to = TO_1},
	    {DAEMON, .text = "x", .kind = MESSAGE_BOUNCE, .bounced = ELS,
		.ref = "{CS0000001 " ELS "}"},
	    {DAEMON, .text = "x", .kind = MESSAGE_BOUNCE, .bounced = ELS, .to = ENVELOPE_PIET},
	};

	open_one(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(posts); i++) {
		g_autofree char *became = desk_receive(desk, &posts[i]);

		assert_string_equal(became, "comment CS0000001");
		assert_false(is_undeliverable(desk, ELS));
		assert_false(is_undeliverable(desk, PIET));
	}
	letter = sent_letter(desk, "CS0000001", ELS);
	id = desk_id_of(desk, letter->id);
	desk_post(desk, "comment CS0000001", DAEMON, .text = "x", .kind = MESSAGE_BOUNCE,
	    .bounced = ELS, .answers = id);
	assert_false(is_undeliverable(desk, ELS));
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	g_free(desk_letters(desk));
	desk_post(desk, "open case CS0000002", ELS, .text = "x", .aligned = true);
	assert_letters(desk, "acknowledgement to " ELS);
}

/* To whatever address it comes, a report that returns a letter is noted on its ticket, and the desk is told. */
static void
what_returns_a_letter_is_told_and_believed_no_further(void **state)
{
	Desk *desk = *state;
	g_autofree char *id = NULL;
	g_autofree char *told = NULL;
	g_autofree char *again = NULL;
	g_auto(GStrv) parts = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welke kabel?");
	send_all(desk);
	g_free(desk_letters(desk));
	id = sent_letter_id(desk, "CS0000001", ELS);
	desk_post(desk, "comment CS0000001", DAEMON, .text = "x", .kind = MESSAGE_BOUNCE,
	    .bounced = ELS, .answers = id);
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
	told = desk_timeline(desk, "CS0000001");
	assert_non_null(strstr(told,
	    "question to " ELS " did not arrive, says a report that proves nothing: 5.1.1"));
	assert_false(is_undeliverable(desk, ELS));
	/* anybody can say so again */
	for (int i = 0; i < 3; i++)
		desk_post(desk, "comment CS0000001", DAEMON, .text = "x",
		    .kind = MESSAGE_BOUNCE, .bounced = ELS, .answers = id);
	again = desk_timeline(desk, "CS0000001");
	parts = g_strsplit(again, "says a report that proves nothing", -1);
	assert_int_equal(g_strv_length(parts), 2);
}

/* Numbers are guessed: the report must be about somebody who gets letters of that ticket. */
static void
a_number_alone_ties_only_a_report_about_a_party(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_post(desk, "comment CS0000001", DAEMON, .text = "x", .kind = MESSAGE_BOUNCE,
	    .bounced = "Els@Klant.example", .number = "CS0000001");
	desk_post(desk, "ignore", DAEMON, .text = "x", .kind = MESSAGE_BOUNCE,
	    .bounced = "jan@ander.example", .number = "CS0000001");
	desk_post(desk, "ignore", DAEMON, .text = "x", .kind = MESSAGE_DELAYED,
	    .number = "CS0000001");
}

static void
only_a_final_failure_of_a_sent_letter_is_believed(void **state)
{
	static const struct {
		const char *address, *status;
		MessageKind kind;
		LetterState state;
		bool final;
	} ROWS[] = {
	    {ELS, "5.1.1", MESSAGE_BOUNCE, LETTER_SENT, true},
	    {ELS, "5.7.1", MESSAGE_BOUNCE, LETTER_SENT, true},
	    {ELS, "4.2.2", MESSAGE_BOUNCE, LETTER_SENT, false},
	    {ELS, "", MESSAGE_BOUNCE, LETTER_SENT, false},
	    {ELS, "51.1", MESSAGE_BOUNCE, LETTER_SENT, false},
	    {ELS, "5.1.1", MESSAGE_DELAYED, LETTER_SENT, false},
	    {ELS, "5.1.1", MESSAGE_AUTO_REPLY, LETTER_SENT, false},
	    {ELS, "5.1.1", MESSAGE_BOUNCE, LETTER_WAITING, false},
	    {ELS, "5.1.1", MESSAGE_BOUNCE, LETTER_FAILED, false},
	    {PIET, "5.1.1", MESSAGE_BOUNCE, LETTER_SENT, false},
	};

	(void)state;
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		const Letter letter = {.state = ROWS[i].state, .recipient = (char *)ELS};
		g_autoptr(Message) message = message_new();
		MessageBounce *bounce = g_new0(MessageBounce, 1);

		bounce->address = g_strdup(ROWS[i].address);
		bounce->status = g_strdup(ROWS[i].status);
		g_ptr_array_add(message->bounce, bounce);
		message->kind = ROWS[i].kind;
		if (bounce_letter_is_final(&letter, message) != ROWS[i].final)
			fail_msg("%zu", i);
		assert_false(bounce_letter_is_final(NULL, message));
	}
}

static void
a_persons_mail_to_the_envelope_address_proves_nothing(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	desk_post(desk, "open case CS0000002", ELS, .text = "Akkoord", .to = ENVELOPE_1);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	desk_post(desk, "comment CS0000001", ELS, .text = "Akkoord", .to = ENVELOPE_1,
	    .kind = MESSAGE_AUTO_REPLY);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

static void
who_is_proven_to_write_is_written_to_again(void **state)
{
	static const struct {
		Post post;
		bool forgives;
	} ROWS[] = {
	    {{ELS, .text = "Ik hoor niets."}, false},
	    {{ELS, .text = "Ik hoor niets.", .denied = true}, false},
	    {{ELS, .text = "Afwezig.", .kind = MESSAGE_AUTO_REPLY}, false},
	    {{ELS, .text = "Ik hoor niets.", .aligned = true}, true},
	    {{ELS, .text = "Ik hoor niets.", .to = TO_1}, true},
	};
	Desk *desk = *state;
	int64_t els = 0;

	open_one(desk);
	els = desk_know(desk, ELS);
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		must(contact_set_undeliverable(desk->context->spool, els, ELS, true, &error));
		g_free(desk_receive(desk, &ROWS[i].post));
		if (is_undeliverable(desk, ELS) == ROWS[i].forgives)
			fail_msg("%zu", i);
	}
}

static void
a_solution_that_came_back_does_not_close_by_time(void **state)
{
	Desk *desk = *state;
	g_autofree char *timeline = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	send_all(desk);
	desk_post(desk, "comment CS0000001", DAEMON, .text = "Unknown user.",
	    .kind = MESSAGE_BOUNCE, .bounced = ELS, .to = ENVELOPE_1);
	desk_tell(desk);
	g_free(desk_letters(desk));
	desk->context->now_ms += 30 * DAY;
	must(desk_deadlines(desk->context, 10, &error));
	assert_letters(desk, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	timeline = desk_timeline(desk, "CS0000001");
	assert_non_null(strstr(timeline,
	    "change casegate: time does not close it: the letter with the solution did not "
	    "arrive\n"));
}

/* The server that takes our letters said no. */
static void
a_solution_that_was_refused_does_not_close_by_time(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = NULL;
	g_autoptr(Ticket) ticket = NULL;

	open_one(desk);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	letter = sent_letter(desk, "CS0000001", ELS);
	must(bounce_letter_undelivered(desk->context, letter, &error));
	ticket = desk_ticket(desk, "CS0000001");
	assert_true(ticket->clock_stopped);
	desk_tell(desk);
	assert_letters(
	    desk, "resolution to " ELS ", resolution to " PIET ", notification to " SANNE);
}

static void
a_desk_without_reply_addresses_is_told_and_silences_nobody(void **state)
{
	Desk *desk = *state;
	g_autofree char *yaml = NULL;
	g_auto(GStrv) parts =
	    g_strsplit(DESK_YAML, "reply_address: 'desk+{token}@desk.example', ", 2);
	g_autoptr(Letter) letter = NULL;
	g_autofree char *id = NULL;
	g_autofree char *envelope = NULL;

	yaml = g_strjoinv("", parts);
	desk_put(desk, "casegate.yaml", yaml);
	must(context_take_config(desk->context, desk_config(desk), &error));
	open_one(desk);
	letter = sent_letter(desk, "CS0000001", ELS);
	envelope = bounce_letter_address(desk->context, letter);
	assert_string_equal(envelope, "desk@desk.example");
	id = desk_id_of(desk, letter->id);
	desk_post(desk, "comment CS0000001", DAEMON, .text = "x", .kind = MESSAGE_BOUNCE,
	    .bounced = ELS, .answers = id);
	assert_false(is_undeliverable(desk, ELS));
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
}

static void
each_letter_has_an_envelope_of_its_own_that_it_does_not_show(void **state)
{
	Desk *desk = *state;
	g_autoptr(Letter) letter = NULL;
	g_autofree char *envelope = NULL;
	g_autofree char *text = NULL;
	g_autofree char *token = NULL;

	open_one(desk);
	letter = sent_letter(desk, "CS0000001", ELS);
	envelope = bounce_letter_address(desk->context, letter);
	token = desk_tokens(desk, ENVELOPE_1);
	assert_string_equal(envelope, token);
	text = sent_letter_text(desk, "CS0000001", ELS);
	assert_null(strstr(text, envelope));
}

static const char FORWARDS[] = "- {name: invoices, when: {ticket: any, text: '(?i)factuur'},"
			       " then: {forward: {address: boekhouding@dood.example}}}\n";

static void
set_forwards(Desk *desk)
{
	desk_put(desk, "rules.d/05-f.yaml", FORWARDS);
	must(context_take_config(desk->context, desk_config(desk), &error));
}

static void
a_forward_that_bounces_is_not_forwarded_again(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *to = NULL;

	set_forwards(desk);
	desk_post(desk, "forward", "eve@elders.example", .text = "Hierbij de factuur.");
	assert_letters(desk, "forwarded to boekhouding@dood.example");
	send_all(desk);
	desk_post(desk, "open case CS0000001", DAEMON,
	    .text = "Your message about factuur could not be delivered.",
	    .kind = MESSAGE_BOUNCE, .bounced = "boekhouding@dood.example");
	assert_letters(desk, "none");
	token = desk_token_of(desk, TOKEN_ENVELOPE, 1);
	to = g_strdup_printf("desk+%s@desk.example", token);
	desk_post(desk, "open case CS0000002", DAEMON, .text = "factuur", .to = to,
	    .kind = MESSAGE_BOUNCE, .bounced = "boekhouding@dood.example");
	desk_post(desk, "open case CS0000003", "robot@dood.example",
	    .text = "Wij hebben uw factuur ontvangen.", .to = to, .kind = MESSAGE_AUTO_REPLY);
	assert_letters(desk, "none");
}

static void
a_robot_at_the_other_end_of_a_forward_gets_nothing_back(void **state)
{
	Desk *desk = *state;
	g_autofree char *id = NULL;

	set_forwards(desk);
	desk_post(desk, "forward", "eve@elders.example", .text = "Hierbij de factuur.");
	g_free(desk_letters(desk));
	id = desk_id_of(desk, 1);
	desk_post(desk, "open case CS0000001", "boekhouding@dood.example",
	    .text = "Wij hebben uw factuur ontvangen.");
	desk_post(desk, "open case CS0000002", "robot@dood.example",
	    .text = "Wij hebben uw factuur ontvangen.", .answers = id);
	assert_letters(desk, "acknowledgement-unverified to boekhouding@dood.example, "
			     "acknowledgement-unverified to robot@dood.example");
	/* others go on */
	desk_post(desk, "forward", "eve@elders.example", .text = "Nog een factuur.");
}

static void
a_notification_that_bounces_brings_no_other(void **state)
{
	Desk *desk = *state;
	g_autofree char *token = NULL;
	g_autofree char *to = NULL;

	open_one(desk);
	desk_post(
	    desk, "comment CS0000001", ELS, .text = "Nog iets.", .aligned = true, .to = TO_1);
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
	send_all(desk);
	token = desk_token_of(desk, TOKEN_ENVELOPE, desk->letters_told);
	to = g_strdup_printf("desk+%s@desk.example", token);
	desk_post(desk, "ignore", DAEMON, .text = "x", .to = to, .kind = MESSAGE_BOUNCE,
	    .bounced = SANNE);
	desk_tell(desk);
	assert_letters(desk, "none");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_comes_to_the_envelope_address_silences_it),
	    desk_test(a_watchers_forged_bounce_silences_nobody),
	    desk_test(what_returns_a_letter_is_told_and_believed_no_further),
	    desk_test(a_number_alone_ties_only_a_report_about_a_party),
	    cmocka_unit_test(only_a_final_failure_of_a_sent_letter_is_believed),
	    desk_test(a_persons_mail_to_the_envelope_address_proves_nothing),
	    desk_test(who_is_proven_to_write_is_written_to_again),
	    desk_test(a_solution_that_came_back_does_not_close_by_time),
	    desk_test(a_solution_that_was_refused_does_not_close_by_time),
	    desk_test(a_desk_without_reply_addresses_is_told_and_silences_nobody),
	    desk_test(each_letter_has_an_envelope_of_its_own_that_it_does_not_show),
	    desk_test(a_forward_that_bounces_is_not_forwarded_again),
	    desk_test(a_robot_at_the_other_end_of_a_forward_gets_nothing_back),
	    desk_test(a_notification_that_bounces_brings_no_other),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
