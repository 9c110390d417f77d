/* SPDX-License-Identifier: Apache-2.0 */
/* A ticket's row has the ticket's id as its key, a held mail's the negative of the mail's: to add one costs no index. */
#include "spool/pending_notification.h"

#include "spool/sqlite.h"

void
pending_notification_free(PendingNotification *notification)
{
	if (!notification)
		return;
	g_free(notification->reason);
	g_free(notification->actor);
	g_free(notification->group);
	g_free(notification);
}

static int64_t
notice_key(const PendingNotification *notification)
{
	return notification->ticket != 0 ? notification->ticket : -notification->mail;
}

bool
pending_notification_add(Spool *spool, const PendingNotification *notification, GError **error)
{
	static const char UPSERT[] =
	    "INSERT INTO notice (id, reason, actor, team, since_ms, due_ms)"
	    " VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (id) DO UPDATE SET"
	    " reason = CASE WHEN notice.reason IN ('new case', 'request', 'loop')"
	    " THEN notice.reason ELSE excluded.reason END,"
	    " actor = CASE WHEN notice.actor = excluded.actor THEN notice.actor ELSE '' END,"
	    " team = CASE WHEN notice.team IS NULL OR excluded.team IS NULL OR notice.id < 0"
	    " THEN coalesce(notice.team, excluded.team)"
	    " ELSE notice.team || char(10) || excluded.team END,"
	    " since_ms = min(notice.since_ms, excluded.since_ms),"
	    " due_ms = min(notice.due_ms, excluded.due_ms)";
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);

	sql_bind_int(upsert, 1, notice_key(notification));
	sql_bind_text(upsert, 2, notification->reason);
	sql_bind_text(upsert, 3, notification->actor);
	sql_bind_text(upsert, 4, notification->group);
	sql_bind_int(upsert, 5, notification->since_ms);
	sql_bind_int(upsert, 6, notification->due_ms);
	if (!sql_run(upsert, error))
		return false;
	FAILPOINT("notice.added");
	return true;
}

static void *
notice_from_row(SqlStatement *row)
{
	PendingNotification *notification = g_new0(PendingNotification, 1);
	int64_t key = sql_int(row, 0);

	notification->ticket = MAX(key, 0);
	notification->mail = MAX(-key, 0);
	notification->reason = sql_text(row, 1);
	notification->actor = sql_text(row, 2);
	notification->group = sql_text(row, 3);
	notification->since_ms = sql_int(row, 4);
	notification->due_ms = sql_int(row, 5);
	return notification;
}

bool
pending_notification_due(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_notifications, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id, reason, actor, team, since_ms, due_ms FROM notice"
			       " WHERE due_ms <= $1 ORDER BY due_ms, since_ms, id LIMIT $2");

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return sql_run_list(select, notice_from_row, (GDestroyNotify)pending_notification_free,
	    ret_notifications, error);
}

bool
pending_notification_next_due(Spool *spool, int64_t *ret_due_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT coalesce(min(due_ms), 0) FROM notice");

	return sql_run_int(select, 0, ret_due_ms, error);
}

bool
pending_notification_done(Spool *spool, const PendingNotification *notification, GError **error)
{
	g_autoptr(SqlStatement) delete = sql_prepare(spool, "DELETE FROM notice WHERE id = $1");

	sql_bind_int(delete, 1, notice_key(notification));
	return sql_run(delete, error);
}

bool
pending_notification_postpone(
    Spool *spool, const PendingNotification *notification, int64_t due_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE notice SET due_ms = $1 WHERE id = $2");

	sql_bind_int(update, 1, due_ms);
	sql_bind_int(update, 2, notice_key(notification));
	return sql_run(update, error);
}
