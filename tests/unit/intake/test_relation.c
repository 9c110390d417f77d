/* SPDX-License-Identifier: Apache-2.0 */
/* Second persons, other mailboxes and conversations: what is put where, what is linked, and that nobody gets a right. */
#include "tests/unit/context_fixture.h"

#define KIM "kim@klant.example"
#define EVE "eve@elders.example"
#define HOME "els@thuis.example"
#define TO_ELS "desk+{CS0000001 " ELS "}@desk.example"
#define BY_TOKEN "with the token issued to " ELS

static char *
links_of(const Desk *desk, const char *number)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) links = NULL;
	GString *told = g_string_new(NULL);

	must(ticket_links(desk->context->spool, ticket->id, &links, &error));
	for (unsigned i = 0; i < links->len; i++) {
		const TicketLink *link = links->pdata[i];

		g_string_append_printf(told, "%s%s %s%s", i == 0 ? "" : ", ", link->number,
		    link->names ? "" : "by ", ticket_link_reason_name(link->why));
	}
	return g_string_free(told, FALSE);
}

static void
assert_links(const Desk *desk, const char *number, const char *expected)
{
	g_autofree char *told = links_of(desk, number);

	assert_string_equal(told, expected);
}

static void
assert_mark(const Desk *desk, const char *number, const char *expected)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(GPtrArray) entries = NULL;

	must(ticket_entries(desk->context->spool, ticket->id, &entries, &error));
	assert_string_equal(((Entry *)entries->pdata[entries->len - 1])->mark, expected);
}

/* A case of Els, who is known, that asks a question. */
static void
begin(Desk *desk)
{
	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Camera stuk.", .cc = {KIM});
	desk_agent(desk, "CS0000001", AGENT_ASKS, "Welk merk?");
	desk_tell(desk);
	g_free(desk_letters(desk));
}

/* However the letter came to them, and whoever they are: words, no letter, no state. */
static void
a_second_person_adds_words_and_no_more(void **state)
{
	static const struct {
		Post post;
		const char *mark;
	} WORDS[] = {
	    {{EVE, .text = "Een Axis.", .to = TO_ELS}, "unproven, " BY_TOKEN},
	    {{EVE, .text = "Een Axis.", .ref = "{CS0000001 " ELS "}"}, "unproven, " BY_TOKEN},
	    {{HOME, .text = "Een Axis.", .to = TO_ELS}, "unproven, " BY_TOKEN},
	    {{KIM, .text = "Een Axis.", .answers = "1@klant.example"},
		"unproven, was named on it"},
	    {{KIM, .text = "Akkoord", .answers = "1@klant.example"},
		"unproven, was named on it"},
	    {{EVE, .text = "Bij nader inzien niet.", .answers = "2@klant.example"},
		"unproven, wrote on it before"},
	    {{EVE, .text = "Sluit maar.", .to = TO_ELS, .aligned = true},
		"unproven, " BY_TOKEN},
	};
	Desk *desk = *state;

	begin(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(WORDS); i++) {
		g_autofree char *became = desk_receive(desk, &WORDS[i].post);

		assert_string_equal(became, "comment CS0000001");
		assert_mark(desk, "CS0000001", WORDS[i].mark);
		assert_letters(desk, "none");
		assert_string_equal(desk_state_of(desk, "CS0000001"), "awaiting info");
	}
}

/* Their address is not involved, known or a party by it, and whoever they name is not either. */
static void
it_makes_nobody_a_party(void **state)
{
	Desk *desk = *state;
	g_autoptr(GPtrArray) people = NULL;
	g_autoptr(Contact) eve = NULL;

	begin(desk);
	desk_post(desk, "comment CS0000001", EVE, .text = "Een Axis.", .to = TO_ELS,
	    .cc = {"mallory@elders.example"}, .aligned = true);
	must(ticket_people(desk->context->spool, 1, &people, &error));
	assert_int_equal(people->len, 1);
	assert_string_equal(((TicketPerson *)people->pdata[0])->address, KIM);
	must(contact_find(desk->context->spool, EVE, &eve, &error));
	assert_false(eve->known);
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Vervangen.");
	assert_letters(desk, "resolution to " ELS);
}

