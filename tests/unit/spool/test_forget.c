/* SPDX-License-Identifier: Apache-2.0 */
/* What goes of mails, letters and tickets, and that no byte of it is left in the spool's files. */
#include "spool/forget.h"

#include "spool/audit.h"
#include "spool/search.h"
#include "spool/sqlite.h"
#include "spool/ticket_forget.h"
#include "spool/ticket_hold.h"
#include "tests/unit/spool_fixture.h"

static bool
file_has(const char *path, const char *ending, const char *word)
{
	g_autofree char *file = g_strconcat(path, ending, NULL);
	g_autofree char *bytes = NULL;
	gsize size = 0;

	return g_file_get_contents(file, &bytes, &size, NULL) &&
	       memmem(bytes, size, word, strlen(word)) != NULL;
}

static bool
is_left(const Fixture *fixture, const char *word)
{
	return file_has(fixture->path, "", word) || file_has(fixture->path, "-wal", word);
}

static void
scrub_all(Spool *spool)
{
	int64_t page = 0;
	bool more = true;

	while (more)
		must(spool_scrub(spool, &page, 7, &more, &error));
}

static void
assert_sound(Spool *spool)
{
	g_autoptr(GPtrArray) faults = NULL;
	AuditCounts counts;

	must(audit_spool(spool, &counts, &faults, &error));
	if (faults->len > 0)
		fail_msg("%s", (const char *)faults->pdata[0]);
}

static void
test_mail_and_letter(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(Mail) mail = NULL;
	g_autofree char *trace = NULL;

	must(spool_begin(spool, &error));
	whole_story(spool, "zwoerdkast");
	must(spool_commit(spool, &error));
	assert_true(is_left(fixture, "zwoerdkastmmm"));
	must(spool_begin(spool, &error));
	must(forget_mail(spool, 1, 7000, &error));
	must(forget_letter(spool, 1, 7000, &error));
	must(spool_commit(spool, &error));
	must(mail_get(spool, 1, &mail, &error));
	assert_null(mail->from_address);
	assert_null(mail->message_id);
	assert_string_equal(mail->reason, FORGOTTEN);
	must(mail_trace_get(spool, 1, &trace, &error));
	assert_string_equal(trace, FORGOTTEN);
	must_fail_saying(mail_raw(spool, 1, &error), SPOOL_ERROR_MISSING, "were deleted");
	must(spool_begin(spool, &error));
	must_fail_saying(mail_retry(spool, 1, &error), SPOOL_ERROR_MISSING, "were deleted");
	/* the same bytes are no new mail */
	must(spool_mark(spool, &error));
	assert_int_equal(some_mail(spool, "zwoerdkast", 5000), 0);
	must(spool_undo(spool, &error));
	must(spool_commit(spool, &error));
	scrub_all(spool);
	assert_false(is_left(fixture, "zwoerdkastmmm"));
	assert_sound(spool);
}

static void
test_ticket(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	bool more = false, gone = false;
	g_autoptr(GArray) found = NULL;

	must(spool_begin(spool, &error));
	whole_story(spool, "0");
	must(search_add(spool, &more, &error));
	must(ticket_forget_entries(spool, 1, 10, &more, &error));
	assert_false(more);
	must(ticket_is_gone(spool, 1, &gone, &error));
	assert_false(gone);
	must(ticket_forget_rest(spool, 1, 7000, &error));
	must(ticket_is_gone(spool, 1, &gone, &error));
	assert_true(gone);
	must(forget_mail(spool, 1, 7000, &error));
	must(forget_letter(spool, 1, 7000, &error));
	must(spool_commit(spool, &error));
	assert_sound(spool);
	/* the index keeps its words until it is made anew */
	assert_true(is_left(fixture, "scherm"));
	must(spool_begin(spool, &error));
	must(search_renew(spool, true, 8000, &error));
	for (more = true; more;)
		must(search_drop_old(spool, &more, &error));
	must(search_add(spool, &more, &error));
	must(spool_commit(spool, &error));
	must(search_find(spool, "\"zwart\"", 0, 10, &found, &error));
	assert_int_equal(found->len, 0);
	scrub_all(spool);
	assert_false(is_left(fixture, "scherm"));
	assert_false(is_left(fixture, "Scherm"));
}

static guint
count_due(Spool *spool, KeptKind kind, int64_t before_ms)
{
	const KeptRange range = {kind, 0, 100, before_ms};
	g_autoptr(GArray) ids = NULL;

	must(forget_due(spool, &range, &ids, &error));
	return ids->len;
}

