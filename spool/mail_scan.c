/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/mail_scan.h"

#include "spool/sqlite.h"

bool
mail_scan_set(Spool *spool, int64_t mail, const char *said, bool again, GError **error)
{
	g_autoptr(SqlStatement) change = sql_prepare(spool,
	    said == NULL ? "DELETE FROM mail_scan WHERE mail = $1"
			 : "INSERT INTO mail_scan (mail, said, again) VALUES ($1, $2, $3)"
			   " ON CONFLICT (mail) DO UPDATE SET said = $2, again = $3");

	sql_bind_int(change, 1, mail);
	if (said != NULL) {
		sql_bind_text(change, 2, said);
		sql_bind_int(change, 3, again ? MAIL_SCAN_TRIES : 0);
	}
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

bool
mail_scan_next(Spool *spool, int64_t after, int64_t *ret_mail, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT mail FROM mail_scan JOIN mail ON mail.id = mail_scan.mail"
	    " WHERE again > 0 AND mail_scan.mail > $1 AND state <> 'waiting'"
	    " ORDER BY mail_scan.mail LIMIT 1");

	sql_bind_int(select, 1, after);
	return sql_run_int(select, 0, ret_mail, error);
}

bool
mail_scan_try(Spool *spool, int64_t mail, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE mail_scan SET again = again - 1 WHERE mail = $1 AND again > 0");

	sql_bind_int(update, 1, mail);
	return sql_run(update, error);
}
