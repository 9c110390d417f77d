/* SPDX-License-Identifier: Apache-2.0 */
/* Opening, transactions, and what happens when the disk, the file or the process fails. */
#include "tests/unit/spool_fixture.h"

#include "spool/contact_change.h"
#include "spool/erasure.h"
#include "spool/forget.h"
#include "spool/history.h"
#include "spool/letter_attempt.h"
#include "spool/letter_ceiling.h"
#include "spool/letter_hold.h"
#include "spool/outbox.h"
#include "spool/pending_notification.h"
#include "spool/registration.h"
#include "spool/report.h"
#include "spool/step.h"
#include "spool/step_up.h"
#include "spool/tally.h"
#include "spool/tally_day.h"
#include "spool/ticket_forget.h"
#include "spool/ticket_hold.h"
#include "spool/ticket_list.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "spool/sqlite.h"

static int64_t
mails_in(Spool *spool)
{
	int64_t counts[MAIL_STATES], oldest = 0, sum = 0;

	must(mail_count(spool, counts, &oldest, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(counts); i++)
		sum += counts[i];
	return sum;
}

static int64_t
rows_in(Spool *spool, const char *table)
{
	g_autofree char *sql = g_strdup_printf("SELECT count(*) FROM %s", table);
	g_autoptr(SqlStatement) select = sql_prepare(spool, g_intern_string(sql));
	int64_t rows = 0;

	must(sql_run_int(select, 0, &rows, &error));
	return rows;
}

static void
test_committed_is_there_after_reopening(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "1.1");
	must(spool_commit(fixture->spool, &error));
	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "1.2");
	fixture_reopen(fixture);
	assert_int_equal(mails_in(fixture->spool), 1);
	assert_int_equal(rows_in(fixture->spool, "letter_text"), 1);
}

static void
test_rollback(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1.1", 10);
	spool_rollback(fixture->spool);
	spool_rollback(fixture->spool);
	assert_int_equal(mails_in(fixture->spool), 0);
}

static void
test_marks_nest(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;

	must(spool_begin(spool, &error));
	must(spool_mark(spool, &error));
	some_mail(spool, "1", 10);
	must(spool_mark(spool, &error));
	some_mail(spool, "2", 10);
	must(spool_undo(spool, &error));
	must(spool_mark(spool, &error));
	some_mail(spool, "3", 10);
	must(spool_keep(spool, &error));
	must(spool_keep(spool, &error));
	assert_int_equal(mails_in(spool), 2);
	must(spool_mark(spool, &error));
	some_mail(spool, "4", 10);
	must(spool_undo(spool, &error));
	must(spool_commit(spool, &error));
	assert_int_equal(mails_in(spool), 2);
}

static void
test_outside_of_a_transaction(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autoptr(GBytes) raw = g_bytes_new_static("x", 1);
	MailArrival arrival = {.mailbox = "support", .key = "1", .raw = raw};
	int64_t id = -1;

	must_fail(mail_add(spool, &arrival, &id, &error), SPOOL_ERROR_FAILED);
	assert_int_equal(id, -1);
	must_fail(spool_mark(spool, &error), SPOOL_ERROR_FAILED);
	must_fail(spool_keep(spool, &error), SPOOL_ERROR_FAILED);
	must_fail(spool_undo(spool, &error), SPOOL_ERROR_FAILED);
	must_fail(spool_commit(spool, &error), SPOOL_ERROR_FAILED);
	must(spool_begin(spool, &error));
	must_fail(spool_begin(spool, &error), SPOOL_ERROR_FAILED);
	must(spool_commit(spool, &error));
}

/* SQLite keeps a transaction open whose commit it refused. */
static void
test_a_refused_commit_leaves_nothing(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;

	must(spool_begin(spool, &error));
	must(sql_execute(spool, "PRAGMA defer_foreign_keys = ON", &error));
	some_mail(spool, "1", 10);
	must(mail_trace_set(spool, 99, "of no mail", &error));
	must_fail(spool_commit(spool, &error), SPOOL_ERROR_MISSING);
	assert_false(sql_in_transaction(spool));
	assert_int_equal(mails_in(spool), 0);
}

static void
test_modes(void **state)
{
	Fixture *fixture = *state;
	static const mode_t MASKS[] = {0, 0777};
	g_autofree char *wal = g_strconcat(fixture->path, "-wal", NULL);
	g_autofree char *shm = g_strconcat(fixture->path, "-shm", NULL);

	for (size_t i = 0; i < G_N_ELEMENTS(MASKS); i++) {
		mode_t before = umask(MASKS[i]);
		struct stat info;

		spool_close(fixture->spool);
		g_unlink(fixture->path);
		must(fixture->spool = spool_open(fixture->path, &error));
		umask(before);
		assert_int_equal(stat(fixture->path, &info), 0);
		assert_int_equal(info.st_mode & 0777, 0600);
		assert_int_equal(stat(wal, &info), 0);
		assert_int_equal(info.st_mode & 0777, 0600);
		assert_int_not_equal(stat(shm, &info), 0);
	}
	assert_int_equal(chmod(fixture->path, 0644), 0);
	fixture_reopen(fixture);
	{
		struct stat info;

		assert_int_equal(stat(fixture->path, &info), 0);
		assert_int_equal(info.st_mode & 0777, 0600);
	}
}

static void
must_be_busy(const char *path)
{
	g_autofree char *wanted = g_strdup_printf("%s is in use by another process", path);

	must_fail_saying(spool_open(path, &error), SPOOL_ERROR_BUSY, wanted);
}

/* In a process of its own: 1 busy, 0 open. */
static int
busy_elsewhere(const char *path)
{
	pid_t child = fork();
	int status = 0;

	if (child == 0) {
		g_autoptr(GError) error = NULL;
		Spool *spool = spool_open(path, &error);

		_exit(!spool && error->code == SPOOL_ERROR_BUSY);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
test_only_one_has_it(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *wanted = NULL;

	must_be_busy(fixture->path);
	assert_int_equal(busy_elsewhere(fixture->path), 1);
	wanted = g_strdup_printf("%s is in use by another process", fixture->path);
	must_fail_saying(spool_open_copy(fixture->path, &error), SPOOL_ERROR_BUSY, wanted);
	/* The attempts within this process did not take the lock away. */
	assert_int_equal(busy_elsewhere(fixture->path), 1);
	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 10);
	must(spool_commit(fixture->spool, &error));
	spool_close(g_steal_pointer(&fixture->spool));
	assert_int_equal(busy_elsewhere(fixture->path), 0);
}

/* The bytes of the main file when nobody has it open. */
static char *
file_sum(const char *path)
{
	g_autofree char *bytes = NULL;
	size_t size = 0;

	assert_true(g_file_get_contents(path, &bytes, &size, NULL));
	return g_compute_checksum_for_data(G_CHECKSUM_SHA256, (const guchar *)bytes, size);
}

static void
test_copy(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *before = NULL, *after = NULL;
	g_autofree char *nowhere = g_strconcat(fixture->path, ".none", NULL);
	g_autoptr(Spool) copy = NULL;
	g_autoptr(Spool) empty = NULL;

	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "1");
	must(spool_commit(fixture->spool, &error));
	spool_close(g_steal_pointer(&fixture->spool));
	before = file_sum(fixture->path);
	must(copy = spool_open_copy(fixture->path, &error));
	assert_int_equal(mails_in(copy), 1);
	must(spool_begin(copy, &error));
	whole_story(copy, "2");
	must(spool_commit(copy, &error));
	assert_int_equal(mails_in(copy), 2);
	after = file_sum(fixture->path);
	assert_string_equal(before, after);
	must(fixture->spool = spool_open(fixture->path, &error));
	assert_int_equal(mails_in(fixture->spool), 1);

	must(empty = spool_open_copy(nowhere, &error));
	assert_int_equal(mails_in(empty), 0);
	assert_false(g_file_test(nowhere, G_FILE_TEST_EXISTS));
}

/* What the gateway left in the log when it was killed is copied too, and stays in the log. */
static void
test_copy_after_a_kill(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *wal = g_strconcat(fixture->path, "-wal", NULL);
	g_autofree char *before = NULL, *after = NULL;
	g_autoptr(Spool) copy = NULL;
	pid_t child = 0;
	int status = 0;

	spool_close(g_steal_pointer(&fixture->spool));
	child = fork();
	if (child == 0) {
		Spool *spool = spool_open(fixture->path, NULL);

		spool_begin(spool, NULL);
		whole_story(spool, "1");
		spool_commit(spool, NULL);
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	before = file_sum(wal);
	must(copy = spool_open_copy(fixture->path, &error));
	assert_int_equal(mails_in(copy), 1);
	after = file_sum(wal);
	assert_string_equal(before, after);
}

static void
test_in_memory(void **state)
{
	g_autoptr(Spool) spool = NULL;

	(void)state;
	must(spool = spool_open(NULL, &error));
	must(spool_begin(spool, &error));
	whole_story(spool, "1");
	must(spool_commit(spool, &error));
	must(spool_empty_log(spool, &error));
	assert_int_equal(mails_in(spool), 1);
}

static void
test_checkpoint(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *wal = g_strconcat(fixture->path, "-wal", NULL);
	struct stat info;

	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 100000);
	must(spool_commit(fixture->spool, &error));
	assert_int_equal(stat(wal, &info), 0);
	assert_true(info.st_size > 100000);
	must(spool_empty_log(fixture->spool, &error));
	assert_int_equal(stat(wal, &info), 0);
	assert_int_equal(info.st_size, 0);
}

