/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/session.h"

#include "spool/sqlite.h"

static const char *const STATE_NAMES[] = {
    [SESSION_LINK] = "link",
    [SESSION_CODE] = "code",
    [SESSION_APP] = "app",
    [SESSION_OPEN] = "open",
};

#define SELECT_SESSION                                                                         \
	"SELECT id, state, agent, contact, by_proxy, created_ms, seen_ms, ends_ms, confirmed " \
	"FROM "                                                                                \
	"session"

const char *
session_state_name(SessionState state)
{
	return STATE_NAMES[state];
}

void
session_free(Session *session)
{
	if (session == NULL)
		return;
	g_free(session->agent);
	g_free(session);
}

static void *
session_from_row(SqlStatement *row)
{
	Session *session = g_new0(Session, 1);

	session->id = sql_int(row, 0);
	session->state = (SessionState)sql_name(row, 1, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES));
	session->agent = sql_text(row, 2);
	session->contact = sql_int(row, 3);
	session->by_proxy = sql_int(row, 4) != 0;
	session->created_ms = sql_int(row, 5);
	session->seen_ms = sql_int(row, 6);
	session->ends_ms = sql_int(row, 7);
	session->confirmed = (int)sql_int(row, 8);
	return session;
}

static bool
delete_over(Spool *spool, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM session WHERE ends_ms <= $1");

	sql_bind_int(delete, 1, now_ms);
	return sql_run(delete, error);
}

bool
session_add(Spool *spool, const Session *session, const uint8_t mac[SESSION_MAC_BYTES],
    int64_t *ret_id, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO session (mac, state, agent, contact, by_proxy,"
			       " created_ms, seen_ms, ends_ms, confirmed)"
			       " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)");

	if (!delete_over(spool, session->created_ms, error))
		return false;
	sql_bind_blob(insert, 1, mac, SESSION_MAC_BYTES);
	sql_bind_text(insert, 2, STATE_NAMES[session->state]);
	sql_bind_text(insert, 3, session->agent);
	sql_bind_id(insert, 4, session->contact);
	sql_bind_int(insert, 5, session->by_proxy);
	sql_bind_int(insert, 6, session->created_ms);
	sql_bind_int(insert, 7, session->seen_ms);
	sql_bind_int(insert, 8, session->ends_ms);
	sql_bind_int(insert, 9, session->confirmed);
	return sql_run_insert(insert, ret_id, error);
}

bool
session_find(Spool *spool, const uint8_t mac[SESSION_MAC_BYTES], int64_t now_ms,
    Session **ret_session, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_SESSION " WHERE mac = $1 AND ends_ms > $2");
	g_autoptr(Session) session = NULL;

	sql_bind_blob(select, 1, mac, SESSION_MAC_BYTES);
	sql_bind_int(select, 2, now_ms);
	if (sql_next(select))
		session = session_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_session = g_steal_pointer(&session);
	return true;
}

bool
session_get(Spool *spool, int64_t id, int64_t now_ms, Session **ret_session, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_SESSION " WHERE id = $1 AND ends_ms > $2");
	g_autoptr(Session) session = NULL;

	sql_bind_int(select, 1, id);
	sql_bind_int(select, 2, now_ms);
	if (sql_next(select))
		session = session_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_session = g_steal_pointer(&session);
	return true;
}

bool
session_seen(Spool *spool, int64_t id, int64_t now_ms, int64_t ends_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE session SET seen_ms = $1, ends_ms = $2 WHERE id = $3");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, ends_ms);
	sql_bind_int(update, 3, id);
	return sql_run_on(update, "session", id, error);
}

bool
session_end(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM session WHERE id = $1");

	sql_bind_int(delete, 1, id);
	return sql_run_on(delete, "session", id, error);
}

bool
session_list(Spool *spool, int64_t now_ms, GPtrArray **ret_sessions, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_SESSION " WHERE ends_ms > $1 ORDER BY id DESC");

	sql_bind_int(select, 1, now_ms);
	return sql_run_list(
	    select, session_from_row, (GDestroyNotify)session_free, ret_sessions, error);
}

bool
session_use_nonce(Spool *spool, int64_t id, const uint8_t *nonce, size_t size, bool *ret_fresh,
    GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT count(*) FROM session_nonce WHERE session = $1 AND nonce = $2");
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO session_nonce (session, nonce) VALUES ($1, $2)");
	int64_t used = 0;

	sql_bind_int(select, 1, id);
	sql_bind_blob(select, 2, nonce, size);
	sql_bind_int(insert, 1, id);
	sql_bind_blob(insert, 2, nonce, size);
	if (!sql_run_int(select, 0, &used, error) || (used == 0 && !sql_run(insert, error)))
		return false;
	*ret_fresh = used == 0;
	return true;
}