/* A number, an id that anybody may have read, an old token, or one's own after one was removed. */
static void
who_is_not_tied_opens_a_case_that_names_it(void **state)
{
	static const Post MAILS[] = {
	    {EVE, .text = "En nu?", .number = "CS0000001"},
	    {EVE, .text = "En nu?", .answers = "{#CS0000001 " ELS "}"},
	    {EVE, .text = "En nu?", .answers = "1@klant.example"},
	    {KIM, .text = "En nu?", .number = "CS0000001"},
	    {EVE, .text = "Het gaat om CS0000001, en CS0000009 is er niet."},
	};
	Desk *desk = *state;

	begin(desk);
	for (size_t i = 0; i < G_N_ELEMENTS(MAILS); i++) {
		g_autofree char *became = desk_receive(desk, &MAILS[i]);
		g_autofree char *opened = g_strdup_printf("CS%07d", (int)i + 2);
		g_autofree char *expected = g_strconcat("open case ", opened, NULL);

		assert_string_equal(became, expected);
		assert_links(desk, opened, "CS0000001 named");
	}
	assert_string_equal(desk_state_of(desk, "CS0000001"), "awaiting info");
	assert_links(desk, "CS0000001",
	    "CS0000002 by named, CS0000003 by named, CS0000004 by named, CS0000005 by named, "
	    "CS0000006 by named");
}

/* The desk reads it where it is told of the case. */
static void
the_notification_says_it(void **state)
{
	Desk *desk = *state;
	g_autofree char *opened = NULL;
	g_autofree char *added = NULL;

	begin(desk);
	desk_post(desk, "open case CS0000002", EVE, .text = "En nu?", .number = "CS0000001");
	desk_post(desk, "comment CS0000001", EVE, .text = "Een Axis.", .to = TO_ELS);
	desk_tell(desk);
	opened = sent_letter_text(desk, "CS0000002", "sanne@desk.example");
	assert_non_null(strstr(opened, "Zie ook CS0000001 (genoemd in de mail)"));
	added = sent_letter_text(desk, "CS0000001", "sanne@desk.example");
	assert_non_null(strstr(added, "(unproven, " BY_TOKEN ")"));
	assert_non_null(strstr(added, "Zie ook CS0000002 (noemt deze melding)"));
}

static void
a_ticket_that_has_ended_gets_no_words(void **state)
{
	Desk *desk = *state;

	begin(desk);
	desk_agent(desk, "CS0000001", AGENT_CLOSES, NULL);
	desk_post(desk, "open case CS0000002", EVE, .text = "Weer stuk.", .to = TO_ELS);
	assert_links(desk, "CS0000002", "CS0000001 named");
	/* of a party it follows, and is shown as such */
	desk_post(desk, "open case CS0000003", ELS, .text = "Weer stuk.", .to = TO_ELS);
	assert_links(desk, "CS0000003", "");
}

static void
evidence_of_two_tickets_ties_nobody(void **state)
{
	Desk *desk = *state;

	begin(desk);
	desk_post(desk, "open case CS0000002", ELS, .text = "Nog iets.");
	desk_post(desk, "open case CS0000003", EVE, .text = "Ja.", .to = TO_ELS,
	    .ref = "{CS0000002 " ELS "}");
	assert_links(desk, "CS0000003", "CS0000001 named, CS0000002 named");
}

