/* SPDX-License-Identifier: Apache-2.0 */
/* Old mail in the spool: read after all other, counted, and tied by what it answers. */
#include "tests/unit/spool_fixture.h"

#include "spool/history.h"

static int64_t
add(Spool *spool, const char *key, int64_t history_ms)
{
	static int count;
	char *text = g_strdup_printf("%d", count++);
	g_autoptr(GBytes) raw = g_bytes_new_take(text, strlen(text));
	const MailArrival arrival = {.mailbox = "support",
	    .key = key,
	    .raw = raw,
	    .size = 1,
	    .received_ms = 500,
	    .history_ms = history_ms};
	int64_t id = 0;

	must(mail_add(spool, &arrival, &id, &error));
	return id;
}

static void
assert_ids(const GPtrArray *mails, const char *wanted)
{
	g_autoptr(GString) ids = g_string_new(NULL);

	for (unsigned i = 0; i < mails->len; i++)
		g_string_append_printf(
		    ids, "%s%d", i == 0 ? "" : " ", (int)((const Mail *)mails->pdata[i])->id);
	assert_string_equal(ids->str, wanted);
}

static void
test_history_waits_apart(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(GPtrArray) fresh = NULL;
	g_autoptr(GPtrArray) old = NULL;
	g_autoptr(GPtrArray) rest = NULL;
	g_autoptr(GPtrArray) tried = NULL;
	int attempts = 0;
	int64_t counts[MAIL_STATES], oldest = 0;
	g_autoptr(Mail) mail = NULL;

	must(spool_begin(spool, &error));
	add(spool, "1", 7);
	add(spool, "2", 0);
	add(spool, "3", 9);
	must(mail_waiting(spool, &(MailTurn){"support", 0, 10}, &fresh, &error));
	assert_ids(fresh, "2");
	must(mail_waiting_history(spool, 10, &old, &error));
	assert_ids(old, "1 3");
	must(mail_count_attempt(spool, 1, &attempts, &error));
	must(mail_waiting_history(spool, 10, &rest, &error));
	assert_ids(rest, "3 1");
	must(mail_tried(spool, "support", 10, &tried, &error));
	assert_int_equal(tried->len, 0);
	must(mail_get(spool, 3, &mail, &error));
	assert_int_equal(mail->history_ms, 9);
	must(mail_count(spool, counts, &oldest, &error));
	assert_int_equal(counts[MAIL_WAITING], 3);
	assert_int_equal(oldest, 500);
	must(mail_decide(
	    spool, 2, &(MailOutcome){MAIL_DONE, "", "ignore", .subject = ""}, &error));
	must(mail_count(spool, counts, &oldest, &error));
	assert_int_equal(oldest, 0);
}

static void
test_counted(void **state)
{
	static const MailOutcome OUTCOMES[] = {
	    {MAIL_DONE, "", "open case", .subject = ""},
	    {MAIL_DONE, "", "comment", .subject = ""},
	    {MAIL_DONE, "", "ignore", .subject = ""},
	    {MAIL_DUPLICATE, "", "duplicate", .subject = ""},
	    {MAIL_HELD, "two readings", "hold", .subject = ""},
	    {MAIL_QUARANTINED, "too deep", "ignore", .subject = ""},
	};
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	const HistoryRange range = {2, 100};
	g_autoptr(GPtrArray) refused = NULL;
	g_autoptr(GPtrArray) one = NULL;
	HistoryCount count;
	int64_t waiting = 0;
	int attempts = 0;

	must(spool_begin(spool, &error));
	add(spool, NULL, 7);
	add(spool, "17.4", 7);
	add(spool, NULL, 0);
	for (size_t i = 0; i < G_N_ELEMENTS(OUTCOMES); i++) {
		must(mail_decide(spool, add(spool, NULL, 7), &OUTCOMES[i], &error));
	}
	add(spool, NULL, 7);
	must(mail_count_attempt(spool, add(spool, NULL, 7), &attempts, &error));
	must(history_count(spool, &range, &count, &error));
	assert_int_equal(count.waiting, 2);
	assert_int_equal(count.opened, 1);
	assert_int_equal(count.added, 1);
	assert_int_equal(count.ignored, 1);
	assert_int_equal(count.duplicates, 1);
	assert_int_equal(count.refused, 2);
	must(history_waiting(spool, &waiting, &error));
	assert_int_equal(waiting, 4);
	must(history_refused(spool, &range, 10, &refused, &error));
	assert_ids(refused, "8 9");
	must(history_refused(spool, &range, 1, &one, &error));
	assert_ids(one, "8");
}

static void
test_nothing_is_counted(void **state)
{
	Fixture *fixture = *state;
	const HistoryRange range = {1, 100};
	HistoryCount count = {1, 1, 1, 1, 1, 1};

	must(history_count(fixture->spool, &range, &count, &error));
	assert_int_equal(count.waiting + count.opened + count.added + count.refused, 0);
}

static void
test_tied(void **state)
{
	static const char *const MINE[] = {"1@a", "0@a"};
	static const char *const OTHERS[] = {"1@a", "2@b"};
	static const char *const ASKED[] = {"none@a", "2@b", "0@a"};
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	int64_t first = 0, second = 0, found = -1;

	must(spool_begin(spool, &error));
	first = some_ticket(spool, TICKET_CASE, TICKET_CLOSED);
	second = some_ticket(spool, TICKET_CASE, TICKET_CLOSED);
	must(history_remember(spool, first, MINE, 2, &error));
	must(history_remember(spool, first, MINE, 2, &error));
	must(history_remember(spool, second, OTHERS, 2, &error));
	must(history_find(spool, ASKED, 1, &found, &error));
	assert_int_equal(found, 0);
	must(history_find(spool, ASKED, 3, &found, &error));
	assert_int_equal(found, second);
	must(history_find(spool, MINE, 1, &found, &error));
	assert_int_equal(found, first);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test_setup_teardown(
		test_history_waits_apart, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(test_counted, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(
		test_nothing_is_counted, fixture_setup, fixture_teardown),
	    cmocka_unit_test_setup_teardown(test_tied, fixture_setup, fixture_teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