static int64_t
size_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return info.st_size;
}

/* A short log stays, because copying it costs two syncs; a long one is copied. */
static void
test_rest(void **state)
{
	Fixture *fixture = *state;

	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 100000);
	must(spool_commit(fixture->spool, &error));
	must(spool_rest(fixture->spool, &error));
	assert_true(size_of(fixture->path) < 100000);
	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "2", 6000000);
	must(spool_commit(fixture->spool, &error));
	assert_true(size_of(fixture->path) < 100000);
	must(spool_rest(fixture->spool, &error));
	assert_true(size_of(fixture->path) > 6000000);
}

static void
test_no_spool(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *before = NULL, *after = NULL;
	Spool *other = NULL;

	spool_close(g_steal_pointer(&fixture->spool));
	assert_true(
	    g_file_set_contents(fixture->path, "Dear diary, this is no database", -1, NULL));
	must_fail(spool_open(fixture->path, &error), SPOOL_ERROR_CORRUPT);

	/* Another program's database stays as it is. */
	g_unlink(fixture->path);
	must(other = sql_open(fixture->path, &error));
	must(sql_execute(other, "CREATE TABLE recipe (name TEXT)", &error));
	sql_close(other);
	before = file_sum(fixture->path);
	must_fail(spool_open(fixture->path, &error), SPOOL_ERROR_CORRUPT);
	after = file_sum(fixture->path);
	assert_string_equal(before, after);
}

static void
test_newer(void **state)
{
	Fixture *fixture = *state;

	must(sql_execute(fixture->spool, "PRAGMA user_version = 99", &error));
	spool_close(g_steal_pointer(&fixture->spool));
	must_fail_saying(
	    spool_open(fixture->path, &error), SPOOL_ERROR_NEWER, "is of version 99");
	must_fail(spool_open_copy(fixture->path, &error), SPOOL_ERROR_NEWER);
}

static const char VERSION_1[] =
#include "spool/schema.inc"
    ;

/* One mail that became a case with its letter, as version 1 kept it. */
static const char STORY_1[] =
    "INSERT INTO contact (id, address, address_key, name, known, created_ms)"
    " VALUES (1, 'Els@klant.example', 'els@klant.example', 'Els Bos', 1, 7);"
    "INSERT INTO counter VALUES ('case', 1);"
    "INSERT INTO ticket (id, kind, number, state, title, category, priority, mailbox, language,"
    " reporter, created_ms, changed_ms, state_ms, reminded_ms, clock_stopped, description)"
    " VALUES (1, 'case', 'CS0000001', 'resolved', 'Scherm', 'Overig', 'normal', 'support',"
    " 'nl', 1, 7, 8, 8, 0, 0, 'Zwart.');"
    "INSERT INTO mail (id, mailbox, key, state, reason, decision, ticket, received_ms, size,"
    " header_only, filed, attempts, message_id, content_hash, from_address, subject)"
    " VALUES (1, 'support', '17.1', 'done', '', 'open case', 1, 7, 9, 0, 1, 0, 'a@b', 'hash',"
    " 'Els@klant.example', 'Scherm');"
    "INSERT INTO mail_chunk VALUES (1, 0, X'6869'), (1, 1, X'21');"
    "INSERT INTO trace VALUES (1, 'decision  open case');"
    "INSERT INTO letter (id, state, name, purpose, ticket, contact, mailbox, recipient,"
    " recipient_key, mail, created_ms, expires_ms, due_ms) VALUES (1, 'waiting',"
    " 'acknowledgement', 'ticket', 1, 1, 'support', 'Els@klant.example', 'els@klant.example',"
    " 1, 7, 99, 7);"
    "INSERT INTO letter_text VALUES (1, 'c@d', '[CS0000001] Scherm', X'6869');"
    "INSERT INTO ticket_entry (ticket, at_ms, kind, author, mark, mail, letter, text) VALUES"
    " (1, 7, 'description', 'Els Bos', '', 1, NULL, 'Zwart.'),"
    " (1, 7, 'letter', 'casegate', '', NULL, 1, 'acknowledgement');"
    "INSERT INTO ticket_message VALUES ('a@b', 1, NULL), ('c@d', 1, 1);"
    "PRAGMA user_version = 1";

static const char VERSION_2[] =
#include "spool/schema_2.inc"
    ;

/* What came with version 2: a request, and a colleague who is involved. */
static const char STORY_2[] =
    "INSERT INTO contact (id, address, address_key, name, known, created_ms)"
    " VALUES (2, 'piet@klant.example', 'piet@klant.example', 'Piet', 1, 7);"
    "INSERT INTO ticket (id, kind, number, state, title, category, priority, mailbox, language,"
    " reporter, created_ms, changed_ms, state_ms, reminded_ms, clock_stopped)"
    " VALUES (2, 'request', 'REQ0000001', 'awaiting approval', 'Bordje', 'Overig', 'normal',"
    " 'support', 'nl', 1, 7, 8, 8, 0, 0);"
    "INSERT INTO ticket_person (ticket, contact, gets_letters) VALUES (2, 2, 1);"
    "INSERT INTO mail (id, mailbox, key, state, reason, decision, ticket, received_ms, size,"
    " header_only, filed, attempts, from_address, subject) VALUES"
    " (2, 'support', '17.2', 'done', '', 'file request', 2, 7, 9, 0, 1, 0,"
    " 'Piet@klant.example', 'Bordje'),"
    " (3, 'support', '17.3', 'done', '', 'comment', 2, 7, 9, 0, 1, 0,"
    " 'Kees@klant.example', 'Bordje');"
    "INSERT INTO contact (id, address, address_key, name, known, created_ms)"
    " VALUES (3, 'kees@klant.example', 'kees@klant.example', 'Kees', 1, 7);"
    "PRAGMA user_version = 2";

static const char VERSION_3[] =
#include "spool/schema_3.inc"
    ;

/* Questions were answers then, and the text told which. */
static const char STORY_3[] =
    "INSERT INTO ticket_entry (ticket, at_ms, kind, author, mark, text) VALUES"
    " (2, 7, 'answer', 'Sanne', '', 'asked: Welke kleur?'),"
    " (2, 7, 'answer', 'Sanne', '', 'Asked: no question'),"
    " (2, 7, 'comment', 'Els Bos', '', 'asked: Welke?');"
    "PRAGMA user_version = 3";

static const char VERSION_4[] =
#include "spool/schema_4.inc"
    ;

/* A mail that is not filed yet, one of a Maildir, and two that an MTA delivered, of one only the header: "hi" each. */
#define SHA256_OF_HI "8f434346648f6b96df89dda901c5176b10a6d83961dd3c1ac88b59b2dc327aa4"
static const char STORY_4[] =
    "INSERT INTO mail (id, mailbox, key, state, reason, decision, received_ms, size,"
    " header_only, filed, attempts, subject) VALUES"
    " (4, 'support', '17.4', 'waiting', '', '', 7, 4, 0, 0, 0, ''),"
    " (5, 'drop', 'name@1700000000', 'done', '', '', 7, 5, 0, 1, 0, ''),"
    " (6, 'support', '" SHA256_OF_HI "', 'done', '', '', 7, 2, 0, 1, 0, ''),"
    " (7, 'drop', '" SHA256_OF_HI "', 'done', '', '', 7, 50000000, 1, 1, 0, '');"
    "INSERT INTO mail_chunk VALUES (4, 0, X'74657874'), (5, 0, X'776f726473'), (6, 0, "
    "X'6869'), (7, 0, X'6869');"
    "PRAGMA user_version = 4";

/* It makes a table anew that others refer to. */
static const char VERSION_5[] = "PRAGMA foreign_keys = OFF;"
#include "spool/schema_5.inc"
				"PRAGMA user_version = 5";

