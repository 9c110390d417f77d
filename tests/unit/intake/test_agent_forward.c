/* SPDX-License-Identifier: Apache-2.0 */
/* Whose case it is that an agent forwards, and that only an agent can say so. */
#include "tests/unit/context_fixture.h"

#include "gateway/intake/agent_forward.h"

#define SANNE "sanne@desk.example"
#define FORWARD .from = SANNE, .name = "Sanne", .subject = "FW: Factuur", .text = "Twee keer."

static char *
reporter_of(const Desk *desk, const char *number)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(Contact) contact = NULL;

	if (ticket->reporter == 0)
		return g_strdup("nobody");
	must(contact_get(desk->context->spool, ticket->reporter, &contact, &error));
	return g_strdup(contact->address);
}

#define assert_reporter(desk, number, expected)                        \
	do {                                                           \
		g_autofree char *reporter = reporter_of(desk, number); \
		assert_string_equal(reporter, expected);               \
	} while (0)

static void
the_customer_is_the_reporter_and_hears_of_it(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", FORWARD, .aligned = true, .forwarded = {ELS});
	assert_reporter(desk, "CS0000001", ELS);
	assert_letters(desk, "acknowledgement to " ELS);
	assert_timeline(desk, "CS0000001",
	    "description Sanne: Twee keer.\n"
	    "change casegate: opened by " SANNE ", who forwarded a mail of " ELS "\n"
	    "letter casegate: acknowledgement\n");
}

static void
who_is_not_known_gets_constant_words(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", FORWARD, .aligned = true,
	    .forwarded = {"nina@nieuw.example"});
	assert_reporter(desk, "CS0000001", "nina@nieuw.example");
	assert_letters(desk, "acknowledgement-unverified to nina@nieuw.example");
}

static void
our_own_people_and_machines_are_passed_over(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", FORWARD, .aligned = true,
	    .forwarded = {SANNE, "desk@desk.example", ELS});
	assert_reporter(desk, "CS0000001", ELS);
	desk_post(desk, "open case CS0000002", FORWARD, .aligned = true,
	    .forwarded = {"noreply@klant.example", ELS});
	assert_reporter(desk, "CS0000002", ELS);
}

/* Nothing goes to the agent as to a customer: the desk is asked whose it is. */
static void
a_mail_of_nobody_has_no_reporter_and_the_agent_is_told(void **state)
{
	Desk *desk = *state;

	desk_post(desk, "open case CS0000001", FORWARD, .aligned = true, .forwarded = {""});
	assert_reporter(desk, "CS0000001", "nobody");
	assert_letters(desk, "none");
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE);
}

static void
a_line_says_for_whom_it_is(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_know(desk, PIET);
	desk_post(desk, "open case CS0000001", FORWARD, .aligned = true, .forwarded = {ELS},
	    .fields = {{"Namens", PIET}});
	assert_reporter(desk, "CS0000001", PIET);
}

static void
an_unproven_agent_is_asked(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "hold", FORWARD, .forwarded = {ELS});
	assert_mail(
	    desk, MAIL_HELD, "an agent's forward that our own server did not vouch for");
	assert_letters(desk, "notification-unproven to " SANNE);
	for (int i = 0; i < 5; i++)
		desk_post(desk, "hold", FORWARD, .denied = true, .forwarded = {ELS});
	assert_letters(
	    desk, "notification-unproven to " SANNE ", notification-unproven to " SANNE);
}

/* The word of an operator who looked at it. */
static void
what_is_let_go_is_the_agents_word(void **state)
{
	Desk *desk = *state;
	const Post post = {FORWARD, .forwarded = {ELS}};
	g_autoptr(Message) message = NULL;
	g_autoptr(Mail) mail = NULL;
	g_auto(IntakeResult) result = {0};

	desk_know(desk, ELS);
	desk_post(desk, "hold", FORWARD, .forwarded = {ELS});
	g_free(desk_letters(desk));
	must(mail_release(desk->context->spool, desk->mails, &error));
	mail = desk_last_mail(desk);
	message = post_message(desk, &post);
	must(intake_message(desk->context, mail, message, &result, &error));
	assert_string_equal(result.number, "CS0000001");
	assert_reporter(desk, "CS0000001", ELS);
	assert_letters(desk, "acknowledgement to " ELS);
}

static void
a_customer_who_forwards_stays_the_reporter(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", .from = ELS, .subject = "FW: x", .text = "Kijk.",
	    .aligned = true, .forwarded = {PIET});
	assert_reporter(desk, "CS0000001", ELS);
	assert_letters(desk, "acknowledgement to " ELS);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(the_customer_is_the_reporter_and_hears_of_it),
	    desk_test(who_is_not_known_gets_constant_words),
	    desk_test(our_own_people_and_machines_are_passed_over),
	    desk_test(a_mail_of_nobody_has_no_reporter_and_the_agent_is_told),
	    desk_test(a_line_says_for_whom_it_is),
	    desk_test(an_unproven_agent_is_asked),
	    desk_test(what_is_let_go_is_the_agents_word),
	    desk_test(a_customer_who_forwards_stays_the_reporter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
