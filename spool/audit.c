/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One row for each thing that must be true: a statement that finds those of which it is not, by a name that a command takes,
 * and what is then said of them. A transaction keeps each of these true at every moment, so that a breach is a fault of the
 * program or of the disk.
 */
#include "spool/audit.h"

#include <string.h>

#include "spool/forget.h"
#include "spool/mail_copy.h"
#include "spool/sqlite.h"

typedef struct {
	const char *noun;
	const char *fault;
	const char *select; /* ids or numbers */
} AuditRow;

/* What is counted by the spool itself, beside what there is. */
#define MISCOUNTS(what, kinds, table)                                                       \
	"SELECT '" what "s ' || one || ' ' || two || ' ' || three FROM"                     \
	" (SELECT one, two, three, n FROM tally WHERE what = '" what "' AND n <> 0"         \
	" EXCEPT SELECT " kinds ", count(*) FROM " table " GROUP BY 1, 2, 3"                \
	" UNION ALL SELECT * FROM (SELECT " kinds ", count(*) FROM " table                  \
	" GROUP BY 1, 2, 3 EXCEPT SELECT one, two, three, n FROM tally WHERE what = '" what \
	"'))"

static const AuditRow ROWS[] = {
    {"mail", "has no bytes",
	"SELECT id FROM mail WHERE gone_ms = 0 AND id NOT IN (SELECT mail FROM mail_chunk)"},
    {"mail", "is deleted, and has bytes",
	"SELECT id FROM mail WHERE gone_ms > 0 AND id IN (SELECT mail FROM mail_chunk)"},
    {"mail", "has a gap in its bytes",
	"SELECT mail FROM mail_chunk GROUP BY mail HAVING max(position) <> count(*) - 1"},
    {"mail", "waits, and is decided already",
	"SELECT id FROM mail WHERE state = 'waiting' AND decision <> ''"},
    {"mail", "was decided, and nothing says what",
	"SELECT id FROM mail WHERE state = 'done' AND decision = ''"},
    {"mail", "is in a state that nothing gives a reason for",
	"SELECT id FROM mail WHERE state NOT IN ('waiting', 'done') AND reason = ''"},
    {"mail", "was decided, and has no trace",
	"SELECT id FROM mail WHERE state = 'done' AND id NOT IN (SELECT mail FROM trace)"},
    {"mail", "became a ticket that is not there",
	"SELECT id FROM mail WHERE state = 'done' AND ticket IS NULL"
	" AND decision IN ('open case', 'file request')"},
    {"mail", "stands on no timeline, though it became or changed a ticket",
	"SELECT id FROM mail m WHERE state = 'done' AND ticket IS NOT NULL"
	" AND decision IN ('open case', 'file request', 'comment', 'reopen')"
	" AND NOT EXISTS"
	" (SELECT 1 FROM ticket_entry e WHERE e.ticket = m.ticket AND e.mail = m.id)"},
    {"mail", "became two tickets",
	/* but for one that was cancelled as spam, and was none */
	"SELECT e.mail FROM ticket_entry e JOIN mail m ON m.id = e.mail"
	" JOIN ticket t ON t.id = e.ticket WHERE e.kind = 'description'"
	" AND (t.state <> 'cancelled' OR m.ticket IS t.id)"
	" GROUP BY e.mail HAVING count(*) > 1"},
    {"mail", "was to get a letter, and has neither one nor a reason",
	"SELECT m.id FROM mail m JOIN trace t ON t.mail = m.id WHERE m.state = 'done'"
	" AND m.decision IN ('open case', 'file request')"
	" AND t.lines <> '" FORGOTTEN "' AND instr(t.lines, char(10) || 'letter ') = 0"
	" AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.mail = m.id)"},
    {"mail", "has a letter in its trace that is not there",
	"SELECT m.id FROM mail m JOIN trace t ON t.mail = m.id WHERE m.state = 'done'"
	" AND m.decision IN ('open case', 'file request')"
	" AND instr(t.lines, char(10) || 'letter ') > 0"
	" AND instr(t.lines, char(10) || 'letter    none') = 0"
	" AND NOT EXISTS (SELECT 1 FROM letter l WHERE l.mail = m.id)"},
    {"ticket", "has an empty timeline",
	"SELECT number FROM ticket WHERE id NOT IN (SELECT ticket FROM ticket_entry)"},
    {"ticket", "has a number that was not given yet",
	"SELECT t.number FROM ticket t JOIN counter c ON c.kind = t.kind"
	" WHERE CAST(ltrim(t.number, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ') AS INTEGER) > c.last"
	" AND t.id NOT IN (SELECT ticket FROM desk_ticket)"},
    {"letter", "has no text",
	"SELECT id FROM letter WHERE gone_ms = 0 AND id NOT IN (SELECT letter FROM letter_text)"
	" AND id NOT IN (SELECT letter FROM letter_hold WHERE draft IS NOT NULL)"},
    {"letter", "is deleted, and has a text",
	"SELECT l.id FROM letter l JOIN letter_text t ON t.letter = l.id"
	" WHERE l.gone_ms > 0 AND length(t.bytes) > 0"},
    {"ticket", "is deleted, and has words",
	"SELECT number FROM ticket t WHERE gone_ms > 0 AND (title <> '" FORGOTTEN "'"
	" OR EXISTS (SELECT 1 FROM ticket_field f WHERE f.ticket = t.id))"},
    {"ticket", "is held, and was deleted",
	"SELECT number FROM ticket WHERE gone_ms > 0"
	" AND id IN (SELECT ticket FROM ticket_hold)"},
    {"letter", "is prepared, and waits for nothing",
	"SELECT id FROM letter WHERE state = 'prepared'"
	" AND id NOT IN (SELECT letter FROM letter_hold)"},
    {"letter", "waits for the desk, and is not prepared",
	"SELECT h.letter FROM letter_hold h JOIN letter l ON l.id = h.letter"
	" WHERE l.state <> 'prepared'"},
    {"letter", "waits for an operation that is over",
	"SELECT h.letter FROM letter_hold h JOIN outbox o ON o.id = h.operation"
	" WHERE o.state IN ('done', 'conflict', 'dropped')"},
    {"operation", "goes beside another one of its ticket",
	"SELECT max(id) FROM outbox WHERE ticket IS NOT NULL"
	" AND state IN ('waiting', 'in flight', 'unknown') GROUP BY ticket HAVING count(*) > "
	"1"},
    {"operation", "waits for none before it",
	"SELECT o.id FROM outbox o WHERE o.state = 'behind' AND NOT EXISTS"
	" (SELECT 1 FROM outbox e WHERE e.ticket = o.ticket AND e.id <> o.id"
	"  AND e.state IN ('waiting', 'in flight', 'unknown', 'refused', 'doubtful'))"},
    {"operation", "is of a ticket that is not the desk's",
	"SELECT id FROM outbox WHERE ticket IS NOT NULL AND state <> 'dropped'"
	" AND ticket NOT IN (SELECT ticket FROM desk_ticket)"},
    {"operation", "has an id that was not given yet",
	"SELECT id FROM outbox WHERE id >"
	" (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'outbox')"},
    {"letter", "was sent, and nothing says when",
	"SELECT id FROM letter WHERE state = 'sent' AND sent_ms = 0"},
    {"letter", "was sent, and is to be sent",
	"SELECT id FROM letter WHERE state = 'waiting' AND sent_ms <> 0"},
    {"letter", "has the Message-ID of another",
	"SELECT max(letter) FROM letter_text GROUP BY message_id HAVING count(*) > 1"},
    {"letter", "has an id that was not given yet",
	"SELECT id FROM letter WHERE id >"
	" (SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = 'letter')"},
    {"letter", "stands on the timeline of another ticket",
	"SELECT l.id FROM ticket_entry e JOIN letter l ON l.id = e.letter"
	" WHERE l.ticket IS NOT NULL AND e.ticket <> l.ticket"},
    {"count of", "is wrong", MISCOUNTS("mail", "state, mailbox, ''", "mail")},
    {"count of", "is wrong", MISCOUNTS("letter", "state, '', ''", "letter")},
    {"count of", "is wrong", MISCOUNTS("ticket", "kind, state, coalesce(team, '')", "ticket")},
};

