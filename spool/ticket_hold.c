/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/ticket_hold.h"

#include "spool/sqlite.h"

void
ticket_hold_free(TicketHold *hold)
{
	if (hold == NULL)
		return;
	g_free(hold->reason);
	g_free(hold->author);
	g_free(hold);
}

bool
ticket_hold_get(Spool *spool, int64_t ticket, TicketHold **ret_hold, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT reason, author, since_ms FROM ticket_hold WHERE ticket = $1");
	g_autoptr(TicketHold) hold = NULL;

	sql_bind_int(select, 1, ticket);
	if (sql_next(select)) {
		hold = g_new0(TicketHold, 1);
		hold->reason = sql_text(select, 0);
		hold->author = sql_text(select, 1);
		hold->since_ms = sql_int(select, 2);
	}
	if (!sql_done(select, error))
		return false;
	*ret_hold = g_steal_pointer(&hold);
	return true;
}

bool
ticket_hold_set(Spool *spool, int64_t ticket, const TicketHold *hold, GError **error)
{
	g_autoptr(SqlStatement) upsert =
	    sql_prepare(spool, "INSERT INTO ticket_hold (ticket, reason, author, since_ms)"
			       " VALUES ($1, $2, $3, $4) ON CONFLICT (ticket) DO UPDATE SET"
			       " reason = excluded.reason, author = excluded.author");

	sql_bind_int(upsert, 1, ticket);
	sql_bind_text(upsert, 2, hold->reason);
	sql_bind_text(upsert, 3, hold->author);
	sql_bind_int(upsert, 4, hold->since_ms);
	return sql_run(upsert, error);
}

bool
ticket_hold_end(Spool *spool, int64_t ticket, bool *ret_was, GError **error)
{
	g_autoptr(SqlStatement) remove =
	    sql_prepare(spool, "DELETE FROM ticket_hold WHERE ticket = $1 RETURNING 1");
	int64_t was = 0;

	sql_bind_int(remove, 1, ticket);
	if (!sql_run_int(remove, 0, &was, error))
		return false;
	*ret_was = was == 1;
	return true;
}