static void
open_version(Fixture *fixture, int version)
{
	Spool *old = NULL;

	spool_close(g_steal_pointer(&fixture->spool));
	g_unlink(fixture->path);
	must(old = sql_open(fixture->path, &error));
	must(sql_execute(old, VERSION_1, &error));
	must(sql_execute(old, STORY_1, &error));
	if (version > 1) {
		must(sql_execute(old, VERSION_2, &error));
		must(sql_execute(old, STORY_2, &error));
	}
	if (version > 2) {
		must(sql_execute(old, VERSION_3, &error));
		must(sql_execute(old, STORY_3, &error));
	}
	if (version > 3) {
		must(sql_execute(old, VERSION_4, &error));
		must(sql_execute(old, STORY_4, &error));
	}
	if (version > 4)
		must(sql_execute(old, VERSION_5, &error));
	sql_close(old);
	must(fixture->spool = spool_open(fixture->path, &error));
}

static void
assert_raw(Spool *spool, int64_t mail, const char *expected)
{
	GBytes *raw = NULL;

	must((raw = mail_raw(spool, mail, &error)) != NULL);
	assert_int_equal(g_bytes_get_size(raw), strlen(expected));
	assert_memory_equal(g_bytes_get_data(raw, NULL), expected, strlen(expected));
	g_bytes_unref(raw);
}

/* What a spool of an earlier version holds is there after the step, and more can come. */
static void
test_older(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(Contact) contact = NULL;
	g_autoptr(Ticket) ticket = NULL;
	g_autoptr(GPtrArray) entries = NULL;
	g_autoptr(GPtrArray) letters = NULL;
	g_autofree char *trace = NULL;
	int64_t counts[TICKET_STATES];
	int64_t same = 0;

	open_version(fixture, 1);
	must(contact_find(fixture->spool, "els@klant.example", &contact, &error));
	assert_string_equal(contact->name, "Els Bos");
	must(ticket_find(fixture->spool, "CS0000001", &ticket, &error));
	assert_string_equal(ticket->title, "Scherm");
	assert_int_equal(ticket->state, TICKET_RESOLVED);
	assert_int_equal(ticket->answered_ms, 0);
	assert_int_equal(ticket->done_ms, 8);
	must(ticket_count(fixture->spool, TICKET_CASE, counts, &error));
	assert_int_equal(counts[TICKET_RESOLVED], 1);
	must(ticket_entries(fixture->spool, ticket->id, &entries, &error));
	assert_int_equal(entries->len, 2);
	assert_string_equal(((Entry *)entries->pdata[0])->text, "Zwart.");
	assert_raw(fixture->spool, 1, "hi!");
	must(mail_find_same(fixture->spool,
	    &(MailMarks){"a@b", "hash", "els@klant.example", "Scherm", 6}, &same, &error));
	assert_int_equal(same, 1);
	must(letter_waiting(fixture->spool, &(LetterTurn){"support", 9, 9}, &letters, &error));
	assert_int_equal(letters->len, 1);
	must(mail_trace_get(fixture->spool, 1, &trace, &error));
	assert_string_equal(trace, "decision  open case");
	assert_int_equal(rows_in(fixture->spool, "pragma_foreign_key_check"), 0);
	assert_true(rows_in(fixture->spool, "tally_day") > 0);
	assert_int_equal(
	    rows_in(fixture->spool, "(SELECT what, day, kind, team, count(*)"
				    " FROM ticket_day GROUP BY 1, 2, 3, 4 EXCEPT"
				    " SELECT what, day, kind, team, n FROM tally_day)"),
	    0);
	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "1");
	must(spool_commit(fixture->spool, &error));
}

/* Where the first start was cut off before anything was written. */
static void
test_empty_file(void **state)
{
	Fixture *fixture = *state;

	spool_close(g_steal_pointer(&fixture->spool));
	assert_true(g_file_set_contents(fixture->path, "", 0, NULL));
	must(fixture->spool = spool_open(fixture->path, &error));
	must(spool_begin(fixture->spool, &error));
	whole_story(fixture->spool, "1");
	must(spool_commit(fixture->spool, &error));
}

static void
test_unreachable(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *path = g_build_filename(fixture->folder, "no", "spool.db", NULL);

	must_fail_saying(spool_open(path, &error), SPOOL_ERROR_FAILED, "No such file");
}

static void
test_damaged(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *bytes = NULL;
	size_t size = 0;
	GBytes *raw = NULL;

	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 1000000);
	must(spool_commit(fixture->spool, &error));
	spool_close(g_steal_pointer(&fixture->spool));
	assert_true(g_file_get_contents(fixture->path, &bytes, &size, NULL));
	/* All but the first page, which says what tables there are. */
	memset(bytes + 8192, 0xa5, size - 8192);
	assert_true(g_file_set_contents(fixture->path, bytes, (gssize)size, NULL));
	{
		g_autoptr(GError) error = NULL;

		fixture->spool = spool_open(fixture->path, &error);
		if (fixture->spool)
			raw = mail_raw(fixture->spool, 1, &error);
		assert_null(raw);
		assert_true(g_error_matches(error, SPOOL_ERROR, SPOOL_ERROR_CORRUPT));
	}
}

/* Once a page was found damaged nothing is begun any more, also where it would not be met again, and closing leaves the
 * log as it is. */
static void
test_damage_stops_everything(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *log = g_strconcat(fixture->path, "-wal", NULL);
	g_autoptr(GBytes) raw = NULL;

	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 1000000);
	must(spool_commit(fixture->spool, &error));
	fixture_reopen(fixture);
	{
		int fd = open(fixture->path, O_WRONLY);
		g_autofree char *noise = g_malloc(1000000);

		memset(noise, 0xa5, 1000000);
		assert_int_equal(
		    pwrite(fd, noise, 1000000, lseek(fd, 0, SEEK_END) - 1000000), 1000000);
		/* not closed: that would drop the lock that this process has on it */
	}
	must(spool_is_sound(fixture->spool, &error));
	must_fail_saying((raw = mail_raw(fixture->spool, 1, &error)) != NULL,
	    SPOOL_ERROR_CORRUPT,
	    "is damaged (database disk image is malformed): put back a backup");
	must_fail(spool_is_sound(fixture->spool, &error), SPOOL_ERROR_CORRUPT);
	must_fail_saying(
	    spool_begin(fixture->spool, &error), SPOOL_ERROR_CORRUPT, "casegate(1)");
	spool_close(g_steal_pointer(&fixture->spool));
	assert_true(g_file_test(log, G_FILE_TEST_EXISTS));
}

static void
commit_mail(Spool *spool, const char *key, size_t size)
{
	must(spool_begin(spool, &error));
	some_mail(spool, key, size);
	must(spool_commit(spool, &error));
}

