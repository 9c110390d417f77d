/* SPDX-License-Identifier: Apache-2.0 */
/* Tickets that the desk links and merges: what is refused and why, what follows, who hears of it. */
#include "tests/unit/context_fixture.h"

#include "gateway/util/error.h"
#include "spool/account.h"

#define SANNE "Sanne de Wit"
#define TOM "tom@ander.example"
#define HOME "els@thuis.example"

static void
know_of(const Desk *desk, const char *address, const char *account)
{
	const ContactDetails details = {
	    .address = address, .name = address, .account = account};
	int64_t id = 0;

	must(contact_add(desk->context->spool, &details, NOW, &id, &error));
}

/* Cases 1 and 2 of Els and Piet, of Klant BV; 3 of Tom, of another account; 4 of Els from home, of none; request 1. */
static void
begin(Desk *desk)
{
	desk_know(desk, ELS);
	desk_know(desk, PIET);
	know_of(desk, TOM, "Ander Ltd");
	desk_post(desk, "open case CS0000001", ELS, .subject = "Scherm", .text = "Zwart.");
	desk_post(desk, "open case CS0000002", PIET, .subject = "Muis", .text = "Stuk.");
	desk_post(desk, "open case CS0000003", TOM, .subject = "Screen", .text = "Black.");
	desk_post(desk, "open case CS0000004", HOME, .subject = "Thuis", .text = "Ook hier.");
	desk_tell(desk);
	g_free(desk_letters(desk));
}

static Ticket *
merge(Desk *desk, const char *number, const char *to)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	Ticket *left = NULL;

	must(desk_merge(desk->context, ticket, to, desk_actor(desk, SANNE), &left, &error));
	return left;
}

static void
refused(Desk *desk, const char *number, const char *to, const char *why)
{
	g_autoptr(Ticket) ticket = desk_ticket(desk, number);
	g_autoptr(Ticket) left = NULL;
	g_autoptr(GError) error = NULL;

	assert_false(
	    desk_merge(desk->context, ticket, to, desk_actor(desk, SANNE), &left, &error));
	assert_true(error->domain == GATEWAY_ERROR);
	assert_string_equal(error->message, why);
	assert_null(left);
}

static void
what_cannot_be_merged(void **state)
{
	Desk *desk = *state;

	begin(desk);
	refused(desk, "CS0000001", "CS0000009", "there is no case 'CS0000009'");
	refused(desk, "CS0000001", "cs0000001", "CS0000001: it is one and the same");
	refused(desk, "CS0000001", "CS0000003",
	    "CS0000001: it is of the account Klant BV, and CS0000003 is of Ander Ltd: they can "
	    "be linked, not merged");
	refused(desk, "CS0000001", "CS0000004",
	    "CS0000001: it is of the account Klant BV, and CS0000004 is of none: they can be "
	    "linked, not merged");
	desk_agent(desk, "CS0000002", AGENT_RESOLVES, "Nieuwe muis.");
	refused(desk, "CS0000001", "CS0000002",
	    "CS0000001: CS0000002 is resolved, and this one waits for an answer: reopen "
	    "CS0000002 first");
	desk_agent(desk, "CS0000002", AGENT_CLOSES, NULL);
	refused(desk, "CS0000001", "CS0000002",
	    "CS0000001: CS0000002 is closed: they can be linked, not merged");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
}

static void
nor_what_is_merged_already(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) left = NULL;
	g_autoptr(Ticket) from = NULL;
	g_autoptr(GError) error = NULL;

	begin(desk);
	left = merge(desk, "CS0000004", "CS0000001");
	refused(desk, "CS0000002", "CS0000004",
	    "CS0000002: CS0000004 is merged into CS0000001: name that");
	ticket_free(left);
	left = merge(desk, "CS0000001", "CS0000002");
	from = desk_ticket(desk, "CS0000004");
	assert_false(desk_unmerge(desk->context, from, desk_actor(desk, SANNE), &error));
	assert_string_equal(
	    error->message, "CS0000001: it was merged itself: take that back first");
}

static void
later_answers_are_on_the_one_that_is_left(void **state)
{
	static const char TO_ELS[] = "desk+{CS0000002 " ELS "}@desk.example";
	Desk *desk = *state;
	g_autofree char *id = NULL;
	g_autoptr(Ticket) left = NULL;

	begin(desk);
	id = sent_letter_id(desk, "CS0000001", ELS);
	left = merge(desk, "CS0000001", "CS0000002");
	assert_string_equal(left->number, "CS0000002");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
	desk_post(desk, "comment CS0000002", ELS, .text = "Nog iets.", .to = TO_ELS);
	desk_post(desk, "comment CS0000002", ELS, .text = "Nog iets.", .answers = id);
	desk_post(
	    desk, "comment CS0000002", ELS, .text = "Nog iets.", .answers = "1@klant.example");
	desk_post(desk, "comment CS0000002", ELS, .text = "Nog iets.", .number = "CS0000001");
	/* whose reporter is a party now, and gets what there is to get */
	desk_agent(desk, "CS0000002", AGENT_RESOLVES, "Klaar.");
	assert_letters(desk, "resolution to " PIET ", resolution to " ELS);
	desk_post(desk, "accept CS0000002", ELS, .text = "Akkoord", .to = TO_ELS);
}