static bool
add_breaches(Spool *spool, const AuditRow *row, GPtrArray *faults, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, row->select);

	for (int i = 0; i < AUDIT_FAULTS_MAX && sql_next(select); i++) {
		g_autofree char *name = sql_text(select, 0);

		g_ptr_array_add(
		    faults, g_strdup_printf("%s %s %s", row->noun, name, row->fault));
	}
	return sql_done(select, error);
}

/* ret_hash: of the bytes as they are now. */
static bool
hash_again(Spool *spool, int64_t id, const MailArrival *row, char **ret_hash, GError **error)
{
	g_autoptr(GBytes) raw = mail_raw(spool, id, error);
	MailArrival mail = *row;

	if (raw == NULL)
		return false;
	mail.raw = raw;
	*ret_hash = mail_hash(&mail);
	return true;
}

/* What has no bytes at all is told apart. */
static bool
add_changed_bytes(Spool *spool, GPtrArray *faults, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id, hash, size, header_only FROM mail"
	    " WHERE hash IS NOT NULL AND id IN (SELECT mail FROM mail_chunk)");

	while (faults->len < AUDIT_FAULTS_MAX && sql_next(select)) {
		MailArrival row = {
		    .size = sql_int(select, 2), .header_only = sql_int(select, 3) == 1};
		int64_t id = sql_int(select, 0);
		g_autofree char *wanted = sql_text(select, 1);
		g_autofree char *hash = NULL;

		if (!hash_again(spool, id, &row, &hash, error))
			return false;
		if (strcmp(hash, wanted) != 0)
			g_ptr_array_add(faults,
			    g_strdup_printf("mail %d has other bytes than came", (int)id));
	}
	return sql_done(select, error);
}