/* While it is held still its main file has what was committed until then, byte for byte, however much comes. */
static void
test_held_still(void **state)
{
	Fixture *fixture = *state;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	g_autoptr(Spool) reader = NULL;
	g_autoptr(GPtrArray) faults = NULL;
	size_t before_size = 0, after_size = 0;
	pid_t child = 0;
	int status = -1;

	commit_mail(fixture->spool, "1", 300000);
	must(spool_hold_still(fixture->spool, &error));
	commit_mail(fixture->spool, "2", 9000000);
	must(spool_rest(fixture->spool, &error));
	assert_false(spool_is_held_too_long(fixture->spool));
	/* in a process of its own, as it is meant: whoever closes the file loses the lock on it */
	child = fork();
	if (child == 0) {
		if (!g_file_get_contents(fixture->path, &before, &before_size, NULL) ||
		    !spool_is_in_use(fixture->path) ||
		    !(reader = spool_open_still(fixture->path, NULL)) ||
		    mails_in(reader) != 1 || !spool_check_file(reader, &faults, NULL) ||
		    faults->len != 0)
			_exit(1);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(status, 0);
	must((reader = spool_open_still(fixture->path, &error)) != NULL);
	assert_int_equal(mails_in(reader), 1);
	g_clear_pointer(&reader, spool_close);
	commit_mail(fixture->spool, "3", 10);
	spool_let_go(fixture->spool);
	must(spool_rest(fixture->spool, &error));
	must((reader = spool_open_still(fixture->path, &error)) != NULL);
	assert_int_equal(mails_in(reader), 3);
	g_clear_pointer(&reader, spool_close);
	spool_close(g_steal_pointer(&fixture->spool));
	assert_true(g_file_get_contents(fixture->path, &after, &after_size, NULL));
	assert_false(spool_is_in_use(fixture->path));
}

static void
test_faults_of_the_file(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(GPtrArray) faults = NULL;
	g_autofree char *bytes = NULL;
	size_t size = 0;

	commit_mail(fixture->spool, "1", 1000000);
	must(spool_check_file(fixture->spool, &faults, &error));
	assert_int_equal(faults->len, 0);
	g_clear_pointer(&faults, g_ptr_array_unref);
	spool_close(g_steal_pointer(&fixture->spool));
	assert_true(g_file_get_contents(fixture->path, &bytes, &size, NULL));
	memset(bytes + size / 2, 0xa5, 4096 * 3);
	assert_true(g_file_set_contents(fixture->path, bytes, (gssize)size, NULL));
	must((fixture->spool = spool_open_still(fixture->path, &error)) != NULL);
	must(spool_check_file(fixture->spool, &faults, &error));
	assert_true(faults->len > 0);
}

static void
test_skipped_numbers(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	Letter letter = {0};
	Ticket ticket = new_ticket(TICKET_CASE, TICKET_NEW, 0);

	must(spool_begin(spool, &error));
	must(spool_skip_numbers(spool, 10000, &error));
	must(ticket_add(spool, &ticket, &error));
	assert_string_equal(ticket.number, "CS0010001");
	g_free(ticket.number);
	letter = new_letter(ticket.id);
	assert_int_equal(store_letter(spool, &letter), 10001);
	must(spool_skip_numbers(spool, 10000, &error));
	letter.ticket = some_ticket(spool, TICKET_REQUEST, TICKET_DRAFT);
	assert_int_equal(store_letter(spool, &letter), 20002);
	must(spool_commit(spool, &error));
}

static void
remove_file(const char *path)
{
	assert_int_equal(g_unlink(path), 0);
}

static void
replace_file(const char *path)
{
	g_autofree char *other = g_strconcat(path, ".other", NULL);

	assert_true(g_file_set_contents(other, "other", -1, NULL));
	assert_int_equal(g_rename(other, path), 0);
}

/* Before a transaction, within one, and neither heals. */
static void
assert_gone(Fixture *fixture, const char *ending, void (*deed)(const char *path), bool within)
{
	g_autofree char *path = g_strconcat(fixture->path, ending, NULL);
	Spool *spool = NULL;

	fixture_reopen(fixture);
	spool = fixture->spool;
	must(spool_begin(spool, &error));
	must(spool_commit(spool, &error));
	if (within) {
		must(spool_begin(spool, &error));
		some_mail(spool, "1", 10);
	}
	deed(path);
	if (within)
		must_fail_saying(spool_commit(spool, &error), SPOOL_ERROR_GONE, path);
	must_fail_saying(spool_begin(spool, &error), SPOOL_ERROR_GONE, "while it was in use");
	assert_false(sql_in_transaction(spool));
	g_unlink(path);
	spool_close(g_steal_pointer(&fixture->spool));
	g_unlink(fixture->path);
}

static void
test_files_that_are_taken_away(void **state)
{
	static const char *const ENDINGS[] = {"", "-wal"};
	Fixture *fixture = *state;

	for (size_t i = 0; i < 4; i++) {
		assert_gone(fixture, ENDINGS[i / 2], remove_file, i % 2 == 1);
		assert_gone(fixture, ENDINGS[i / 2], replace_file, i % 2 == 1);
	}
}

static void
test_full(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	g_autofree char *text = g_strnfill(4000000, 'm');
	g_autoptr(GBytes) raw = g_bytes_new_static(text, 4000000);
	MailArrival arrival = {.mailbox = "support", .key = "2", .raw = raw};
	int64_t id = -1;

	must(sql_execute(spool, "PRAGMA max_page_count = 300", &error));
	must(spool_begin(spool, &error));
	must(spool_mark(spool, &error));
	some_mail(spool, "1", 5000);
	must(spool_keep(spool, &error));
	must(spool_mark(spool, &error));
	must_fail(mail_add(spool, &arrival, &id, &error), SPOOL_ERROR_FULL);
	assert_int_equal(id, -1);
	/* SQLite took back all of it; nothing can be written as if it had not. */
	must_fail(mail_add(spool, &arrival, &id, &error), SPOOL_ERROR_FAILED);
	must_fail(spool_undo(spool, &error), SPOOL_ERROR_FAILED);
	must_fail(spool_commit(spool, &error), SPOOL_ERROR_FAILED);
	assert_int_equal(mails_in(spool), 0);

	must(sql_execute(spool, "PRAGMA max_page_count = 100000", &error));
	must(spool_begin(spool, &error));
	must(mail_add(spool, &arrival, &id, &error));
	must(spool_commit(spool, &error));
	fixture_reopen(fixture);
	assert_int_equal(mails_in(fixture->spool), 1);
}

/* The log may not grow: the commit fails, nothing of it is left, and later it works again. */
static void
write_until_full(Fixture *fixture)
{
	struct rlimit small = {200000, RLIM_INFINITY}, large = {RLIM_INFINITY, RLIM_INFINITY};

	signal(SIGXFSZ, SIG_IGN);
	must(fixture->spool = spool_open(fixture->path, &error));
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 400000);
	must_fail(spool_commit(fixture->spool, &error), SPOOL_ERROR_FULL);
	assert_false(sql_in_transaction(fixture->spool));
	assert_int_equal(mails_in(fixture->spool), 0);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &large), 0);
	must(spool_begin(fixture->spool, &error));
	some_mail(fixture->spool, "1", 400000);
	must(spool_commit(fixture->spool, &error));
}

static void
test_commit_on_a_full_disk(void **state)
{
	Fixture *fixture = *state;
	struct rlimit before;

	spool_close(g_steal_pointer(&fixture->spool));
	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	write_until_full(fixture);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	fixture_reopen(fixture);
	assert_int_equal(mails_in(fixture->spool), 1);
}

/* A batch so large that it goes to the log before its end: SQLite may give it up by itself. */
static void
test_full_in_the_middle(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;
	struct rlimit small = {20000000, RLIM_INFINITY}, before;
	bool failed = false;

	assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
	small.rlim_max = before.rlim_max;
	signal(SIGXFSZ, SIG_IGN);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &small), 0);
	must(spool_begin(spool, &error));
	for (int i = 0; i < 30 && !failed; i++) {
		g_autofree char *text = g_strnfill(4000000, 'm');
		g_autofree char *key = g_strdup_printf("%d", i);
		g_autoptr(GBytes) raw =
		    g_bytes_new_static(memcpy(text, key, strlen(key)), 4000000);
		MailArrival arrival = {.mailbox = "support", .key = key, .raw = raw};
		g_autoptr(GError) error = NULL;
		int64_t id = 0;

		failed = !mail_add(spool, &arrival, &id, &error);
		if (failed)
			assert_int_equal(error->code, SPOOL_ERROR_FULL);
	}
	assert_true(failed);
	spool_rollback(spool);
	assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
	signal(SIGXFSZ, SIG_DFL);
	assert_int_equal(mails_in(spool), 0);
	must(spool_begin(spool, &error));
	whole_story(spool, "1");
	must(spool_commit(spool, &error));
	fixture_reopen(fixture);
	assert_int_equal(mails_in(fixture->spool), 1);
	assert_int_equal(rows_in(fixture->spool, "mail_chunk"), 1);
}

#ifdef FAILPOINTS
/* Its letter, of the same id, waits for what a desk elsewhere does at the second attempt. */
static void
desk_story(Spool *spool, int64_t ticket)
{
	const OutboxOperation open = {.ticket = ticket,
	    .kind = (char *)"open",
	    .body = (char *)"{}",
	    .created_ms = 6000,
	    .due_ms = 6000};
	g_autoptr(OutboxOperation) stored = NULL;
	LetterHold hold = {.letter = ticket};

	must(letter_retry(spool, ticket, 6000, &error));
	must(outbox_add(spool, &open, &hold.operation, &error));
	must(letter_hold_add(spool, &hold, &error));
	must(outbox_get(spool, hold.operation, &stored, &error));
	must(outbox_take_off(spool, stored->id, 6000, &error));
	must(outbox_postpone(spool, stored, true, 7000, "no answer", &error));
	must(outbox_take_off(spool, stored->id, 7000, &error));
	must(outbox_end(spool, stored, OUTBOX_DONE, "", &error));
	must(letter_hold_release(spool, ticket, NULL, 7000, &error));
}

/* The mail of this id, and its letter, wait for a code, which comes. */
static void
code_story(Spool *spool, int64_t id)
{
	StepUp asked = {.mail = id, .letter = id, .contact = 1, .created_ms = 6000};
	g_autoptr(StepUp) open = NULL;
	bool held = false;

	must(step_up_add(spool, &asked, &error));
	must(step_up_find(spool, id, id, &open, &error));
	open->state = STEP_UP_CONFIRMED;
	must(step_up_save(spool, open, 7000, &error));
	must(mail_confirm(spool, id, 2, &held, &error));
}

