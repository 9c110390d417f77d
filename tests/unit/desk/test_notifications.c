/* SPDX-License-Identifier: Apache-2.0 */
/* Who of the desk is told of what, and how often. */
#include "gateway/desk/desk.h"
#include "tests/unit/context_fixture.h"

#define SANNE "sanne@desk.example"
#define JAN "jan@desk.example"
#define TO_1 "desk+{CS0000001 " ELS "}@desk.example"
#define ENVELOPE_1 "desk+{!CS0000001 " ELS "}@desk.example"

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

#define TWO                                                                              \
	DESK_YAML_BEFORE_AGENTS                                                          \
	"  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n" \
	"  - {name: Jan, address: jan@desk.example, groups: [servicedesk]}\n"            \
	"  - {name: Kees, address: kees@desk.example}\n"

static int
setup_with_two(void **state)
{
	return setup_with(state, TWO);
}

static int
setup_with_limit(void **state)
{
	return setup_with(state, TWO "notifications: {per_address_hour: 3}\n");
}

static void
open_one(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	assert_letters(desk, "acknowledgement-unverified to " ELS);
}

static void
a_group_is_told_once(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	must(notifications_write(desk->context, false, &error));
	assert_letters(desk, "none");
	desk_post(desk, "comment CS0000001", ELS, .text = "Nog iets.", .to = TO_1);
	desk->context->now_ms += 2000;
	must(notifications_write(desk->context, true, &error));
	assert_letters(desk, "none");
	must(notifications_write(desk->context, false, &error));
	assert_letters(desk, "notification to " SANNE ", notification to " JAN);
	desk_tell(desk);
	assert_letters(desk, "none");
}

/* In the desk's language, as all of it is. */
static void
who_is_not_proven_is_said_to_be_so(void **state)
{
	Desk *desk = *state;
	g_autofree char *told = NULL;

	open_one(desk);
	desk_tell(desk);
	told = sent_letter_text(desk, "CS0000001", JAN);
	assert_non_null(strstr(told, "els@klant.example (niet bewezen), "));
}

static void
mails_go_first_for_a_minute(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk->context->now_ms += 61000;
	must(notifications_write(desk->context, true, &error));
	assert_letters(desk, "none");
	desk->context->now_ms += 2000;
	must(notifications_write(desk->context, true, &error));
	assert_letters(desk, "notification to " SANNE ", notification to " JAN);
}

static void
the_one_who_has_it_is_told(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) ticket = NULL;
	g_autofree char *told = NULL;

	open_one(desk);
	desk_tell(desk);
	g_free(desk_letters(desk));
	ticket = desk_ticket(desk, "CS0000001");
	must(desk_assign(
	    desk->context, ticket, "jan", desk_actor(desk, "Sanne de Wit"), &error));
	desk_tell(desk);
	assert_letters(desk, "notification to " JAN);
	must(desk_act(desk->context, ticket, AGENT_NOTES,
	    &(AgentWords){desk_actor(desk, "Jan"), "Ik kijk.", NULL, 0}, &error));
	desk_tell(desk);
	assert_letters(desk, "none");
	must(desk_act(desk->context, ticket, AGENT_NOTES,
	    &(AgentWords){desk_actor(desk, "Sanne de Wit"), "Fijn.", NULL, 0}, &error));
	desk_tell(desk);
	assert_letters(desk, "notification to " JAN);
	must(desk_act(desk->context, ticket, AGENT_ASKS,
	    &(AgentWords){desk_actor(desk, "Sanne de Wit"), "Welk scherm?", NULL, 0}, &error));
	desk_tell(desk);
	assert_letters(desk, "question to " ELS ", notification to " JAN);
	told = sent_letter_text(desk, "CS0000001", JAN);
	assert_non_null(strstr(told, "asked: Welk scherm?"));
	must(desk_act(desk->context, ticket, AGENT_RESOLVES,
	    &(AgentWords){desk_actor(desk, "Jan"), "Klaar.", NULL, 0}, &error));
	assert_letters(desk, "resolution to " ELS);
	desk_post(desk, "reject CS0000001", ELS, .text = "Afwijzen, nog zwart.", .to = TO_1);
	desk_tell(desk);
	assert_letters(desk, "reopened to " ELS ", notification to " JAN);
}

static void
machines_are_no_news_but_for_what_came_back(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_tell(desk);
	g_free(desk_letters(desk));
	desk_post(desk, "comment CS0000001", ELS, .kind = MESSAGE_AUTO_REPLY,
	    .text = "Ik ben er niet.", .to = TO_1);
	desk_tell(desk);
	assert_letters(desk, "none");
	desk_post(desk, "comment CS0000001", "mailer-daemon@klant.example",
	    .kind = MESSAGE_BOUNCE, .text = "Bestaat niet.", .bounced = ELS, .to = TO_1);
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE ", notification to " JAN);
}

