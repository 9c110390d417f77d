/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A letter keeps its Message-ID, which is ours, and a mail its hash. What is due is looked for in stretches of ids, so that
 * a look costs the same however much there is.
 */
#include "spool/forget.h"

#include "spool/mail_copy.h"
#include "spool/sqlite.h"
#include "spool/ticket_hold.h"

/* One of an older version has none yet, and the same bytes are not to be taken again. */
static bool
note_hash(Spool *spool, int64_t mail, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT size, header_only FROM mail WHERE id = $1 AND hash IS NULL"
	    " AND id IN (SELECT mail FROM mail_chunk WHERE mail = $1)");
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET hash = $1 WHERE id = $2");
	g_autoptr(GBytes) raw = NULL;
	g_autofree char *hash = NULL;
	MailArrival arrival = {0};

	sql_bind_int(select, 1, mail);
	if (!sql_next(select))
		return sql_done(select, error);
	arrival.size = sql_int(select, 0);
	arrival.header_only = sql_int(select, 1) == 1;
	raw = mail_raw(spool, mail, error);
	if (raw == NULL)
		return false;
	arrival.raw = raw;
	hash = mail_hash(&arrival);
	sql_bind_text(update, 1, hash);
	sql_bind_int(update, 2, mail);
	return sql_run(update, error);
}

bool
forget_mail_bytes(Spool *spool, int64_t mail, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) chunks =
	    sql_prepare(spool, "DELETE FROM mail_chunk WHERE mail = $1");
	g_autoptr(SqlStatement) fields =
	    sql_prepare(spool, "DELETE FROM web_field WHERE mail = $1");
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET gone_ms = $1, subject = '' WHERE id = $2");

	sql_bind_int(chunks, 1, mail);
	sql_bind_int(fields, 1, mail);
	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, mail);
	return note_hash(spool, mail, error) && sql_run(chunks, error) &&
	       sql_run(fields, error) && sql_run_on(update, "mail", mail, error);
}

bool
forget_trace(Spool *spool, int64_t mail, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE trace SET lines = '" FORGOTTEN "' WHERE mail = $1");

	sql_bind_int(update, 1, mail);
	return sql_run(update, error);
}

bool
forget_mail(Spool *spool, int64_t mail, int64_t now_ms, GError **error)
{
	static const char *const STEPS[] = {"DELETE FROM notice WHERE id = -$1",
	    "DELETE FROM mail_scan WHERE mail = $1",
	    "UPDATE mail SET message_id = NULL, content_hash = NULL, from_address = NULL,"
	    " reason = '" FORGOTTEN "',"
	    " state = CASE WHEN state IN ('held', 'spam') THEN 'discarded' ELSE state END"
	    " WHERE id = $1",
	    NULL};

	return forget_mail_bytes(spool, mail, now_ms, error) &&
	       forget_trace(spool, mail, error) && sql_run_each(spool, STEPS, mail, error);
}

bool
forget_letter_text(Spool *spool, int64_t letter, int64_t now_ms, GError **error)
{
	static const char *const STEPS[] = {
	    "UPDATE letter_text SET subject = '', bytes = x'' WHERE letter = $1",
	    "DELETE FROM letter_attempt WHERE letter = $1",
	    "DELETE FROM letter_hold WHERE letter = $1", NULL};
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE letter SET gone_ms = $1, result = '" FORGOTTEN "',"
			       " state = CASE WHEN state IN ('waiting', 'prepared')"
			       " THEN 'dropped' ELSE state END WHERE id = $2");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, letter);
	return sql_run_each(spool, STEPS, letter, error) &&
	       sql_run_on(update, "letter", letter, error);
}

bool
forget_letter(Spool *spool, int64_t letter, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET contact = NULL, recipient = '', recipient_key = '',"
	    " correspondent = '', expires_ms = min(expires_ms, $1) WHERE id = $2");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, letter);
	return forget_letter_text(spool, letter, now_ms, error) && sql_run(update, error);
}

#define NOT_HELD(ticket) " AND " TICKET_NOT_HELD(ticket)
/* Old mail is as old as it says. */
#define CAME "CASE WHEN m.history_ms > 0 THEN m.history_ms ELSE m.received_ms END"

static const struct {
	const char *due;
	const char *last;
} KINDS[] = {
    [KEPT_MAIL] = {"SELECT m.id FROM mail m WHERE m.id > $1 AND m.id <= $2 AND gone_ms = 0"
		   " AND m.state NOT IN ('waiting', 'held') AND " CAME
		   " <= $3" NOT_HELD("m.ticket"),
	"SELECT max(id) FROM mail"},
    [KEPT_TRACE] = {"SELECT t.mail FROM trace t JOIN mail m ON m.id = t.mail"
		    " WHERE t.mail > $1 AND t.mail <= $2 AND t.lines <> '" FORGOTTEN
		    "' AND m.state <> 'waiting' AND " CAME " <= $3" NOT_HELD("m.ticket"),
	"SELECT max(mail) FROM trace"},
    [KEPT_LETTER] =
	{"SELECT l.id FROM letter l WHERE l.id > $1 AND l.id <= $2 AND l.gone_ms = 0"
	 " AND l.state NOT IN ('waiting', 'prepared') AND l.created_ms <= $3" NOT_HELD(
	     "l.ticket"),
	    "SELECT max(id) FROM letter"},
    [KEPT_TICKET_CLOSED] = {"SELECT t.id FROM ticket t WHERE t.id > $1 AND t.id <= $2"
			    " AND t.gone_ms = 0 AND t.state IN"
			    " ('closed', 'cancelled', 'fulfilled', 'declined', 'expired')"
			    " AND t.state_ms <= $3" NOT_HELD("t.id"),
	"SELECT max(id) FROM ticket"},
};

bool
forget_due(Spool *spool, const KeptRange *range, GArray **ret_ids, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, KINDS[range->kind].due);

	sql_bind_int(select, 1, range->after);
	sql_bind_int(select, 2, range->last);
	sql_bind_int(select, 3, range->before_ms);
	return sql_run_ids(select, ret_ids, error);
}

bool
forget_last(Spool *spool, KeptKind kind, int64_t *ret_last, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, KINDS[kind].last);

	return sql_run_int(select, 0, ret_last, error);
}