/* Dies at the nth passing of the failpoint while it puts two mails into one transaction. */
static void
die_at(Fixture *fixture, const char *failpoint)
{
	pid_t child = 0;
	int status = 0;

	spool_close(g_steal_pointer(&fixture->spool));
	child = fork();
	if (child == 0) {
		g_autoptr(Spool) spool = spool_open(fixture->path, NULL);

		g_setenv("CASEGATE_FAILPOINT", failpoint, true);
		spool_begin(spool, NULL);
		for (int64_t ticket = 1; ticket <= 2; ticket++) {
			const PendingNotification told = {
			    .ticket = ticket, .reason = (char *)"new", .actor = (char *)""};

			whole_story(spool, ticket == 1 ? "1" : "2");
			desk_story(spool, ticket);
			code_story(spool, ticket);
			pending_notification_add(spool, &told, NULL);
		}
		spool_commit(spool, NULL);
		_exit(0);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	if (!WIFSIGNALED(status) || WTERMSIG(status) != SIGKILL)
		fail_msg("failpoint %s was not passed", failpoint);
	must(fixture->spool = spool_open(fixture->path, &error));
}

static void
all_or_nothing(Fixture *fixture, const char *failpoint, bool all)
{
	static const char *const TABLES[] = {
	    "mail", "mail_chunk", "ticket", "ticket_entry", "letter", "letter_text", "trace"};

	die_at(fixture, failpoint);
	for (size_t i = 0; i < G_N_ELEMENTS(TABLES); i++)
		if (rows_in(fixture->spool, TABLES[i]) != (all ? 2 : 0))
			fail_msg("%s: %s", failpoint, TABLES[i]);
	assert_int_equal(rows_in(fixture->spool, "contact"), all ? 1 : 0);
}

/* All failpoints of the room. */
static GPtrArray *
failpoints(void)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) room = g_dir_open(SRCDIR "/spool", 0, NULL);
	const char *file = NULL;

	assert_non_null(room);
	while ((file = g_dir_read_name(room)) != NULL) {
		g_autofree char *path = g_build_filename(SRCDIR, "spool", file, NULL);
		g_autofree char *text = NULL;

		assert_true(g_file_get_contents(path, &text, NULL, NULL));
		for (char *at = text; (at = strstr(at, "FAILPOINT(\"")) != NULL;) {
			at += strlen("FAILPOINT(\"");
			g_ptr_array_add(names, g_strndup(at, strcspn(at, "\"")));
		}
	}
	return names;
}

static void
test_killed_while_being_made(void **state)
{
	static const char *const POINTS[] = {"commit.before", "commit.after"};
	Fixture *fixture = *state;

	for (size_t i = 0; i < G_N_ELEMENTS(POINTS); i++) {
		pid_t child = 0;
		int status = 0;

		spool_close(g_steal_pointer(&fixture->spool));
		g_unlink(fixture->path);
		child = fork();
		if (child == 0) {
			g_setenv("CASEGATE_FAILPOINT", POINTS[i], true);
			_exit(spool_open(fixture->path, NULL) != NULL);
		}
		assert_int_equal(waitpid(child, &status, 0), child);
		assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
		must(fixture->spool = spool_open(fixture->path, &error));
		must(spool_begin(fixture->spool, &error));
		whole_story(fixture->spool, "1");
		must(spool_commit(fixture->spool, &error));
	}
}

static void
test_killed_anywhere(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(GPtrArray) names = failpoints();

	assert_true(names->len >= 15);
	for (guint i = 0; i < names->len; i++) {
		const char *name = g_ptr_array_index(names, i);
		g_autofree char *second = g_strconcat(name, ":2", NULL);

		if (strcmp(name, "commit.after") == 0)
			continue;
		all_or_nothing(fixture, name, false);
		/* One commit, one new contact. */
		if (strcmp(name, "commit.before") != 0 && strcmp(name, "contact.met") != 0)
			all_or_nothing(fixture, second, false);
	}
	all_or_nothing(fixture, "commit.after", true);
}
#else
static void
test_killed_while_being_made(void **state)
{
	(void)state;
	skip();
}

static void
test_killed_anywhere(void **state)
{
	(void)state;
	skip();
}
#endif

static void
say_all_of_contacts(Spool *spool, int64_t id)
{
	const ContactDetails bare = {NULL, "A", NULL, ""};
	const ContactRights rights = {.items = "x"};
	const char *const aliases[] = {"met@b", NULL};
	Contact first = {.id = id, .known = true}, second = {.id = id + 1};
	GPtrArray *names = NULL;
	Contact *approver = NULL;
	bool may = false;

	some_contact(spool, "met@b");
	must(contact_set(spool, id, &bare, &error));
	must(contact_set_rights(spool, id, &rights, &error));
	must(contact_set_aliases(spool, id, aliases, 9, &error));
	must(contact_aliases(spool, id, &names, &error));
	g_ptr_array_unref(names);
	must(contact_add_approval(spool, id, 1, 0, &error));
	must(contact_add_approval(spool, id, 0, 1, &error));
	must(contact_may_approve(spool, &first, &second, &may, &error));
	must(contact_approvals(spool, id, &names, &error));
	g_ptr_array_unref(names);
	must(contact_approver(spool, &second, &approver, &error));
	contact_free(approver);
	must(contact_remove(spool, id, 9, &error));
}

/* Notifications and commands that wait. */
static void
say_all_of_the_desk(Spool *spool)
{
	PendingNotification notice = {
	    .ticket = 1, .reason = (char *)"reply", .actor = (char *)"", .due_ms = 5};
	const LetterQuery query = {"notification", 0};
	FulfilmentStep step = {.ticket = 1, .result = (char *)""};
	GPtrArray *found = NULL;
	FulfilmentStep *one = NULL;
	int64_t number = 0;
	bool any = false;

	must(pending_notification_add(spool, &notice, &error));
	must(pending_notification_due(spool, 9, 10, &found, &error));
	g_clear_pointer(&found, g_ptr_array_unref);
	must(pending_notification_next_due(spool, &number, &error));
	must(pending_notification_postpone(spool, &notice, 9, &error));
	must(pending_notification_done(spool, &notice, &error));
	must(letter_count_to(spool, &query, "a@b", &number, &error));
	must(step_add(spool, 1, 0, 1, &error));
	must(step_get(spool, 1, 0, &one, &error));
	step_free(one);
	must(step_list(spool, 1, &found, &error));
	g_clear_pointer(&found, g_ptr_array_unref);
	must(step_due(spool, 9, 10, &found, &error));
	g_clear_pointer(&found, g_ptr_array_unref);
	must(step_next_due(spool, 0, &number, &error));
	must(step_save(spool, &step, &error));
	must(step_stop(spool, 1, &error));
	must(step_retry(spool, 1, 1, &any, &error));
}

static void
say_all_of_ceilings(Spool *spool)
{
	HeldLetter held = {.ticket = 1, .correspondent = "a@b"};
	GPtrArray *found = NULL;
	int64_t number = 0;

	must(letter_ceiling_to(spool, "a@b", 0, &number, &error));
	must(letter_ceiling_on(spool, 1, 0, &number, &error));
	must(letter_ceiling_all(spool, 0, &number, &error));
	must(letter_ceiling_of(spool, "support", 0, &number, &error));
	must(letter_ceiling_past(spool, "a@b", 5, &found, &error));
	g_ptr_array_unref(found);
	must(letter_ceiling_due(spool, &(LetterPace){"a@b", false, 5}, &number, &error));
	must(letter_ceiling_waiting(spool, 1, &number, &error));
	must(letter_ceiling_hold(spool, &held, 1, &error));
	must(letter_ceiling_set_entry(spool, &held, &error));
	must(letter_ceiling_held(spool, 1, &number, &number, &error));
	must(letter_ceiling_pause(spool, "a@b", 1, &error));
	must(letter_ceiling_paused(spool, "a@b", &number, &error));
	must(letter_ceiling_resume(spool, "a@b", &error));
	must(ticket_set_entry_text(spool, 1, "x", &error));
}

static void
say_all_of_registrations(Spool *spool)
{
	const Registration one = {.mail = 1, .contact = 1, .since_ms = 10};
	g_autoptr(GPtrArray) contacts = NULL;
	int64_t number = 0;
	bool confirmed = false;

	must(registration_keep(spool, &one, &error));
	must(registration_oldest(spool, &number, &error));
	must(registration_count(spool, &number, &error));
	must(registration_expire(spool, 10, "x", &error));
	must(registration_confirm(spool, 1, 1, &number, &error));
	must(registration_is_confirmed(spool, 1, 1, &confirmed, &error));
	must(contact_list_registered(spool, &contacts, &error));
	must(contact_count_registered(spool, &number, &error));
}

static void
say_all_of_changes(Spool *spool)
{
	const ContactChange change = {1, (char *)"name", (char *)"", (char *)"x", 0, 5};
	const ContactLetters letters = {1, "x"};
	g_autoptr(GPtrArray) changes = NULL;
	int64_t number = 0;

	must(contact_change_add(spool, &change, &error));
	must(contact_change_list(spool, 1, &changes, &error));
	must(contact_change_address(spool, 1, "changed@x.example", 5, &error));
	must(contact_change_end_tokens(spool, &letters, 5, &error));
	must(contact_change_count(spool, &letters, 0, &number, &error));
}

