/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/history.h"

#include "spool/mail.h"
#include "spool/sqlite.h"

#define IMPORTED                                                 \
	"id BETWEEN $1 AND $2 AND history_ms > 0 AND NOT EXISTS" \
	" (SELECT 1 FROM mail_copy WHERE mail = mail.id)"

static bool
find_one(Spool *spool, const char *id, int64_t *ret_ticket, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT ticket FROM history_reference WHERE message_id = $1 "
			       "ORDER BY ticket LIMIT 1");

	sql_bind_text(select, 1, id);
	return sql_run_int(select, 0, ret_ticket, error);
}

bool
history_find(
    Spool *spool, const char *const *ids, size_t n_ids, int64_t *ret_ticket, GError **error)
{
	int64_t ticket = 0;

	for (size_t i = 0; i < n_ids && ticket == 0; i++)
		if (!find_one(spool, ids[i], &ticket, error))
			return false;
	*ret_ticket = ticket;
	return true;
}

bool
history_remember(
    Spool *spool, int64_t ticket, const char *const *ids, size_t n_ids, GError **error)
{
	for (size_t i = 0; i < n_ids; i++) {
		g_autoptr(SqlStatement) insert = sql_prepare(spool,
		    "INSERT INTO history_reference (message_id, ticket) VALUES ($1, $2)"
		    " ON CONFLICT (message_id, ticket) DO NOTHING");

		sql_bind_text(insert, 1, ids[i]);
		sql_bind_int(insert, 2, ticket);
		if (!sql_run(insert, error))
			return false;
	}
	return true;
}

bool
history_count(Spool *spool, const HistoryRange *range, HistoryCount *ret_count, GError **error)
{
	static const char SELECT[] =
	    "SELECT sum(state = 'waiting'), sum(state = 'done' AND decision = 'open case'),"
	    " sum(state = 'done' AND decision = 'comment'),"
	    " sum(state = 'done' AND decision NOT IN ('open case', 'comment')),"
	    " sum(state = 'duplicate'), sum(state IN ('held', 'quarantined'))"
	    " FROM mail WHERE " IMPORTED;
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	HistoryCount count = {0};

	sql_bind_int(select, 1, range->first);
	sql_bind_int(select, 2, range->last);
	if (sql_next(select))
		count =
		    (HistoryCount){sql_int(select, 0), sql_int(select, 1), sql_int(select, 2),
			sql_int(select, 3), sql_int(select, 4), sql_int(select, 5)};
	if (!sql_done(select, error))
		return false;
	*ret_count = count;
	return true;
}

bool
history_waiting(Spool *spool, int64_t *ret_waiting, GError **error)
{
	static const char SELECT[] = "SELECT count(*) FROM mail INDEXED BY mail_history WHERE "
				     "state = 'waiting' AND history_ms > 0";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	return sql_run_int(select, 0, ret_waiting, error);
}

bool
history_refused(
    Spool *spool, const HistoryRange *range, int limit, GPtrArray **ret_mails, GError **error)
{
	static const char SELECT[] =
	    "SELECT id FROM mail WHERE " IMPORTED
	    " AND state IN ('held', 'quarantined') ORDER BY id LIMIT $3";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	g_autoptr(GPtrArray) mails = g_ptr_array_new_with_free_func((GDestroyNotify)mail_free);

	sql_bind_int(select, 1, range->first);
	sql_bind_int(select, 2, range->last);
	sql_bind_int(select, 3, limit);
	while (sql_next(select)) {
		Mail *mail = NULL;

		if (!mail_get(spool, sql_int(select, 0), &mail, error))
			return false;
		g_ptr_array_add(mails, mail);
	}
	if (!sql_done(select, error))
		return false;
	*ret_mails = g_steal_pointer(&mails);
	return true;
}
