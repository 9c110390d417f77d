/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/unit/context_fixture.h"

#include "spool/sqlite.h"
#include "spool/ticket_content.h"
#include "spool/ticket_live.h"

/* "CS0000003 CS0000001 of 2" Caller owns. */
static char *
live(const Desk *desk, const TicketLiveQuery *query)
{
	g_autoptr(GPtrArray) tickets = NULL;
	GString *text = g_string_new(NULL);
	int64_t count = 0;

	must(ticket_live(desk->context->spool, query, &tickets, &count, &error));
	for (unsigned i = 0; i < tickets->len; i++)
		g_string_append_printf(text, "%s ", ((Ticket *)tickets->pdata[i])->number);
	g_string_append_printf(text, "of %d", (int)count);
	return g_string_free(text, FALSE);
}

static void
assert_live(const Desk *desk, const TicketLiveQuery *query, const char *expected)
{
	g_autofree char *text = live(desk, query);

	assert_string_equal(text, expected);
}

static void
test_live(void **state)
{
	Desk *desk = *state;
	int64_t els = desk_know(desk, ELS);
	int64_t piet = desk_know(desk, PIET);
	g_autoptr(Contact) contact = NULL;

	must(contact_get(desk->context->spool, els, &contact, &error));
	desk_post(desk, "open case CS0000001", ELS, .text = "a");
	desk_post(desk, "open case CS0000002", ELS, .text = "b");
	desk_post(desk, "open case CS0000003", ELS, .text = "c");
	desk_post(desk, "open case CS0000004", PIET, .text = "d");
	desk_agent(desk, "CS0000002", AGENT_CLOSES, NULL);
	desk_agent(desk, "CS0000003", AGENT_RESOLVES, "x");
	assert_live(
	    desk, &(TicketLiveQuery){.person = els, .limit = 9}, "CS0000003 CS0000001 of 2");
	assert_live(desk, &(TicketLiveQuery){.person = els, .limit = 1}, "CS0000003 of 2");
	assert_live(desk, &(TicketLiveQuery){.person = piet, .limit = 9}, "CS0000004 of 1");
	assert_live(desk, &(TicketLiveQuery){.account = contact->account, .limit = 9},
	    "CS0000004 CS0000003 CS0000001 of 3");
	assert_live(desk, &(TicketLiveQuery){.account = 12345, .limit = 9}, "of 0");
}

static void
test_who_gets_letters(void **state)
{
	Desk *desk = *state;
	Spool *spool = desk->context->spool;
	int64_t els = desk_know(desk, ELS), piet = desk_know(desk, PIET);
	const TicketLiveQuery query = {.person = piet, .limit = 1};
	const ContactDetails details = {.address = "anna@elders.example", .account = "Elders"};
	int64_t anna = 0;

	desk_post(desk, "open case CS0000001", ELS, .text = "a");
	desk_post(desk, "open case CS0000002", ELS, .text = "b");
	desk_post(desk, "open case CS0000003", PIET, .text = "c");
	must(ticket_involve(spool, 1, piet, INVOLVED_RECORDED, &error));
	assert_live(desk, &query, "CS0000003 of 1");
	must(ticket_involve(spool, 1, piet, INVOLVED_NAMED, &error));
	assert_live(desk, &query, "CS0000003 of 2");
	must(ticket_involve(spool, 3, piet, INVOLVED_ADDED, &error));
	assert_live(desk, &query, "CS0000003 of 2");
	desk_agent(desk, "CS0000001", AGENT_CLOSES, NULL);
	assert_live(desk, &query, "CS0000003 of 1");
	must(ticket_involve(spool, 2, piet, INVOLVED_ADDED, &error));
	assert_live(
	    desk, &(TicketLiveQuery){.person = piet, .limit = 9}, "CS0000003 CS0000002 of 2");
	/* of another account: one that a customer named is told nothing */
	must(contact_add(spool, &details, NOW, &anna, &error));
	must(ticket_involve(spool, 2, anna, INVOLVED_NAMED, &error));
	assert_live(desk, &(TicketLiveQuery){.person = anna, .limit = 9}, "of 0");
	assert_live(desk, &(TicketLiveQuery){.person = els, .limit = 9}, "CS0000002 of 1");
}

/* What an organisation has closed over the years is not read through. */
static void
test_index(void **state)
{
	Desk *desk = *state;
	g_autoptr(SqlStatement) plan = sql_prepare(desk->context->spool,
	    "EXPLAIN QUERY PLAN SELECT id FROM ticket WHERE account = $1"
	    " AND state NOT IN ('closed', 'cancelled', 'fulfilled', 'declined', 'expired')"
	    " ORDER BY id DESC LIMIT $2");
	g_autofree char *step = NULL;

	sql_bind_int(plan, 1, 1);
	sql_bind_int(plan, 2, 1);
	assert_true(sql_next(plan));
	step = sql_text(plan, 3);
	assert_non_null(strstr(step, "ticket_live_account"));
	assert_false(sql_next(plan));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    desk_test(test_live),
	    desk_test(test_who_gets_letters),
	    desk_test(test_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
