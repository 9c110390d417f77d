/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/login.h"

#include "spool/sqlite.h"

#define SELECT_LOGIN "SELECT session, address, due_ms, contact, letter, tries FROM login"

void
login_free(Login *login)
{
	if (login == NULL)
		return;
	g_free(login->address);
	g_free(login);
}

static void *
login_from_row(SqlStatement *row)
{
	Login *login = g_new0(Login, 1);

	login->session = sql_int(row, 0);
	login->address = sql_text(row, 1);
	login->due_ms = sql_int(row, 2);
	login->contact = sql_int(row, 3);
	login->letter = sql_int(row, 4);
	login->tries = sql_int(row, 5);
	return login;
}

bool
login_add(Spool *spool, int64_t session, const char *address, int64_t due_ms, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(
	    spool, "INSERT INTO login (session, address, due_ms) VALUES ($1, $2, $3)");

	sql_bind_int(insert, 1, session);
	sql_bind_text(insert, 2, address);
	sql_bind_int(insert, 3, due_ms);
	return sql_run(insert, error);
}

bool
login_get(Spool *spool, int64_t session, Login **ret_login, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_LOGIN " WHERE session = $1");
	g_autoptr(Login) login = NULL;

	sql_bind_int(select, 1, session);
	if (sql_next(select))
		login = login_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_login = g_steal_pointer(&login);
	return true;
}

bool
login_count(Spool *spool, int64_t now_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT count(*) FROM session WHERE ends_ms > $1 AND state IN ('code', 'app')");

	sql_bind_int(select, 1, now_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
login_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_logins, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, SELECT_LOGIN " WHERE due_ms > 0 AND due_ms <= $1 ORDER BY due_ms LIMIT $2");

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return sql_run_list(
	    select, login_from_row, (GDestroyNotify)login_free, ret_logins, error);
}

bool
login_next_due(Spool *spool, int64_t *ret_next_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT due_ms FROM login WHERE due_ms > 0 ORDER BY due_ms LIMIT 1");

	return sql_run_int(select, 0, ret_next_ms, error);
}

bool
login_looked_at(Spool *spool, int64_t session, int64_t contact, int64_t letter, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE login SET due_ms = 0, contact = $1, letter = $2 WHERE session = $3");

	sql_bind_id(update, 1, contact);
	sql_bind_id(update, 2, letter);
	sql_bind_int(update, 3, session);
	return sql_run(update, error);
}

bool
login_tried(Spool *spool, int64_t session, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE login SET tries = tries + 1 WHERE session = $1");

	sql_bind_int(update, 1, session);
	return sql_run(update, error);
}

bool
login_count_letters(
    Spool *spool, int64_t contact, int64_t since_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE contact = $1"
			       " AND created_ms >= $2 AND name = 'login-code'");

	sql_bind_int(select, 1, contact);
	sql_bind_int(select, 2, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}