/* What is erased, and when its time is over; of the ticket, the mail and the letter 1. */
static void
say_all_of_what_goes(Spool *spool)
{
	const TicketHold hold = {(char *)"", (char *)"casegate", 5000};
	TicketHold *held = NULL;
	GArray *ids = NULL;
	int64_t last = 0;
	bool any = false;

#define IDS(call)                                     \
	do {                                          \
		must(call);                           \
		g_clear_pointer(&ids, g_array_unref); \
	} while (0)
	for (KeptKind kind = 0; kind < KEPT_KINDS; kind++) {
		IDS(forget_due(spool, &(KeptRange){kind, 0, 100, 9000}, &ids, &error));
		must(forget_last(spool, kind, &last, &error));
	}
	must(ticket_hold_set(spool, 1, &hold, &error));
	must(ticket_hold_get(spool, 1, &held, &error));
	ticket_hold_free(held);
	must(ticket_hold_end(spool, 1, &any, &error));
	IDS(ticket_forget_mails(spool, 1, 10, &ids, &error));
	IDS(ticket_forget_letters(spool, 1, 10, &ids, &error));
	IDS(ticket_forget_letters_of(spool, 1, 1, &ids, &error));
	IDS(ticket_forget_letters_to_desk(spool, 1, 10, &ids, &error));
	must(ticket_forget_mail(spool, 1, 1, &error));
	must(ticket_forget_letter(spool, 1, &error));
	must(ticket_forget_person(spool, 1, 1, &error));
	must(ticket_note_person(spool, 1, 1, &error));
	must(ticket_forget_entries(spool, 1, 10, &any, &error));
	must(ticket_is_gone(spool, 1, &any, &error));
	must(ticket_forget_rest(spool, 1, 9000, &error));
	must(forget_mail(spool, 1, 9000, &error));
	must(forget_letter(spool, 1, 9000, &error));
#undef IDS
}

static char *
other_text(const char *text, const void *data)
{
	(void)data;
	return g_strconcat(text, "x", NULL);
}

/* A person whom nothing refers to. */
static void
say_all_of_erasures(Spool *spool)
{
	const TicketRedaction redaction = {other_text, NULL};
	int64_t contact = some_contact(spool, "erased@x.example");
	g_autoptr(Erasure) erasure = NULL;
	g_auto(ErasurePlan) plan = {0};
	g_autoptr(GArray) mails = NULL;
	g_autoptr(GArray) letters = NULL;
	g_autoptr(GArray) loose = NULL;
	g_autoptr(GPtrArray) copies = NULL;
	g_autofree char *mailbox = NULL;
	int64_t number = 0;
	bool is = false;

	must(erasure_plan(spool, contact, &plan, &error));
	must(erasure_begin(spool, contact, 5000, &error));
	must(erasure_is_open(spool, &is, &error));
	must(erasure_is_open_for(spool, contact, &is, &error));
	must(erasure_next(spool, &erasure, &error));
	must(erasure_own_ticket(spool, contact, &number, &error));
	must(erasure_shared_ticket(spool, contact, &number, &error));
	must(ticket_redact(spool, 1, &redaction, &error));
	must(erasure_mails(spool, "erased@x.example", 10, &mails, &error));
	must(erasure_mail_waits(spool, "erased@x.example", &is, &error));
	must(erasure_letters(spool, contact, 10, &letters, &error));
	must(erasure_loose_letters(spool, 10, &loose, &error));
	must(erasure_note_copies(spool, 1, &error));
	must(erasure_copies_mailbox(spool, "", &mailbox, &error));
	must(erasure_copies(spool, "support", 10, &copies, &error));
	must(erasure_copies_count(spool, "support", &number, &error));
	must(erasure_copy_done(spool, "support", 1, &error));
	must(erasure_contact(spool, erasure, &is, &error));
	assert_false(is);
	must(erasure_drop_words(spool, erasure->id, &error));
	must(erasure_end(spool, erasure->id, 9000, &error));
}

/* Fills the cache of statements with all that the room can say. */
static void
pass_over(const ReportTicket *ticket, void *data)
{
	(void)ticket;
	(void)data;
}

/* A report looks at all tickets, so only what it asks beside that is said. */
static void
say_all_of_counts(Spool *spool)
{
	g_autoptr(GPtrArray) rows = NULL;
	TallyTimes times = {0};
	int64_t number = 0;

	must(tally_took(spool, TALLY_ANSWER, "case", 5, &error));
	must(tally_times(spool, TALLY_ANSWER, "case", &times, &error));
	must(tally_list(spool, TALLY_MAIL, &rows, &error));
	must(ticket_count_overdue(spool, TICKET_CASE, 5, &number, &error));
	must(report_reopened(spool, &(ReportPeriod){0, 9}, pass_over, NULL, &error));
}

static void
pass_day(int64_t day, int64_t kind, int64_t n, void *data)
{
	(void)day;
	(void)kind;
	(void)n;
	(void)data;
}

