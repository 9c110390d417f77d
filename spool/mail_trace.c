/* SPDX-License-Identifier: Apache-2.0 */
/* One text per mail: a trace is read whole. */
#include "spool/mail_trace.h"

#include "spool/sqlite.h"

bool
mail_trace_set(Spool *spool, int64_t mail, const char *lines, GError **error)
{
	static const char UPSERT[] = "INSERT INTO trace (mail, lines) VALUES ($1, $2)"
				     " ON CONFLICT (mail) DO UPDATE SET lines = excluded.lines";
	g_autoptr(SqlStatement) upsert = sql_prepare(spool, UPSERT);

	sql_bind_int(upsert, 1, mail);
	sql_bind_text(upsert, 2, lines);
	if (!sql_run(upsert, error))
		return false;
	FAILPOINT("trace.set");
	return true;
}

bool
mail_trace_add(Spool *spool, int64_t mail, const char *line, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE trace SET lines = lines || char(10) || $1 WHERE mail = $2");

	sql_bind_text(update, 1, line);
	sql_bind_int(update, 2, mail);
	return sql_run(update, error);
}

bool
mail_trace_get(Spool *spool, int64_t mail, char **ret_lines, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT lines FROM trace WHERE mail = $1");

	sql_bind_int(select, 1, mail);
	return sql_run_text(select, ret_lines, error);
}
