/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/mail_scan.h"

#include "spool/sqlite.h"

bool
mail_scan_set(Spool *spool, int64_t mail, const char *said, GError **error)
{
	g_autoptr(SqlStatement) change = sql_prepare(
	    spool, said == NULL ? "DELETE FROM mail_scan WHERE mail = $1"
				: "INSERT INTO mail_scan (mail, said) VALUES ($1, $2)"
				  " ON CONFLICT (mail) DO UPDATE SET said = $2");

	sql_bind_int(change, 1, mail);
	if (said != NULL)
		sql_bind_text(change, 2, said);
	return sql_run(change, error);
}

bool
mail_scan_get(Spool *spool, int64_t mail, char **ret_said, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT said FROM mail_scan WHERE mail = $1");

	sql_bind_int(select, 1, mail);
	return sql_run_text(select, ret_said, error);
}
