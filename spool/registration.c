/* SPDX-License-Identifier: Apache-2.0 */
/* A row says whose mail it is; whether that still waits is the mail's own state, too, which a person may change at any time. */
#include "spool/registration.h"

#include "spool/sqlite.h"

bool
registration_keep(Spool *spool, const Registration *registration, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO registration (mail, contact, since_ms) VALUES ($1, $2, $3)"
	    " ON CONFLICT (mail) DO UPDATE SET contact = excluded.contact,"
	    " since_ms = excluded.since_ms");

	sql_bind_int(insert, 1, registration->mail);
	sql_bind_int(insert, 2, registration->contact);
	sql_bind_int(insert, 3, registration->since_ms);
	return sql_run(insert, error);
}

static void *
id_from_row(SqlStatement *row)
{
	int64_t *id = g_new(int64_t, 1);

	*id = sql_int(row, 0);
	return id;
}

static bool
decide_again(Spool *spool, int64_t contact, int64_t *ret_mails, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE mail SET state = 'waiting', reason = '', decision = '', attempts = 0"
	    " WHERE id IN (SELECT mail FROM registration WHERE contact = $1)"
	    " AND state IN ('held', 'done') AND decision = '" REGISTRATION_DECISION "'"
	    " RETURNING id");
	g_autoptr(GPtrArray) mails = NULL;

	sql_bind_int(update, 1, contact);
	if (!sql_run_list(update, id_from_row, g_free, &mails, error))
		return false;
	*ret_mails = mails->len;
	return true;
}

bool
registration_confirm(
    Spool *spool, int64_t contact, int64_t mail, int64_t *ret_mails, GError **error)
{
	g_autoptr(SqlStatement) confirm = sql_prepare(
	    spool, "UPDATE registration SET confirmed = 1 WHERE mail = $1 AND contact = $2");
	g_autoptr(SqlStatement) end =
	    sql_prepare(spool, "UPDATE registration SET since_ms = 0 WHERE contact = $1");

	sql_bind_int(confirm, 1, mail);
	sql_bind_int(confirm, 2, contact);
	sql_bind_int(end, 1, contact);
	return sql_run(confirm, error) && sql_run(end, error) &&
	       decide_again(spool, contact, ret_mails, error);
}

bool
registration_is_confirmed(
    Spool *spool, int64_t mail, int64_t contact, bool *ret_confirmed, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT confirmed FROM registration WHERE mail = $1 AND contact = $2");
	int64_t confirmed = 0;

	sql_bind_int(select, 1, mail);
	sql_bind_int(select, 2, contact);
	if (!sql_run_int(select, 0, &confirmed, error))
		return false;
	*ret_confirmed = confirmed == 1;
	return true;
}

bool
registration_deny(Spool *spool, int64_t mail, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM registration WHERE mail = $1");

	sql_bind_int(delete, 1, mail);
	return sql_run(delete, error);
}

bool
registration_expire(Spool *spool, int64_t since_ms, const char *reason, GError **error)
{
	g_autoptr(SqlStatement) mails = sql_prepare(spool,
	    "UPDATE mail SET state = 'done', reason = $1 WHERE state = 'held'"
	    " AND decision = '" REGISTRATION_DECISION "' AND id IN"
	    " (SELECT mail FROM registration WHERE since_ms > 0 AND since_ms <= $2)");
	g_autoptr(SqlStatement) rows = sql_prepare(spool,
	    "UPDATE registration SET since_ms = 0 WHERE since_ms > 0 AND since_ms <= $1");
	int64_t oldest_ms = 0;

	if (!registration_oldest(spool, &oldest_ms, error))
		return false;
	if (oldest_ms == 0 || oldest_ms > since_ms)
		return true;
	sql_bind_text(mails, 1, reason);
	sql_bind_int(mails, 2, since_ms);
	sql_bind_int(rows, 1, since_ms);
	return sql_run(mails, error) && sql_run(rows, error);
}

bool
registration_oldest(Spool *spool, int64_t *ret_since_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT since_ms FROM registration WHERE since_ms > 0 ORDER BY since_ms"
	    " LIMIT 1");

	return sql_run_int(select, 0, ret_since_ms, error);
}

bool
registration_count(Spool *spool, int64_t *ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT count(*) FROM registration r JOIN mail m ON m.id = r.mail"
	    " WHERE r.since_ms > 0 AND m.state = 'held'"
	    " AND m.decision = '" REGISTRATION_DECISION "'");

	return sql_run_int(select, 0, ret_mails, error);
}
