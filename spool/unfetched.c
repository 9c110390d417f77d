/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/unfetched.h"

#include <string.h>

#include "spool/sqlite.h"

void
unfetched_free(Unfetched *mail)
{
	if (mail == NULL)
		return;
	g_free(mail->mailbox);
	g_free(mail->key);
	g_free(mail->reason);
	g_free(mail);
}

char *
unfetched_name(const Unfetched *mail)
{
	static const char DIGITS[] = "0123456789";
	const char *key = mail->key;
	const char *mtime = strrchr(key, '@');
	size_t validity = strspn(key, DIGITS);
	size_t length = mtime == NULL ? strlen(key) : (size_t)(mtime - key);

	if (validity > 0 && key[validity] == '.' &&
	    strspn(key + validity + 1, DIGITS) == strlen(key + validity + 1))
		return g_strdup_printf("UID %s", key + validity + 1);
	return g_strdup_printf("file %.*s", (int)length, key);
}

static void *
unfetched_from_row(SqlStatement *row)
{
	Unfetched *mail = g_new0(Unfetched, 1);

	mail->mailbox = sql_text(row, 0);
	mail->key = sql_text(row, 1);
	mail->reason = sql_text(row, 2);
	mail->tries = sql_int(row, 3);
	mail->since_ms = sql_int(row, 4);
	mail->tried_ms = sql_int(row, 5);
	return mail;
}

bool
unfetched_set(Spool *spool, const Unfetched *mail, GError **error)
{
	static const char REPLACE[] =
	    "INSERT OR REPLACE INTO unfetched (mailbox, key, reason, tries, since_ms, tried_ms)"
	    " VALUES ($1, $2, $3, $4, $5, $6)";
	g_autoptr(SqlStatement) replace = sql_prepare(spool, REPLACE);

	sql_bind_text(replace, 1, mail->mailbox);
	sql_bind_text(replace, 2, mail->key);
	sql_bind_text(replace, 3, mail->reason);
	sql_bind_int(replace, 4, mail->tries);
	sql_bind_int(replace, 5, mail->since_ms);
	sql_bind_int(replace, 6, mail->tried_ms);
	return sql_run(replace, error);
}

bool
unfetched_remove(Spool *spool, const char *mailbox, const char *key, GError **error)
{
	g_autoptr(SqlStatement) remove =
	    sql_prepare(spool, "DELETE FROM unfetched WHERE mailbox = $1 AND key = $2");

	sql_bind_text(remove, 1, mailbox);
	sql_bind_text(remove, 2, key);
	return sql_run(remove, error);
}

bool
unfetched_list(
    Spool *spool, const char *mailbox, int limit, GPtrArray **ret_mails, GError **error)
{
	static const char SELECT[] =
	    "SELECT mailbox, key, reason, tries, since_ms, tried_ms FROM unfetched"
	    " WHERE $1 IS NULL OR mailbox = $1 ORDER BY since_ms, mailbox, key LIMIT $2";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_text(select, 1, mailbox);
	sql_bind_int(select, 2, limit);
	return sql_run_list(
	    select, unfetched_from_row, (GDestroyNotify)unfetched_free, ret_mails, error);
}
