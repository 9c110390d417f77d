/* SPDX-License-Identifier: Apache-2.0 */
/* Each thing that must be true is broken once, and found. */
#include "tests/unit/spool_fixture.h"

#include "spool/audit.h"
#include "spool/sqlite.h"

/* A spool as it should be: one mail, its ticket, its letter. */
static void
add_story(Spool *spool)
{
	must(spool_begin(spool, &error));
	whole_story(spool, "1.1");
	must(mail_trace_set(
	    spool, 1, "mail      <a>\ndecision  open case\nletter    none: said so", &error));
	must(spool_commit(spool, &error));
}

static GPtrArray *
audit(Spool *spool, AuditCounts *ret_counts)
{
	GPtrArray *faults = NULL;

	must(audit_spool(spool, ret_counts, &faults, &error));
	return faults;
}

static void
test_good(void **state)
{
	Fixture *fixture = *state;
	AuditCounts counts = {0};
	g_autoptr(GPtrArray) faults = NULL;

	add_story(fixture->spool);
	faults = audit(fixture->spool, &counts);
	if (faults->len > 0)
		fail_msg("%s", (const char *)faults->pdata[0]);
	assert_int_equal(counts.mails, 1);
	assert_int_equal(counts.tickets, 1);
	assert_int_equal(counts.letters, 1);
}

typedef struct {
	const char *deed;
	const char *fault;
} Breach;

static const Breach BREACHES[] = {
    {"UPDATE tally SET n = n + 1 WHERE what = 'mail'", "count of mails done support  is wrong"},
    {"DELETE FROM tally WHERE what = 'letter'", "count of letters sent   is wrong"},
    {"INSERT INTO tally VALUES ('ticket', 'case', 'open', '', 1)",
	"count of tickets case open  is wrong"},
    {"DELETE FROM mail_chunk", "mail 1 has no bytes"},
    {"UPDATE mail_chunk SET bytes = x'00'", "mail 1 has other bytes than came"},
    {"UPDATE mail_chunk SET position = 3", "mail 1 has a gap in its bytes"},
    {"UPDATE mail SET state = 'waiting'", "mail 1 waits, and is decided already"},
    {"UPDATE mail SET decision = ''", "mail 1 was decided, and nothing says what"},
    {"UPDATE mail SET state = 'held', reason = ''",
	"mail 1 is in a state that nothing gives a reason for"},
    {"DELETE FROM trace", "mail 1 was decided, and has no trace"},
    {"UPDATE mail SET ticket = NULL", "mail 1 became a ticket that is not there"},
    {"UPDATE ticket_entry SET mail = NULL",
	"mail 1 stands on no timeline, though it became or changed a ticket"},
    {"INSERT INTO ticket_entry (ticket, at_ms, kind, author, mark, mail, text)"
     " VALUES (1, 1, 'description', '', '', 1, '')",
	"mail 1 became two tickets"},
    {"UPDATE trace SET lines = 'mail      <a>'",
	"mail 1 was to get a letter, and has neither one nor a reason"},
    {"UPDATE trace SET lines = 'mail' || char(10) || 'letter    acknowledgement (nl)'",
	"mail 1 has a letter in its trace that is not there"},
    {"DELETE FROM ticket_entry", "ticket CS0000001 has an empty timeline"},
    {"UPDATE counter SET last = 0", "ticket CS0000001 has a number that was not given yet"},
    {"DELETE FROM letter_text", "letter 1 has no text"},
    {"UPDATE letter SET state = 'prepared'", "letter 1 is prepared, and waits for nothing"},
    {"INSERT INTO outbox (kind, body, state, created_ms, due_ms)"
     " VALUES ('list', '', 'waiting', 1, 1); INSERT INTO letter_hold VALUES (1, 1, NULL, 0)",
	"letter 1 waits for the desk, and is not prepared"},
    {"INSERT INTO outbox (kind, body, state, created_ms, due_ms)"
     " VALUES ('list', '', 'done', 1, 1); INSERT INTO letter_hold VALUES (1, 1, NULL, 0)",
	"letter 1 waits for an operation that is over"},
    {"INSERT INTO outbox (ticket, kind, body, state, created_ms, due_ms)"
     " VALUES (1, 'open', '', 'waiting', 1, 1), (1, 'say', '', 'unknown', 1, 1)",
	"operation 2 goes beside another one of its ticket"},
    {"INSERT INTO outbox (ticket, kind, body, state, created_ms, due_ms)"
     " VALUES (1, 'open', '', 'done', 1, 1), (1, 'say', '', 'behind', 1, 1)",
	"operation 2 waits for none before it"},
    {"INSERT INTO outbox (ticket, kind, body, state, created_ms, due_ms)"
     " VALUES (1, 'open', '', 'waiting', 1, 1)",
	"operation 1 is of a ticket that is not the desk's"},
    {"INSERT INTO outbox (kind, body, state, created_ms, due_ms)"
     " VALUES ('list', '', 'waiting', 1, 1); DELETE FROM sqlite_sequence",
	"operation 1 has an id that was not given yet"},
    {"UPDATE letter SET sent_ms = 0", "letter 1 was sent, and nothing says when"},
    {"UPDATE letter SET state = 'waiting'", "letter 1 was sent, and is to be sent"},
    {"INSERT INTO letter_text SELECT 2, message_id, subject, bytes FROM letter_text",
	"letter 2 has the Message-ID of another"},
    {"UPDATE sqlite_sequence SET seq = 0", "letter 1 has an id that was not given yet"},
    {"UPDATE ticket_entry SET letter = 1, ticket = 7",
	"letter 1 stands on the timeline of another ticket"},
    {"UPDATE mail SET state = 'lost'", "1 mails are in no state: \"lost\""},
    {"UPDATE mail SET ticket = 9", "row 1 of table mail names a ticket that is not there"},
};