static int
two_mailboxes(void **state)
{
	static const char YAML[] =
	    "desk: {name: Servicedesk, domain: desk.example, language: nl,\n"
	    "  categories: [Netwerk, Overig], default_category: Overig}\n"
	    "mailboxes:\n"
	    "  - {name: support, maildir: in, address: desk@desk.example,\n"
	    "     reply_address: 'desk+{token}@desk.example', authserv: mx.desk.example}\n"
	    "  - {name: sales, maildir: sales, address: sales@desk.example,\n"
	    "     reply_address: 'desk+{token}@desk.example', authserv: mx.desk.example}\n"
	    "outgoing: {maildir: out}\n"
	    "groups: {servicedesk: {address: team@desk.example}}\n"
	    "agents:\n"
	    "  - {name: Sanne de Wit, address: sanne@desk.example, groups: [servicedesk]}\n";
	Desk *desk = NULL;

	desk_folder(state);
	desk = *state;
	desk_put(desk, "casegate.yaml", YAML);
	must((desk->context = context_open(desk_config(desk), desk->state, &error)) != NULL);
	desk->context->now_ms = NOW;
	must(spool_begin(desk->context->spool, &error));
	return 0;
}

/* What a customer sends on to another mailbox is new there, and the old one stays as it is. */
static void
what_is_sent_on_to_another_mailbox_is_new_there(void **state)
{
	static const char REF[] = "{CS0000001 " ELS "}";
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Scherm zwart.");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Vervangen.");
	desk_post(desk, "open case CS0000002", ELS, .text = "Wat kost een groter scherm?",
	    .to = "sales@desk.example", .ref = REF, .mailbox = "sales");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
	assert_links(desk, "CS0000002", "CS0000001 forwarded");
	desk_post(desk, "open case CS0000003", EVE, .text = "Wat kost zo'n scherm?",
	    .to = "sales@desk.example", .ref = REF, .mailbox = "sales");
	assert_links(desk, "CS0000003", "CS0000001 forwarded");
	desk_post(desk, "open case CS0000004", ELS, .text = "Wat kost een muis?",
	    .to = "sales@desk.example", .number = "CS0000001", .mailbox = "sales");
	assert_links(desk, "CS0000004", "CS0000001 named");
	/* an answer that went to both, or to its token, is an answer */
	desk_post(desk, "comment CS0000001", ELS, .text = "Dank je wel.",
	    .to = "sales@desk.example", .cc = {"desk@desk.example"}, .ref = REF,
	    .mailbox = "sales");
	desk_post(desk, "reopen CS0000001", ELS, .text = "Nog zwart.", .to = TO_ELS,
	    .mailbox = "sales");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "open");
}

/* They answer what we never saw: the cases name each other, whoever wrote, whatever comes first. */
static void
who_answers_the_same_unseen_mail_is_linked(void **state)
{
	Desk *desk = *state;

	desk_know(desk, ELS);
	desk_post(desk, "open case CS0000001", ELS, .text = "Bij mij ook.",
	    .answers = "u@klant.example");
	desk_post(
	    desk, "open case CS0000002", EVE, .text = "En hier.", .answers = "u@klant.example");
	desk_post(desk, "open case CS0000003", PIET, .text = "De poort klemt.",
	    .id = "u@klant.example");
	assert_links(desk, "CS0000001",
	    "CS0000002 by same conversation, CS0000003 by same conversation");
	/* a machine answers one made-up id with all that it says */
	desk_post(desk, "open case CS0000004", "nagios@klant.example", .text = "Disk full.",
	    .answers = "v@klant.example", .kind = MESSAGE_NOTIFICATION);
	desk_post(desk, "open case CS0000005", "nagios@klant.example", .text = "Disk full.",
	    .answers = "v@klant.example", .kind = MESSAGE_NOTIFICATION);
	assert_links(desk, "CS0000005", "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(a_second_person_adds_words_and_no_more),
	    desk_test(it_makes_nobody_a_party),
	    desk_test(who_is_not_tied_opens_a_case_that_names_it),
	    desk_test(the_notification_says_it),
	    desk_test(a_ticket_that_has_ended_gets_no_words),
	    desk_test(evidence_of_two_tickets_ties_nobody),
	    cmocka_unit_test_setup_teardown(
		what_is_sent_on_to_another_mailbox_is_new_there, two_mailboxes, desk_teardown),
	    desk_test(who_answers_the_same_unseen_mail_is_linked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