static void
say_everything(Spool *spool)
{
	GPtrArray *found = NULL;
	GArray *references = NULL;
	const char *id = "<5f1@klant.example>";
	int64_t number = 0;
	int count = 0;
	int64_t counts[TICKET_STATES];
	LetterTurn turn = {"support", 5000, 10};
	LetterTurn again = {NULL, 5000, 10};
	TicketQuery all = {.limit = 10}, new = {.state = "new", .limit = 10},
		    filters[] = {{.order = TICKETS_WAITING}, {.order = TICKETS_OVERDUE},
			{.reporter = 1}, {.account = 1}, {.agent = "a"},
			{.agent = "a", .state = "open"}, {.group = "g"}, {.category = "c"}};
	TicketAttachment attachment = {.ticket = 1,
	    .mail = 1,
	    .path = (char *)"2",
	    .name = (char *)"a",
	    .type = (char *)"b",
	    .marks = (char *)""};
	TicketField field = {(char *)"name", (char *)"Name", (char *)"x", 1};
	ContactDetails details = {.address = "a@b", .account = "Jansen BV"};
	Contact *contact = NULL;
	Ticket *ticket = NULL;
	Letter *letter = NULL;
	Mail *mail = NULL;
	char *lines = NULL, *name = NULL;

#define LIST(call)                                          \
	do {                                                \
		must(call);                                 \
		g_clear_pointer(&found, g_ptr_array_unref); \
	} while (0)
	whole_story(spool, "1");
	LIST(mail_waiting(spool, &(MailTurn){"support", 0, 10}, &found, &error));
	LIST(mail_tried(spool, "support", 10, &found, &error));
	must(mail_waiting_mailbox(spool, "", &name, &error));
	g_clear_pointer(&name, g_free);
	LIST(mail_waiting_history(spool, 10, &found, &error));
	LIST(mail_unfiled(spool, "support", &found, &error));
	must(mail_count_unfiled(spool, "support", &number, &error));
	LIST(mail_list(spool, -1, 10, &found, &error));
	LIST(mail_list(spool, MAIL_HELD, 10, &found, &error));
	LIST(letter_waiting(spool, &turn, &found, &error));
	must(letter_waiting_mailbox(spool, "", &name, &error));
	g_clear_pointer(&name, g_free);
	LIST(letter_waiting(spool, &again, &found, &error));
	LIST(letter_attempt_list(spool, 1, &found, &error));
	LIST(letter_list(spool, -1, 10, &found, &error));
	LIST(letter_list(spool, LETTER_FAILED, 10, &found, &error));
	LIST(letter_of_ticket(spool, 1, &found, &error));
	LIST(contact_list(spool, 0, &found, &error));
	LIST(ticket_unmeasured(spool, 10, &found, &error));
	must(tally_day_each(
	    spool, &(TallyDays){.what = TALLY_DAY_MAIL}, pass_day, NULL, &error));
	must(tally_day_each(
	    spool, &(TallyDays){.what = TALLY_DAY_DONE, .team = "a"}, pass_day, NULL, &error));
	LIST(contact_list(spool, 1, &found, &error));
	LIST(ticket_people(spool, 1, &found, &error));
	LIST(ticket_entries(spool, 1, &found, &error));
	LIST(ticket_attachments(spool, 1, &found, &error));
	LIST(ticket_fields(spool, 1, &found, &error));
	LIST(ticket_thread(spool, &(ThreadQuery){1, 1, NULL, 10}, &found, &error));
	LIST(ticket_due(spool, 5000, 10, &found, &error));
	LIST(ticket_of_state(
	    spool, &(TicketsOfState){TICKET_CASE, TICKET_NEW, 0, 10}, &found, &error));
	LIST(ticket_list(spool, &all, &found, &error));
	LIST(ticket_list(spool, &new, &found, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(filters); i++) {
		filters[i].limit = 1;
		LIST(ticket_list(spool, &filters[i], &found, &error));
	}
#undef LIST
	must(history_find(spool, &id, 1, &number, &error));
	must(mail_get(spool, 1, &mail, &error));
	must(mail_count_attempt(spool, 1, &count, &error));
	must(mail_release(spool, 1, &error));
	must(mail_find_same(spool, &(MailMarks){id, "abc", NULL, "", 0}, &number, &error));
	must(mail_repeat(spool, 1, 1, &error));
	must(mail_set_same(spool, 1, 1, 1, &error));
	must(mail_count(spool, counts, &number, &error));
	g_bytes_unref(mail_raw(spool, 1, NULL));
	must(mail_trace_get(spool, 1, &lines, &error));
	must(letter_get(spool, 1, &letter, &error));
	g_bytes_unref(letter_bytes(spool, 1, NULL));
	must(letter_next_due(spool, 0, &number, &error));
	must(letter_set_failed(spool, 1, "", &error));
	must(letter_postpone(spool, 1, "", 9000, &error));
	say_all_of_ceilings(spool);
	must(letter_expire_tokens(spool, 1, 5000, &error));
	must(letter_count(spool, counts, &error));
	must(contact_get(spool, 1, &contact, &error));
	must(contact_add(spool, &details, 1, &number, &error));
	must(contact_register(spool, 1, 5, &error));
	say_all_of_registrations(spool);
	say_all_of_changes(spool);
	must(contact_account_name(spool, 1, &name, &error));
	must(contact_set_undeliverable(spool, 1, "a@b", true, &error));
	say_all_of_contacts(spool, number);
	say_all_of_the_desk(spool);
	must(ticket_find(spool, "cs0000001", &ticket, &error));
	must(ticket_involve(spool, 1, 1, INVOLVED_ADDED, &error));
	must(ticket_attach(spool, &attachment, &error));
	must(ticket_set_field(spool, 1, 1, &field, &error));
	must(ticket_find_by_ids(spool, &id, 1, &references, &error));
	must(ticket_count_reopened(spool, 1, 0, &count, &error));
	must(ticket_add_reopened(spool, 1, 1, &error));
	must(ticket_next_due(spool, &number, &error));
	must(ticket_count(spool, TICKET_CASE, counts, &error));
	say_all_of_counts(spool);
	say_all_of_erasures(spool);
	say_all_of_what_goes(spool);
	g_array_unref(references);
	contact_free(contact);
	ticket_free(ticket);
	letter_free(letter);
	mail_free(mail);
	g_free(lines);
	g_free(name);
}

/* What a person asks for now and then may read a whole index, or the newest rows of a table; a
 * request's few fields may be sorted, and the mailboxes that have one person's mails; of notifications those that wait
 * are all there are, and of first answers those that are not measured. */
static bool
may_scan(const char *sql)
{
	static const char *const SELDOM[] = {"GROUP BY state", "FROM notice", "answer_s < 0",
	    "ORDER BY c.address_key", "FROM ticket_field", "WITH own (address_key)",
	    "SELECT DISTINCT c.mailbox"};

	for (size_t i = 0; i < G_N_ELEMENTS(SELDOM); i++)
		if (strstr(sql, SELDOM[i]))
			return true;
	return false;
}

/* How SQLite means to answer it, a step a line. */
static char *
plan_of(Spool *spool, const char *sql)
{
	g_autofree char *explain = g_strconcat("EXPLAIN QUERY PLAN ", sql, NULL);
	g_autoptr(SqlStatement) plan = sql_prepare(spool, g_intern_string(explain));
	GString *steps = g_string_new(NULL);

	while (sql_next(plan)) {
		g_autofree char *step = sql_text(plan, 3);

		g_string_append_printf(steps, "%s\n", step);
	}
	must(sql_done(plan, &error));
	return g_string_free(steps, false);
}

/* It looks at rows that are not asked for, or sorts; the one row of a SELECT without a table is none of a table. */
static bool
is_slow(const char *plan)
{
	g_auto(GStrv) steps = g_strsplit(plan, "\n", -1);

	for (char **step = steps; *step != NULL; step++)
		if (strstr(*step, "TEMP B-TREE") ||
		    (strstr(*step, "SCAN") && !g_str_equal(*step, "SCAN CONSTANT ROW")))
			return true;
	return false;
}

/* For an INSERT SQLite plans scans of the tables that refer to the new row, and runs them only
 * while a deferred key is violated: here its own count of the rows scanned is asked. */
static void *
checked_from_row(SqlStatement *row)
{
	char *sql = sql_text(row, 0);

	if (g_str_has_prefix(sql, "INSERT") && sql_int(row, 1) != 0)
		fail_msg("%s scanned %d rows", sql, (int)sql_int(row, 1));
	return sql;
}

/* The texts of all statements that the room has. */
static GPtrArray *
everything_said(Spool *spool)
{
	g_autoptr(SqlStatement) all = sql_prepare(spool, "SELECT sql, nscan FROM sqlite_stmt");
	GPtrArray *texts = NULL;

	whole_story(spool, "0");
	say_everything(spool);
	must(sql_run_list(all, checked_from_row, g_free, &texts, &error));
	return texts;
}

static void
test_every_question_has_its_index(void **state)
{
	Fixture *fixture = *state;
	g_autoptr(GPtrArray) texts = NULL;
	unsigned checked = 0;

	must(spool_begin(fixture->spool, &error));
	texts = everything_said(fixture->spool);
	for (guint i = 0; i < texts->len; i++) {
		const char *sql = g_ptr_array_index(texts, i);
		g_autofree char *plan = NULL;

		if (!strchr(sql, '$') || g_str_has_prefix(sql, "INSERT") || may_scan(sql))
			continue;
		plan = plan_of(fixture->spool, sql);
		if (is_slow(plan))
			fail_msg("%s: %s", sql, plan);
		checked++;
	}
	assert_true(checked >= 40);
}

/* What the loop asks all the time goes straight to its rows, however many others there are. */
static void
test_the_loop_asks_the_best_index(void **state)
{
	static const struct {
		const char *part; /* of the question */
		const char *wanted;
	} HOT[] = {
	    {"attempts = 0 AND id > $2", "mail_waiting (mailbox=? AND attempts=? AND id>?)"},
	    {"attempts > 0 ORDER BY", "mail_waiting (mailbox=? AND attempts>?)"},
	    {"FROM mail INDEXED BY mail_waiting", "mail_waiting (mailbox>?)"},
	    {"history_ms > 0 AND attempts >= 0", "mail_history (attempts>?)"},
	    {"history_reference WHERE message_id", "PRIMARY KEY (message_id=?)"},
	    {"mailbox = $1 AND filed = 0", "mail_copy_unfiled (mailbox=?)"},
	    {"count(*) FROM mail_copy", "mail_copy_unfiled (mailbox=?)"},
	    {"FROM mail WHERE id < $1 AND state", "mail_state (state=? AND id<?)"},
	    {"l.id < $1 AND l.state", "letter_state (state=? AND id<?)"},
	    {"c.address_key > $1 ORDER", "(address_key>?)"},
	    {"state = $3 AND id >= $4",
		"ticket_live_agent (agent=? AND kind=? AND state=? AND rowid>? AND rowid<?)"},
	    {"FROM tally_day WHERE", "PRIMARY KEY (what=? AND day>? AND day<?)"},
	    {"mailbox = $1 AND key = $2", "(mailbox=? AND key=?)"},
	    {"WHERE hash = $1", "mail_hash (hash=?)"},
	    {"WHERE hash IS NULL AND size = $1", "mail_unhashed (size=?)"},
	    {"content_hash = $2 AND", "mail_same (message_id=? AND content_hash=?)"},
	    {"FROM ticket WHERE number", "(number=?)"},
	    {"next_ms <= $1", "ticket_next (next_ms>? AND next_ms<?)"},
	    {"next_ms > 0 ORDER BY next_ms LIMIT 1", "ticket_next (next_ms>?)"},
	    {"answer_due_ms > 0 AND answer_due_ms < $2",
		"ticket_answer_due (kind=? AND answer_due_ms>? AND answer_due_ms<?)"},
	    {"state = $2 AND id > $3", "ticket_state (kind=? AND state=? AND id>?)"},
	    {"kind = $1 AND state = $2 AND id >= $3",
		"ticket_state (kind=? AND state=? AND id>? AND id<?)"},
	    {"WHERE kind = $1 AND id", "ticket_kind (kind=? AND id>? AND id<?)"},
	    {"WHERE reporter = $1 AND id",
		"ticket_reporter (reporter=? AND rowid>? AND rowid<?)"},
	    {"WHERE account = $1 AND kind",
		"ticket_account (account=? AND kind=? AND rowid>? AND rowid<?)"},
	    {"agent IS $1", "ticket_agent (agent=? AND rowid>? AND rowid<?)"},
	    {"team IS $1", "ticket_team (team=? AND rowid>? AND rowid<?)"},
	    {"category = $1 AND id", "ticket_category (category=? AND rowid>? AND rowid<?)"},
	    {"waiting_ms > 0 AND (waiting_ms", "ticket_waiting (kind=? AND waiting_ms>?)"},
	    {"FROM ticket_message WHERE", "PRIMARY KEY (message_id=?)"},
	    {"c.address_key = $1", "(address_key=?)"},
	    {"l.state = 'waiting' AND l.attempts = 0",
		"letter_waiting (mailbox=? AND attempts=?)"},
	    {"FROM letter INDEXED BY letter_waiting", "letter_waiting (mailbox>?)"},
	    {"l.state = 'waiting' AND l.attempts > 0", "letter_again (state=? AND due_ms<?)"},
	    {"due_ms > created_ms AND due_ms > $1", "letter_later (state=? AND due_ms>?)"},
	    {"FROM request_step WHERE state = 'waiting' AND due_ms",
		"request_step_due (due_ms"},
	    {"correspondent = $1 AND due_ms >=",
		"letter_correspondent (correspondent=? AND due_ms>?)"},
	    {"correspondent = $1 AND (name", "letter_correspondent (correspondent=?)"},
	    {"WHERE l.correspondent = $1", "letter_correspondent (correspondent=?)"},
	    {"FROM letter WHERE created_ms >=", "letter_answer (created_ms>?)"},
	    {"paced_ms > 0 AND", "letter_paced (paced_ms>?)"},
	    {"WHERE name = $1", "(name=? AND created_ms>?)"},
	};
	Fixture *fixture = *state;
	g_autoptr(GPtrArray) texts = NULL;

	must(spool_begin(fixture->spool, &error));
	texts = everything_said(fixture->spool);
	for (size_t i = 0; i < G_N_ELEMENTS(HOT); i++) {
		guint at = 0;
		g_autofree char *plan = NULL;

		while (at < texts->len && !strstr(g_ptr_array_index(texts, at), HOT[i].part))
			at++;
		if (at == texts->len)
			fail_msg("nobody asks %s", HOT[i].part);
		plan = plan_of(fixture->spool, g_ptr_array_index(texts, at));
		if (!strstr(plan, HOT[i].wanted))
			fail_msg("%s: %s", HOT[i].part, plan);
	}
}

/* Who asks for something, or wrote it for somebody else, is known to have asked for it, also in what was filed before
 * that was written down; who only said something of it did not. */
static void
test_version_2_is_brought_up_to_date(void **state)
{
	Fixture *fixture = *state;
	bool is = false;

	open_version(fixture, 2);
	assert_int_equal(rows_in(fixture->spool, "letter"), 1);
	must(ticket_is_requester(fixture->spool, 2, 1, &is, &error));
	assert_true(is);
	must(ticket_is_requester(fixture->spool, 2, 2, &is, &error));
	assert_true(is);
	must(ticket_is_requester(fixture->spool, 2, 3, &is, &error));
	assert_false(is);
	must(ticket_is_requester(fixture->spool, 1, 1, &is, &error));
	assert_false(is);
}

/* What was asked is told by the kind of its line, and not by its text, also of what was asked before. */
static void
test_version_3_is_brought_up_to_date(void **state)
{
	static const struct {
		EntryKind kind;
		const char *text;
	} WANTED[] = {
	    {ENTRY_QUESTION, "Welke kleur?"},
	    {ENTRY_ANSWER, "Asked: no question"},
	    {ENTRY_COMMENT, "asked: Welke?"},
	};
	Fixture *fixture = *state;
	g_autoptr(GPtrArray) entries = NULL;

	open_version(fixture, 3);
	must(ticket_entries(fixture->spool, 2, &entries, &error));
	assert_int_equal(entries->len, G_N_ELEMENTS(WANTED));
	for (size_t i = 0; i < G_N_ELEMENTS(WANTED); i++) {
		const Entry *entry = entries->pdata[i];

		assert_int_equal(entry->kind, WANTED[i].kind);
		assert_string_equal(entry->text, WANTED[i].text);
	}
}

/* What was a mail's key is the place where it was found; its hash is made when it comes again. */
static void
test_version_4_is_brought_up_to_date(void **state)
{
	static const struct {
		const char *mailbox;
		const char *key;
		const char *text;
		int64_t size; /* not 0: of the mail whose header this is */
		int64_t same_as;
		int64_t repeats;
	} ARRIVALS[] = {
	    {"support", "17.4", "text", 0, 4, 0},
	    {"support", "18.4", "text", 0, 4, 1},
	    {"drop", "name@1700000000", "words", 0, 5, 0},
	    {"support", NULL, "hi", 0, 6, 1},
	    {"support", NULL, "hi", 50000000, 7, 1},
	    {"support", "17.5", "tegel", 0, 0, 0},
	};
	Fixture *fixture = *state;
	Spool *spool = NULL;
	g_autoptr(GPtrArray) unfiled = NULL;

	open_version(fixture, 4);
	spool = fixture->spool;
	assert_int_equal(rows_in(spool, "pragma_foreign_key_check"), 0);
	assert_int_equal(rows_in(spool, "mail"), 7);
	assert_int_equal(rows_in(spool, "mail_copy"), 5);
	must(mail_unfiled(spool, "support", &unfiled, &error));
	assert_int_equal(unfiled->len, 1);
	assert_string_equal(unfiled->pdata[0], "17.4");
	must(spool_begin(spool, &error));
	for (size_t i = 0; i < G_N_ELEMENTS(ARRIVALS); i++) {
		const char *text = ARRIVALS[i].text;
		g_autoptr(GBytes) raw = g_bytes_new_static(text, strlen(text));
		bool large = ARRIVALS[i].size != 0;
		MailArrival arrival = {ARRIVALS[i].mailbox, ARRIVALS[i].key, raw,
		    large ? ARRIVALS[i].size : (int64_t)strlen(text), large, 9, 0, 0, 0};
		g_autoptr(Mail) mail = NULL;
		int64_t id = -1;

		must(mail_add(spool, &arrival, &id, &error));
		assert_int_equal(id, ARRIVALS[i].same_as == 0 ? 8 : 0);
		must(mail_get(spool, id == 0 ? ARRIVALS[i].same_as : id, &mail, &error));
		assert_int_equal(mail->repeats, ARRIVALS[i].repeats);
	}
}

/* Of tickets that were there, nothing is linked or merged. */
static void
test_version_5_is_brought_up_to_date(void **state)
{
	Fixture *fixture = *state;

	open_version(fixture, 5);
	assert_int_equal(rows_in(fixture->spool, "pragma_foreign_key_check"), 0);
	assert_int_equal(rows_in(fixture->spool, "ticket WHERE merged_into IS NULL"), 2);
	assert_int_equal(rows_in(fixture->spool, "ticket_link"), 0);
	assert_int_equal(rows_in(fixture->spool, "ticket_moved"), 0);
	assert_int_equal(rows_in(fixture->spool, "ticket_unseen"), 0);
}

/* A table was made anew: what refers to it is looked at again. */
static void
test_foreign_keys_are_looked_at(void **state)
{
	Fixture *fixture = *state;

	open_version(fixture, 4);
	must(spool_begin(fixture->spool, &error));
	must_fail(sql_execute(fixture->spool, "DELETE FROM mail WHERE id = 1", &error),
	    SPOOL_ERROR_MISSING);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_committed_is_there_after_reopening),
	    spool_test(test_rollback),
	    spool_test(test_version_2_is_brought_up_to_date),
	    spool_test(test_version_3_is_brought_up_to_date),
	    spool_test(test_version_4_is_brought_up_to_date),
	    spool_test(test_version_5_is_brought_up_to_date),
	    spool_test(test_foreign_keys_are_looked_at),
	    spool_test(test_marks_nest),
	    spool_test(test_outside_of_a_transaction),
	    spool_test(test_a_refused_commit_leaves_nothing),
	    spool_test(test_modes),
	    spool_test(test_only_one_has_it),
	    spool_test(test_copy),
	    spool_test(test_copy_after_a_kill),
	    spool_test(test_in_memory),
	    spool_test(test_checkpoint),
	    spool_test(test_rest),
	    spool_test(test_no_spool),
	    spool_test(test_newer),
	    spool_test(test_older),
	    spool_test(test_empty_file),
	    spool_test(test_unreachable),
	    spool_test(test_damaged),
	    spool_test(test_damage_stops_everything),
	    spool_test(test_files_that_are_taken_away),
	    spool_test(test_held_still),
	    spool_test(test_faults_of_the_file),
	    spool_test(test_skipped_numbers),
	    spool_test(test_full),
	    spool_test(test_commit_on_a_full_disk),
	    spool_test(test_full_in_the_middle),
	    spool_test(test_killed_while_being_made),
	    spool_test(test_killed_anywhere),
	    spool_test(test_every_question_has_its_index),
	    spool_test(test_the_loop_asks_the_best_index),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