/* Once, when its time has come, and not while it is held. */
static void
test_due(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	const TicketHold hold = {(char *)"een zaak", (char *)"sanne@desk.example", 5000};
	g_autoptr(TicketHold) got = NULL;
	bool was = false;
	int64_t last = 0;

	must(spool_begin(spool, &error));
	whole_story(spool, "0");
	assert_int_equal(count_due(spool, KEPT_MAIL, 999), 0);
	assert_int_equal(count_due(spool, KEPT_MAIL, 1000), 1);
	assert_int_equal(count_due(spool, KEPT_TRACE, 1000), 1);
	assert_int_equal(count_due(spool, KEPT_LETTER, 2999), 0);
	assert_int_equal(count_due(spool, KEPT_LETTER, 3000), 1);
	assert_int_equal(count_due(spool, KEPT_TICKET_CLOSED, 9000), 0);
	must(forget_last(spool, KEPT_MAIL, &last, &error));
	assert_int_equal(last, 1);
	must(ticket_hold_set(spool, 1, &hold, &error));
	must(ticket_hold_get(spool, 1, &got, &error));
	assert_string_equal(got->reason, "een zaak");
	for (int kind = 0; kind < KEPT_KINDS; kind++)
		assert_int_equal(count_due(spool, (KeptKind)kind, 9000), 0);
	must(ticket_hold_end(spool, 1, &was, &error));
	assert_true(was);
	must(ticket_hold_end(spool, 1, &was, &error));
	assert_false(was);
	must(forget_mail_bytes(spool, 1, 9000, &error));
	must(forget_trace(spool, 1, &error));
	must(forget_letter_text(spool, 1, 9000, &error));
	for (int kind = 0; kind < KEPT_KINDS; kind++)
		assert_int_equal(count_due(spool, (KeptKind)kind, 9000), 0);
	must(spool_commit(spool, &error));
	assert_sound(spool);
}

#define ROWS 3000

/* Rows that grow and go, as SQLite moves them about: some leave copies behind that only scrubbing finds. */
static void
write_and_delete(Spool *spool)
{
	g_autoptr(GRand) chance = g_rand_new_with_seed(17);

	must(sql_execute(spool,
	    "CREATE TABLE moved (id INTEGER PRIMARY KEY, a TEXT, b TEXT);"
	    "CREATE INDEX moved_a ON moved (a)",
	    &error));
	must(spool_begin(spool, &error));
	for (int i = 0; i < ROWS; i++) {
		g_autofree char *sql = g_strdup_printf(
		    "INSERT INTO moved VALUES (%d, '%s%d', "
		    "replace(hex(zeroblob(%d)), '00', '%s'));"
		    "UPDATE moved SET b = substr('xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx', "
		    "%d) || b || b"
		    " WHERE id = %d AND length(b) < 2000",
		    i, i % 7 == 0 ? "fjordkwast" : "openbaar", i,
		    g_rand_int_range(chance, 1, 40), i % 7 == 0 ? "fjordkwast" : "openbaar",
		    g_rand_int_range(chance, 1, 40), g_rand_int_range(chance, 0, i + 1));

		must(sql_execute(spool, sql, &error));
	}
	must(sql_execute(spool,
	    "DELETE FROM moved WHERE a LIKE 'fjord%' AND id % 2 = 0;"
	    "UPDATE moved SET a = 'openbaar', b = '' WHERE a LIKE 'fjord%'",
	    &error));
	must(spool_commit(spool, &error));
}

static void
test_scrubbed(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(SqlStatement) count = NULL;
	int64_t rows = 0;

	write_and_delete(spool);
	assert_true(spool_has_log(spool));
	must(spool_empty_log(spool, &error));
	assert_false(spool_has_log(spool));
	assert_true(is_left(fixture, "fjordkwast"));
	scrub_all(spool);
	assert_false(is_left(fixture, "fjordkwast"));
	/* nor does it come back with what SQLite had in memory */
	must(spool_begin(spool, &error));
	must(sql_execute(spool, "UPDATE moved SET b = b || '!'", &error));
	must(spool_commit(spool, &error));
	must(spool_empty_log(spool, &error));
	assert_false(is_left(fixture, "fjordkwast"));
	assert_sound(spool);
	count = sql_prepare(spool, "SELECT count(*) FROM moved WHERE a GLOB 'openbaar*'");
	must(sql_run_int(count, 0, &rows, &error));
	assert_int_equal(rows, ROWS - (ROWS + 13) / 14);
}

static void
test_held_still(void **state)
{
	Spool *spool = ((Fixture *)*state)->spool;
	int64_t page = 0;
	bool more = false;

	must(spool_hold_still(spool, &error));
	must_fail(spool_scrub(spool, &page, 7, &more, &error), SPOOL_ERROR_BUSY);
	spool_let_go(spool);
	must(spool_scrub(spool, &page, 7, &more, &error));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_mail_and_letter),
	    spool_test(test_ticket),
	    spool_test(test_due),
	    spool_test(test_scrubbed),
	    spool_test(test_held_still),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
