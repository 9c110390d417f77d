/* SPDX-License-Identifier: Apache-2.0 */
/* What was counted by day is what there is, whatever happened to it. */
#include "tests/unit/spool_fixture.h"

#include <time.h>

#include "spool/sqlite.h"
#include "spool/tally_day.h"
#include "spool/ticket_merge.h"

#define DAY INT64_C(86400000)
#define NOON (20000 * DAY + DAY / 2) /* of a day, in UTC */

static int64_t
ask(Spool *spool, const char *sql)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);
	int64_t value = 0;

	must(sql_run_int(select, 0, &value, &error));
	return value;
}

/* By the view, which looks at each ticket, and by the tally. */
static void
assert_same(Spool *spool)
{
	static const char BY_VIEW[] =
	    "SELECT what, day, kind, team, count(*) AS n FROM ticket_day GROUP BY 1, 2, 3, 4";
	static const char BY_TALLY[] = "SELECT what, day, kind, team, n FROM tally_day"
				       " WHERE what NOT IN ('mail', 'letter')";
	g_autofree char *more = g_strdup_printf(
	    "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", BY_VIEW,
	    BY_TALLY);
	g_autofree char *less = g_strdup_printf(
	    "SELECT count(*) FROM (SELECT * FROM (%s) EXCEPT SELECT * FROM (%s))", BY_TALLY,
	    BY_VIEW);

	assert_int_equal(ask(spool, more), 0);
	assert_int_equal(ask(spool, less), 0);
}

static void
change(Ticket *ticket, guint what, int64_t now_ms)
{
	switch (what) {
	case 0:
		ticket->state = TICKET_OPEN;
		ticket->waiting_ms = now_ms;
		ticket->done_ms = 0;
		ticket->ended_by = TICKET_END_NONE;
		break;
	case 1:
		ticket->state = TICKET_RESOLVED;
		ticket->done_ms = now_ms;
		break;
	case 2:
		ticket->state = TICKET_CLOSED;
		ticket->done_ms = ticket->done_ms == 0 ? now_ms : ticket->done_ms;
		ticket->ended_by = TICKET_END_CUSTOMER;
		break;
	case 3:
		ticket->answered_ms = now_ms;
		ticket->answer_s = (now_ms - ticket->created_ms) / 1000;
		ticket->answer_kept = ticket->answer_s < 86400;
		break;
	case 4:
		g_free(ticket->group);
		ticket->group = ticket->group == NULL ? g_strdup("netwerk") : NULL;
		break;
	default:
		ticket->snoozed_ms = ticket->snoozed_ms == 0 ? now_ms : 0;
		break;
	}
}

/* Whatever happens, in whatever order. */
static void
test_the_same(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(GRand) dice = g_rand_new_with_seed(1);
	int64_t now_ms = NOON;

	must(spool_begin(spool, &error));
	for (int i = 0; i < 12; i++)
		some_ticket(spool, i % 3 == 0 ? TICKET_REQUEST : TICKET_CASE, TICKET_NEW);
	for (int i = 0; i < 400; i++) {
		g_autoptr(Ticket) ticket = NULL;

		now_ms += g_rand_int_range(dice, 0, (int)(DAY / 4));
		must(ticket_get(spool, g_rand_int_range(dice, 1, 13), &ticket, &error));
		change(ticket, g_rand_int_range(dice, 0, 6), now_ms);
		must(ticket_save(spool, ticket, now_ms, &error));
		if (i % 20 == 0)
			must(ticket_add_reopened(spool, ticket->id, now_ms, &error));
		assert_same(spool);
	}
	assert_true(ask(spool, "SELECT count(*) FROM tally_day") > 50);
	assert_int_equal(ask(spool, "SELECT count(*) FROM tally_day WHERE n <= 0"), 0);
	must(spool_commit(spool, &error));
}

static void
test_merged(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(Ticket) one = NULL;
	g_autoptr(Ticket) other = NULL;
	g_autoptr(Ticket) after = NULL;

	must(spool_begin(spool, &error));
	must(ticket_get(spool, some_ticket(spool, TICKET_CASE, TICKET_NEW), &one, &error));
	must(ticket_get(spool, some_ticket(spool, TICKET_CASE, TICKET_NEW), &other, &error));
	must(ticket_give(spool, one, other, NOON, &error));
	assert_same(spool);
	assert_int_equal(ask(spool, "SELECT sum(n) FROM tally_day WHERE what = 'opened'"), 1);
	must(ticket_get(spool, one->id, &after, &error));
	must(ticket_take_back(spool, after, &error));
	assert_same(spool);
	assert_int_equal(ask(spool, "SELECT sum(n) FROM tally_day WHERE what = 'opened'"), 2);
	must(spool_commit(spool, &error));
}

