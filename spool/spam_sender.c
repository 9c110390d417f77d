/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/spam_sender.h"

#include "spool/sqlite.h"

void
spam_sender_free(SpamSender *sender)
{
	g_free(sender->address);
	g_free(sender->author);
	g_free(sender);
}

static void *
sender_from_row(SqlStatement *row)
{
	SpamSender *sender = g_new0(SpamSender, 1);

	sender->address = sql_text(row, 0);
	sender->author = sql_text(row, 1);
	sender->since_ms = sql_int(row, 2);
	return sender;
}

bool
spam_sender_add(
    Spool *spool, const char *address, const char *author, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO spam_sender (address_key, address, author, since_ms)"
	    " VALUES ($1, $2, $3, $4) ON CONFLICT (address_key) DO NOTHING");
	g_autofree char *key = sql_fold(address);

	sql_bind_text(insert, 1, key);
	sql_bind_text(insert, 2, address);
	sql_bind_text(insert, 3, author);
	sql_bind_int(insert, 4, now_ms);
	return sql_run(insert, error);
}

bool
spam_sender_is(Spool *spool, const char *address, bool *ret_is, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT EXISTS (SELECT 1 FROM spam_sender WHERE address_key = $1)");
	g_autofree char *key = sql_fold(address);
	int64_t is = 0;

	sql_bind_text(select, 1, key);
	if (!sql_run_int(select, 0, &is, error))
		return false;
	*ret_is = is == 1;
	return true;
}

bool
spam_sender_remove(Spool *spool, const char *address, bool *ret_was, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM spam_sender WHERE address_key = $1");
	g_autofree char *key = sql_fold(address);

	if (!spam_sender_is(spool, address, ret_was, error))
		return false;
	sql_bind_text(delete, 1, key);
	return sql_run(delete, error);
}

bool
spam_sender_list(Spool *spool, GPtrArray **ret_senders, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT address, author, since_ms FROM spam_sender"
			       " ORDER BY since_ms DESC, address_key");

	return sql_run_list(
	    select, sender_from_row, (GDestroyNotify)spam_sender_free, ret_senders, error);
}

bool
spam_sender_put_away(Spool *spool, int64_t id, const char *reason, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET state = 'spam', decision = 'spam', reason = $1"
			       " WHERE id = $2");

	sql_bind_text(update, 1, reason);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "mail", id, error);
}
