/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/unclean_end.h"

#include "spool/sqlite.h"

bool
unclean_end_get(Spool *spool, bool *ret_unclean, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, "SELECT unclean FROM unclean_end");
	int64_t unclean = 0;

	if (!sql_run_int(select, 0, &unclean, error))
		return false;
	*ret_unclean = unclean != 0;
	return true;
}

static bool
update(Spool *spool, bool unclean, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE unclean_end SET unclean = $1");

	sql_bind_int(update, 1, unclean);
	return sql_run(update, error);
}

bool
unclean_end_set(Spool *spool, bool unclean, GError **error)
{
	if (!spool_begin(spool, error))
		return false;
	if (update(spool, unclean, error))
		return spool_commit(spool, error);
	spool_rollback(spool);
	return false;
}