static void
both_tell_of_it_and_it_comes_back(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) left = NULL;
	g_autoptr(Ticket) ticket = NULL;

	begin(desk);
	left = merge(desk, "CS0000001", "CS0000002");
	assert_timeline(desk, "CS0000001", "change Sanne de Wit: merged into CS0000002\n");
	assert_timeline(desk, "CS0000002",
	    "comment els@klant.example: Zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "description piet@klant.example: Stuk. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: merged \"Scherm\" into this one: CS0000001\n");
	ticket = desk_ticket(desk, "CS0000001");
	must(desk_unmerge(desk->context, ticket, desk_actor(desk, SANNE), &error));
	assert_string_equal(desk_state_of(desk, "CS0000001"), "new");
	assert_timeline(desk, "CS0000001",
	    "description els@klant.example: Zwart. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: merged into CS0000002\n"
	    "change Sanne de Wit: taken back from CS0000002\n");
	desk_post(desk, "comment CS0000001", ELS, .text = "x", .number = "CS0000001");
}

/* Who writes from home reads nothing of the organisation's case, and what they add is theirs. */
static void
from_home_it_stays_without_rights(void **state)
{
	static const char TO_HOME[] = "desk+{CS0000001 " HOME "}@desk.example";
	Desk *desk = *state;
	g_autoptr(Ticket) left = NULL;

	begin(desk);
	left = merge(desk, "CS0000004", "CS0000001");
	desk_agent(desk, "CS0000001", AGENT_RESOLVES, "Nieuwe kabel.");
	assert_letters(desk, "resolution to " ELS);
	desk_post(
	    desk, "comment CS0000001", HOME, .text = "Akkoord", .to = TO_HOME, .aligned = true);
	assert_letters(desk, "none");
	assert_string_equal(desk_state_of(desk, "CS0000001"), "resolved");
}

/* Each agent who works on one of the two once. */
static void
who_works_on_it_hears_once(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) one = NULL;
	g_autoptr(Ticket) two = NULL;
	g_autoptr(Ticket) left = NULL;

	begin(desk);
	one = desk_ticket(desk, "CS0000001");
	two = desk_ticket(desk, "CS0000002");
	must(desk_assign(desk->context, one, SANNE, desk_actor(desk, "Servicedesk"), &error));
	must(desk_assign(desk->context, two, SANNE, desk_actor(desk, "Servicedesk"), &error));
	desk_tell(desk);
	g_free(desk_letters(desk));
	must(desk_merge(
	    desk->context, one, "CS0000002", desk_actor(desk, "Servicedesk"), &left, &error));
	desk_tell(desk);
	assert_letters(desk, "notification to sanne@desk.example");
}

static void
any_two_can_be_linked(void **state)
{
	Desk *desk = *state;
	g_autoptr(Ticket) one = NULL;
	g_autoptr(GPtrArray) links = NULL;
	g_autoptr(GError) why = NULL;

	begin(desk);
	one = desk_ticket(desk, "CS0000001");
	must(desk_link(desk->context, one, "cs0000003", desk_actor(desk, SANNE), &error));
	must(ticket_links(desk->context->spool, 3, &links, &error));
	assert_int_equal(links->len, 1);
	assert_string_equal(((TicketLink *)links->pdata[0])->number, "CS0000001");
	assert_false(desk_link(desk->context, one, "CS0000003", desk_actor(desk, SANNE), &why));
	assert_string_equal(why->message, "CS0000001: they are linked already");
	g_clear_error(&why);
	must(desk_unlink(desk->context, one, "CS0000003", desk_actor(desk, SANNE), &error));
	assert_false(
	    desk_unlink(desk->context, one, "CS0000003", desk_actor(desk, SANNE), &why));
	assert_string_equal(why->message, "CS0000001: they are not linked");
	assert_timeline(desk, "CS0000003",
	    "description tom@ander.example: Black. (unproven)\n"
	    "letter casegate: acknowledgement-unverified\n"
	    "change Sanne de Wit: linked to CS0000001\n"
	    "change Sanne de Wit: no longer linked to CS0000001\n");
}

/* An answer to a notification of the one that was merged is for the one that is left. */
static void
an_agents_mail_merges_and_goes_on(void **state)
{
	Desk *desk = *state;

	begin(desk);
	desk_post(desk, "agent's action CS0000002", "sanne@desk.example",
	    .text = "#merge CS0000002\n#link CS0000003\n#note Zie ook Tom.",
	    .to = "desk+{CS0000001 sanne@desk.example}@desk.example", .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000001"), "closed");
	desk_post(desk, "agent's action CS0000002", "sanne@desk.example", .text = "Doen we.",
	    .to = "desk+{CS0000002 sanne@desk.example}@desk.example", .aligned = true);
	desk_post(desk, "agent's action CS0000002", "sanne@desk.example",
	    .text = "#merge CS0000003",
	    .to = "desk+{CS0000002 sanne@desk.example}@desk.example", .aligned = true);
	assert_string_equal(desk_state_of(desk, "CS0000002"), "open");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(what_cannot_be_merged),
	    desk_test(nor_what_is_merged_already),
	    desk_test(later_answers_are_on_the_one_that_is_left),
	    desk_test(both_tell_of_it_and_it_comes_back),
	    desk_test(from_home_it_stays_without_rights),
	    desk_test(who_works_on_it_hears_once),
	    desk_test(any_two_can_be_linked),
	    desk_test(an_agents_mail_merges_and_goes_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
