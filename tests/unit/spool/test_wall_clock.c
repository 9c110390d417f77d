/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/wall_clock.h"

#include "spool/letter_ceiling.h"
#include "spool/pending_notification.h"
#include "spool/sqlite.h"
#include "tests/unit/spool_fixture.h"

/* A row of each kind that began at 1000 and is due at 2000, and one that began at 9000. */
static const char STORY[] =
    "INSERT INTO ticket (id, kind, number, state, title, category, priority, mailbox, language,"
    " created_ms, changed_ms, state_ms, reminded_ms, clock_stopped, waiting_ms) VALUES"
    " (1, 'case', 'CS1', 'resolved', '', '', '', 's', 'nl', 1000, 1000, 1000, 0, 0, 1000),"
    " (2, 'case', 'CS2', 'resolved', '', '', '', 's', 'nl', 9000, 9000, 9000, 9000, 0, 0),"
    " (3, 'case', 'CS3', 'closed', '', '', '', 's', 'nl', 1000, 1000, 1000, 0, 0, 0);"
    "INSERT INTO letter (id, state, name, purpose, ticket, mailbox, recipient, recipient_key,"
    " created_ms, expires_ms, due_ms, paced_ms, sent_ms) VALUES"
    " (1, 'waiting', 'x', '', 1, 's', 'a', 'a', 1000, 4000, 2000, 0, 0),"
    " (2, 'waiting', 'x', '', 1, 's', 'a', 'a', 9000, 0, 9500, 9500, 0),"
    " (3, 'sent', 'x', 'ticket', 1, 's', 'a', 'a', 1000, 700000000, 1000, 0, 1000);"
    "INSERT INTO notice (id, reason, actor, since_ms, due_ms) VALUES (1, 'x', '', 1000, 2000);"
    "INSERT INTO request_step (ticket, position, state, created_ms, due_ms) VALUES"
    " (1, 0, 'done', 1000, 2000), (1, 1, 'waiting', 1000, 2000);"
    "INSERT INTO mail (id, mailbox, state, reason, decision, received_ms, size,"
    " header_only, attempts, subject) VALUES"
    " (1, 's', 'waiting', '', '', 1000, 1, 0, 0, ''),"
    " (2, 's', 'done', '', '', 1000, 1, 0, 0, '');"
    "INSERT INTO contact (id, address, address_key, name, known, created_ms) VALUES"
    " (1, 'a', 'a', '', 0, 1000);"
    "INSERT INTO registration (mail, contact, since_ms) VALUES (2, 1, 1000);"
    "INSERT INTO held_letter VALUES (1, 'a', 1, 1, 1000);"
    "INSERT INTO letter_pause VALUES ('a', 1000);"
    "INSERT INTO ticket_reopened VALUES (1, 1000);";

static void
assert_rows(Spool *spool, const char *sql, const char *expected)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);
	g_autoptr(GString) rows = g_string_new(NULL);

	while (sql_next(select)) {
		g_autofree char *row = sql_text(select, 0);

		g_string_append_printf(rows, "%s%s", rows->len > 0 ? "  " : "", row);
	}
	must(sql_done(select, &error));
	assert_string_equal(rows->str, expected);
}

#define TICKETS \
	"SELECT state_ms || ' ' || reminded_ms || ' ' || waiting_ms FROM ticket ORDER BY id"
#define LETTERS "SELECT created_ms || ' ' || due_ms || ' ' || paced_ms FROM letter ORDER BY id"
#define OTHERS                                                                     \
	"SELECT since_ms || ' ' || due_ms FROM notice UNION ALL"                   \
	" SELECT created_ms || ' ' || due_ms FROM request_step UNION ALL"          \
	" SELECT received_ms FROM mail UNION ALL SELECT last_ms FROM held_letter"  \
	" UNION ALL SELECT last_ms FROM letter_pause UNION ALL SELECT at_ms FROM " \
	"ticket_reopened UNION ALL SELECT since_ms FROM registration"
#define TOKENS "SELECT expires_ms FROM letter ORDER BY id"

static Spool *
story(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;

	must(sql_execute(spool, STORY, &error));
	must(spool_begin(spool, &error));
	return spool;
}

/* What began after seen_ms waited for nobody: it begins now. */
static void
test_forward(void **state)
{
	Spool *spool = story(state);

	must(wall_clock_move(spool, 1500, 9500, &error));
	assert_rows(spool, TICKETS, "1000 0 1000  9000 9000 0  1000 0 0");
	assert_rows(spool, LETTERS, "9000 10000 0  9500 10000 10000  1000 1000 0");
	assert_rows(spool, OTHERS,
	    "9000 10000  1000 2000  9000 10000  9000  1000  1000  1000  1000  9000");
	assert_rows(spool, TOKENS, "4000  0  700000000");
}

static void
test_back(void **state)
{
	Spool *spool = story(state);

	must(wall_clock_move(spool, 9500, 1500, &error));
	assert_rows(spool, TICKETS, "-7000 0 1000  1000 1000 0  1000 0 0");
	assert_rows(spool, LETTERS, "-7000 -6000 0  1000 1500 1500  1000 1000 0");
	assert_rows(spool, OTHERS,
	    "-7000 -6000  1000 2000  -7000 -6000  -7000  1000  1000  1000  1000  -7000");
	must(wall_clock_move(spool, 9500, 500, &error));
	assert_rows(spool, LETTERS, "-16000 -15000 0  -8000 -7500 -7500  -8000 -8000 0");
	assert_rows(spool, OTHERS,
	    "-16000 -15000  1000 2000  -16000 -15000  -16000  1000  -8000  -8000  -8000  "
	    "-7000");
}

#define DAY_MS 86400000

static void
test_tokens(void **state)
{
	Spool *spool = story(state);

	must(wall_clock_move(spool, 1500, 1500 + DAY_MS, &error));
	assert_rows(spool, TOKENS, "86404000  0  786400000");
	must(wall_clock_move(spool, 1500 + DAY_MS, 1500, &error));
	assert_rows(spool, TOKENS, "4000  0  700000000");
	/* what has expired stays expired */
	must(wall_clock_move(spool, 5000, 5000 + DAY_MS, &error));
	assert_rows(spool, TOKENS, "4000  0  786400000");
}

static void
test_seen(void **state)
{
	Spool *spool = story(state);
	int64_t seen_ms = -1;

	must(wall_clock_seen(spool, &seen_ms, &error));
	assert_int_equal(seen_ms, 0);
	must(wall_clock_see(spool, 17, &error));
	must(wall_clock_see(spool, 16, &error));
	must(wall_clock_seen(spool, &seen_ms, &error));
	assert_int_equal(seen_ms, 16);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_forward),
	    spool_test(test_back),
	    spool_test(test_tokens),
	    spool_test(test_seen),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