/* Rows of a word and how many have it. */
static bool
add_unknown_states(Spool *spool, GPtrArray *faults, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT state, count(*) FROM mail GROUP BY state");
	MailState state = MAIL_WAITING;

	while (sql_next(select)) {
		g_autofree char *name = sql_text(select, 0);

		if (mail_state_from_name(name, &state))
			continue;
		g_ptr_array_add(faults, g_strdup_printf("%d mails are in no state: \"%s\"",
					    (int)sql_int(select, 1), name));
	}
	return sql_done(select, error);
}

static bool
add_broken_references(Spool *spool, GPtrArray *faults, GError **error)
{
	g_autoptr(SqlStatement) check = sql_prepare(spool, "PRAGMA foreign_key_check");

	for (int i = 0; i < AUDIT_FAULTS_MAX && sql_next(check); i++) {
		g_autofree char *table = sql_text(check, 0);
		g_autofree char *parent = sql_text(check, 2);

		g_ptr_array_add(faults, g_strdup_printf("row %" G_GINT64_FORMAT " of table %s"
							" names a %s that is not there",
					    (gint64)sql_int(check, 1), table, parent));
	}
	return sql_done(check, error);
}

static bool
count(Spool *spool, const char *sql, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, sql);

	return sql_run_int(select, 0, ret_count, error);
}

static bool
look(Spool *spool, AuditCounts *counts, GPtrArray *faults, GError **error)
{
	for (size_t i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (!add_breaches(spool, &ROWS[i], faults, error))
			return false;
	return add_changed_bytes(spool, faults, error) &&
	       add_unknown_states(spool, faults, error) &&
	       add_broken_references(spool, faults, error) &&
	       count(spool, "SELECT count(*) FROM mail", &counts->mails, error) &&
	       count(spool, "SELECT count(*) FROM ticket", &counts->tickets, error) &&
	       count(spool, "SELECT count(*) FROM letter", &counts->letters, error);
}

/* In a damaged file questions make no sense: what is wrong with it is all that is told. */
bool
audit_spool(Spool *spool, AuditCounts *ret_counts, GPtrArray **ret_faults, GError **error)
{
	g_autoptr(GPtrArray) faults = NULL;
	AuditCounts counts = {0};

	if (!spool_check_file(spool, &faults, error))
		return false;
	if (faults->len == 0 && !look(spool, &counts, faults, error))
		return false;
	*ret_counts = counts;
	*ret_faults = g_steal_pointer(&faults);
	return true;
}

/* 1 + whether it is filed; 0: there is none. */
static bool
find(SqlStatement *select, AuditFiling *ret_filing, GError **error)
{
	int64_t found = 0;

	if (!sql_run_int(select, 0, &found, error))
		return false;
	*ret_filing = (AuditFiling)found;
	return true;
}

/* A mail whose Message-ID is not known yet, or that has none, is known by its size. */
static bool
find_filed(Spool *spool, const AuditMail *mail, AuditFiling *ret_filing, GError **error)
{
	static const char BY_ID[] =
	    "SELECT 2 FROM mail WHERE message_id IN ($1, '<' || $1 || '>') LIMIT 1";
	static const char BY_SIZE[] = "SELECT 2 FROM mail WHERE mailbox = $1 AND size = $2"
				      " AND message_id IS NULL LIMIT 1";
	g_autoptr(SqlStatement) by_id = sql_prepare(spool, BY_ID);
	g_autoptr(SqlStatement) by_size = sql_prepare(spool, BY_SIZE);

	sql_bind_text(by_id, 1, mail->message_id == NULL ? "" : mail->message_id);
	sql_bind_text(by_size, 1, mail->mailbox);
	sql_bind_int(by_size, 2, mail->size);
	if (!find(by_id, ret_filing, error))
		return false;
	return *ret_filing != AUDIT_UNKNOWN || find(by_size, ret_filing, error);
}

bool
audit_find(Spool *spool, const AuditMail *mail, AuditFiling *ret_filing, GError **error)
{
	g_autoptr(SqlStatement) by_key = sql_prepare(
	    spool, "SELECT 1 + filed FROM mail_copy WHERE mailbox = $1 AND key = $2");

	if (mail->key == NULL)
		return find_filed(spool, mail, ret_filing, error);
	sql_bind_text(by_key, 1, mail->mailbox);
	sql_bind_text(by_key, 2, mail->key);
	return find(by_key, ret_filing, error);
}
