/* SPDX-License-Identifier: Apache-2.0 */
/* Which tickets a report hears of. */
#include "tests/unit/spool_fixture.h"

#include "spool/report.h"
#include "spool/ticket_merge.h"

static const ReportPeriod PERIOD = {1000, 2000};

static void
add_one(const ReportTicket *ticket, void *data)
{
	g_string_append_printf(data, "%s %s %d-%d;", ticket->category, ticket->account,
	    (int)ticket->created_ms, (int)ticket->done_ms);
}

static void
assert_told(Spool *spool, const char *expected)
{
	g_autoptr(GString) told = g_string_new(NULL);

	must(report_tickets(spool, &PERIOD, add_one, told, &error));
	assert_string_equal(told->str, expected);
}

static int64_t
add_ticket(Spool *spool, const char *category, int64_t created_ms, int64_t done_ms)
{
	Ticket ticket =
	    new_ticket(TICKET_CASE, done_ms == created_ms ? TICKET_CLOSED : TICKET_NEW, 0);

	ticket.category = (char *)category;
	ticket.created_ms = created_ms;
	must(ticket_add(spool, &ticket, &error));
	ticket.done_ms = done_ms;
	must(ticket_save(spool, &ticket, done_ms, &error));
	g_free(ticket.number);
	return ticket.id;
}

static void
test_which(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(GString) told = g_string_new(NULL);
	g_autoptr(Ticket) merged = NULL;
	g_autoptr(Ticket) other = NULL;
	int64_t open = 0;

	must(spool_begin(spool, &error));
	add_ticket(spool, "done before", 100, 999);
	add_ticket(spool, "done in it", 100, 1000);
	open = add_ticket(spool, "open", 1999, 0);
	add_ticket(spool, "done later", 1500, 2500);
	add_ticket(spool, "later", 2000, 0);
	add_ticket(spool, "old mail", 1500, 1500);
	must(ticket_get(spool, add_ticket(spool, "merged", 1500, 0), &merged, &error));
	must(ticket_get(spool, open, &other, &error));
	assert_told(spool,
	    "done in it (null) 100-1000;open (null) 1999-0;done later (null) 1500-2500;"
	    "merged (null) 1500-0;");
	must(ticket_give(spool, merged, other, 1600, &error));
	assert_told(spool,
	    "done in it (null) 100-1000;open (null) 1999-0;done later (null) 1500-2500;");
	must(ticket_add_reopened(spool, open, 999, &error));
	must(ticket_add_reopened(spool, open, 1000, &error));
	must(ticket_add_reopened(spool, open, 1999, &error));
	must(ticket_add_reopened(spool, open, 2000, &error));
	must(report_reopened(spool, &PERIOD, add_one, told, &error));
	assert_string_equal(told->str, "open (null) 1999-0;open (null) 1999-0;");
	must(spool_commit(spool, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {spool_test(test_which)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