static void
add(int64_t day, int64_t kind, int64_t n, void *data)
{
	g_string_append_printf(data, "%d %d %d;", (int)day, (int)kind, (int)n);
}

static void
test_each(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	TallyDays days = {.what = "x", .from = 5};
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) of_one = g_string_new(NULL);

	must(sql_execute(spool,
	    "INSERT INTO tally_day (what, day, kind, team, n) VALUES ('x', 4, 0, '', 1),"
	    " ('x', 6, 60, '', 2), ('x', 5, 120, 'a', 3), ('y', 5, 0, '', 4)",
	    &error));
	must(tally_day_each(spool, &days, add, all, &error));
	assert_string_equal(all->str, "5 120 3;6 60 2;");
	days.team = "a";
	must(tally_day_each(spool, &days, add, of_one, &error));
	assert_string_equal(of_one->str, "5 120 3;");
	days = (TallyDays){.what = "x", .from = 4, .to = 6};
	g_string_truncate(all, 0);
	must(tally_day_each(spool, &days, add, all, &error));
	assert_string_equal(all->str, "4 0 1;5 120 3;");
}

/* Both say what a time counts as. */
static void
test_rounded(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const int64_t at_ms = NOON;

	must(spool_begin(spool, &error));
	for (int64_t s = 0; s < 4000000; s += 1 + s / 7) {
		int64_t rounded = tally_day_round_s(s);
		g_autofree char *sql = g_strdup_printf(
		    "SELECT kind FROM ticket_day WHERE ticket = 1 AND what = 'answer'");
		g_autoptr(Ticket) ticket = NULL;

		if (s == 0)
			some_ticket(spool, TICKET_CASE, TICKET_NEW);
		must(ticket_get(spool, 1, &ticket, &error));
		ticket->answered_ms = at_ms;
		ticket->answer_s = s;
		must(ticket_save(spool, ticket, at_ms, &error));
		assert_int_equal(ask(spool, sql), rounded);
		assert_true(rounded >= s && (s < 600 || rounded <= s + s / 4 + 1));
	}
	must(spool_commit(spool, &error));
}

/* Midnight is another moment: all is counted anew when the spool is opened. */
static void
test_another_calendar(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	some_ticket(fixture->spool, TICKET_CASE, TICKET_NEW);
	must(sql_execute(
	    fixture->spool, "UPDATE ticket SET created_ms = 1782939600000", &error));
	must(spool_commit(fixture->spool, &error));
	spool_close(fixture->spool);
	g_setenv("TZ", "Pacific/Kiritimati", TRUE);
	tzset();
	must(fixture->spool = spool_open(fixture->path, &error));
	assert_same(fixture->spool);
	assert_int_equal(ask(fixture->spool, "SELECT day FROM tally_day WHERE what = 'opened'"),
	    tally_day_of(INT64_C(1782939600000)));
	assert_int_equal(tally_day_of(INT64_C(1782939600000)), 1782939600 / 86400 + 1);
	spool_close(fixture->spool);
	g_setenv("TZ", "UTC", TRUE);
	tzset();
	must(fixture->spool = spool_open(fixture->path, &error));
	assert_same(fixture->spool);
}

/* None looks at more than the days that were asked for. */
static void
test_it_is_found_by_its_key(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	g_autoptr(SqlStatement) plan = sql_prepare(spool,
	    "EXPLAIN QUERY PLAN SELECT day, kind, n FROM tally_day"
	    " WHERE what = $1 AND day >= $2 AND day < $3 AND team = $4 ORDER BY day");

	assert_true(sql_next(plan));
	{
		g_autofree char *text = sql_text(plan, 3);

		assert_string_equal(
		    text, "SEARCH tally_day USING PRIMARY KEY (what=? AND day>? AND day<?)");
	}
	assert_false(sql_next(plan));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_the_same),
	    spool_test(test_merged),
	    spool_test(test_each),
	    spool_test(test_rounded),
	    spool_test(test_it_is_found_by_its_key),
	    spool_test(test_another_calendar),
	};

	g_setenv("TZ", "UTC", TRUE);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