static bool
has(const GPtrArray *faults, const char *wanted)
{
	for (guint i = 0; i < faults->len; i++)
		if (strcmp(faults->pdata[i], wanted) == 0)
			return true;
	return false;
}

static void
test_each_breach_is_found(void **state)
{
	Fixture *fixture = *state;
	AuditCounts counts = {0};

	add_story(fixture->spool);
	must(sql_execute(fixture->spool, "PRAGMA foreign_keys = OFF", &error));
	for (size_t i = 0; i < G_N_ELEMENTS(BREACHES); i++) {
		g_autoptr(GPtrArray) faults = NULL;

		must(spool_begin(fixture->spool, &error));
		must(sql_execute(fixture->spool, BREACHES[i].deed, &error));
		faults = audit(fixture->spool, &counts);
		if (!has(faults, BREACHES[i].fault))
			fail_msg("%s: not found", BREACHES[i].fault);
		spool_rollback(fixture->spool);
	}
}

static AuditFiling
find(Spool *spool, const char *key, const char *message_id, int64_t size)
{
	AuditMail mail = {"support", key, message_id, size};
	AuditFiling filing = AUDIT_UNKNOWN;

	must(audit_find(spool, &mail, &filing, &error));
	return filing;
}

static void
test_mails_of_a_mailbox(void **state)
{
	Fixture *fixture = *state;
	Spool *spool = fixture->spool;

	add_story(spool);
	must(spool_begin(spool, &error));
	some_mail(spool, "1.2", 70);
	must(spool_commit(spool, &error));
	assert_int_equal(find(spool, "1.1", NULL, 0), AUDIT_FILED);
	assert_int_equal(find(spool, "1.2", NULL, 0), AUDIT_UNFILED);
	assert_int_equal(find(spool, "1.3", NULL, 0), AUDIT_UNKNOWN);
	assert_int_equal(find(spool, NULL, "5f1@klant.example", 1), AUDIT_FILED);
	assert_int_equal(find(spool, NULL, "other@klant.example", 1), AUDIT_UNKNOWN);
	assert_int_equal(find(spool, NULL, NULL, 70), AUDIT_FILED);
	assert_int_equal(find(spool, NULL, NULL, 71), AUDIT_UNKNOWN);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    spool_test(test_good),
	    spool_test(test_each_breach_is_found),
	    spool_test(test_mails_of_a_mailbox),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