/* An agent who writes as a customer is not told of it. */
static void
nobody_is_told_of_their_own(void **state)
{
	Desk *desk = *state;

	desk_post(
	    desk, "open case CS0000001", SANNE, .subject = "Mijn scherm", .text = "Zwart.");
	desk_tell(desk);
	assert_letters(desk, "acknowledgement-unverified to " SANNE ", notification to " JAN);
}

static void
many_are_told_together(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	for (int i = 0; i < 5; i++)
		g_free(desk_receive(desk, &(Post){ELS, .subject = "Scherm", .text = "Zwart."}));
	g_free(desk_letters(desk));
	desk_tell(desk);
	assert_letters(desk,
	    "notification to " SANNE ", notification to " JAN ", notification to " SANNE
	    ", notification to " JAN ", notification to " SANNE ", notification to " JAN
	    ", notification-many to " SANNE ", notification-many to " JAN);
	desk_post(desk, "open case CS0000006", ELS, .subject = "Nog een", .text = "Zwart.");
	g_free(desk_letters(desk));
	desk_tell(desk);
	assert_letters(desk, "none");
	desk->context->now_ms += HOUR / 4;
	desk_tell(desk);
	assert_letters(desk, "notification-many to " SANNE ", notification-many to " JAN);
	desk->context->now_ms += HOUR;
	desk_post(desk, "open case CS0000007", ELS, .subject = "Nog een", .text = "Zwart.");
	g_free(desk_letters(desk));
	desk_tell(desk);
	assert_letters(desk, "notification to " SANNE ", notification to " JAN);
}

/* Held mails count as tickets do, and nobody is told of what they wrote: a desk's address that answers by itself
 * cannot go round with us. */
static void
held_mails_are_no_storm(void **state)
{
	Desk *desk = *state;

	((ConfigMailbox *)desk->context->config->mailboxes->pdata[0])->unknown_senders =
	    CONFIG_UNKNOWN_HOLD;
	for (int i = 0; i < 4; i++) {
		g_free(desk_receive(desk, &(Post){"eve@elders.example", .text = "Koop."}));
		desk_tell(desk);
	}
	assert_letters(desk, "notification-held to " SANNE ", notification-held to " JAN
			     ", notification-held to " SANNE ", notification-held to " JAN
			     ", notification-held to " SANNE ", notification-held to " JAN
			     ", notification-many to " SANNE ", notification-many to " JAN);
	desk->context->now_ms += 2 * HOUR;
	desk_post(desk, "hold", JAN, .text = "Ik ben er niet.");
	desk_tell(desk);
	assert_letters(desk, "notification-held to " SANNE);
}

/* A batch that fails after the letters were written. */
static void
what_was_taken_back_is_told_again(void **state)
{
	Desk *desk = *state;
	Spool *spool = desk->context->spool;

	open_one(desk);
	must(spool_commit(spool, &error));
	must(spool_begin(spool, &error));
	desk_tell(desk);
	spool_rollback(spool);
	notifications_undone(desk->context);
	must(spool_begin(spool, &error));
	must(notifications_write(desk->context, false, &error));
	assert_letters(desk, "notification to " SANNE ", notification to " JAN);
}

static void
a_group_without_agents_is_told_by_its_address(void **state)
{
	Desk *desk = *state;

	open_one(desk);
	desk_tell(desk);
	assert_letters(desk, "notification to team@desk.example");
}

static int
setup_without_agents(void **state)
{
	g_auto(GStrv) parts = g_strsplit(DESK_YAML_BEFORE_AGENTS, "agents:", 2);

	return setup_with(state, parts[0]);
}

int
main(void)
{
#define WITH(setup, name) cmocka_unit_test_setup_teardown(name, setup, desk_teardown)
	const struct CMUnitTest tests[] = {
	    WITH(setup_with_two, a_group_is_told_once),
	    WITH(setup_with_two, who_is_not_proven_is_said_to_be_so),
	    WITH(setup_with_two, mails_go_first_for_a_minute),
	    WITH(setup_with_two, the_one_who_has_it_is_told),
	    WITH(setup_with_two, machines_are_no_news_but_for_what_came_back),
	    WITH(setup_with_two, nobody_is_told_of_their_own),
	    WITH(setup_with_limit, many_are_told_together),
	    WITH(setup_with_limit, held_mails_are_no_storm),
	    WITH(setup_with_two, what_was_taken_back_is_told_again),
	    WITH(setup_without_agents, a_group_without_agents_is_told_by_its_address),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
