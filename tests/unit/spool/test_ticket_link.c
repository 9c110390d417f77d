/* SPDX-License-Identifier: Apache-2.0 */
/* Which tickets have to do with each other, as it was written and as it is read. */
#include "tests/unit/spool_fixture.h"

static void
begin(Spool *spool)
{
	must(spool_begin(spool, &error));
	for (int i = 0; i < 4; i++)
		some_ticket(spool, TICKET_CASE, TICKET_NEW);
}

static void
link_two(Spool *spool, int64_t ticket, int64_t other, TicketLinkReason why)
{
	must(ticket_add_link(
	    spool, &(TicketLink){.ticket = other, .why = why}, ticket, 1000, &error));
}

/* "CS0000002 named, CS0000003 by named". Caller owns. */
static char *
links_of(Spool *spool, int64_t ticket)
{
	g_autoptr(GPtrArray) links = NULL;
	GString *told = g_string_new(NULL);

	must(ticket_links(spool, ticket, &links, &error));
	for (unsigned i = 0; i < links->len; i++) {
		const TicketLink *link = links->pdata[i];

		g_string_append_printf(told, "%s%s %s%s", i == 0 ? "" : ", ", link->number,
		    link->names ? "" : "by ", ticket_link_reason_name(link->why));
	}
	return g_string_free(told, FALSE);
}

static void
assert_links(Spool *spool, int64_t ticket, const char *expected)
{
	g_autofree char *told = links_of(spool, ticket);

	assert_string_equal(told, expected);
}

static void
a_link_is_seen_from_both_ends(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;

	begin(spool);
	link_two(spool, 3, 1, LINK_NAMED);
	link_two(spool, 2, 3, LINK_THREAD);
	link_two(spool, 4, 3, LINK_FORWARDED);
	assert_links(spool, 3,
	    "CS0000001 named, CS0000002 by same conversation, CS0000004 by forwarded");
	assert_links(spool, 1, "CS0000003 by named");
	assert_links(spool, 2, "CS0000003 same conversation");
}

static void
a_pair_is_linked_once(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	bool was = false;

	begin(spool);
	link_two(spool, 2, 1, LINK_NAMED);
	link_two(spool, 2, 1, LINK_DESK);
	link_two(spool, 1, 2, LINK_DESK);
	assert_links(spool, 2, "CS0000001 named");
	must(ticket_remove_link(spool, 1, 2, &was, &error));
	assert_true(was);
	assert_links(spool, 2, "");
	must(ticket_remove_link(spool, 1, 2, &was, &error));
	assert_false(was);
}

static void
the_first_that_answers_an_unseen_mail_is_found(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t ticket = 0;

	begin(spool);
	must(ticket_remember_unseen(spool, 3, "a@x", &error));
	must(ticket_remember_unseen(spool, 2, "a@x", &error));
	must(ticket_remember_unseen(spool, 2, "a@x", &error));
	must(ticket_find_unseen(spool, "a@x", &ticket, &error));
	assert_int_equal(ticket, 2);
	must(ticket_find_unseen(spool, "b@x", &ticket, &error));
	assert_int_equal(ticket, 0);
}

static void
an_address_has_words_on_a_ticket(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const MailOutcome outcome = {.state = MAIL_DONE,
	    .reason = "",
	    .decision = "comment",
	    .from_address = "Kim@Klant.example",
	    .subject = ""};
	Entry entry = {.ticket = 1,
	    .kind = ENTRY_COMMENT,
	    .author = (char *)"Kim",
	    .text = (char *)"Hier ook.",
	    .mark = (char *)""};
	bool has = true;

	begin(spool);
	entry.mail = some_mail(spool, "1.1", 10);
	must(mail_decide(spool, entry.mail, &outcome, &error));
	must(ticket_add_entry(spool, &entry, NULL, &error));
	must(ticket_has_words_of(spool, 1, "kim@KLANT.example", &has, &error));
	assert_true(has);
	must(ticket_has_words_of(spool, 2, "kim@klant.example", &has, &error));
	assert_false(has);
	must(ticket_has_words_of(spool, 1, "im@klant.example", &has, &error));
	assert_false(has);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(a_link_is_seen_from_both_ends),
	    spool_test(a_pair_is_linked_once),
	    spool_test(the_first_that_answers_an_unseen_mail_is_found),
	    spool_test(an_address_has_words_on_a_ticket),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
