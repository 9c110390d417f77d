/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which bytes are known, and where they were found. A place is good for one session of its server's folder: what lies
 * there may be another mail in the next one, and then the place is that mail's.
 */
#include "spool/mail_copy.h"

#include "spool/sqlite.h"

/* How far ahead of ours the clock of a sender may be. */
#define CLOCK_SLACK_MS (INT64_C(60) * 60 * 1000)

static char *
finish_hash(GChecksum *checksum, int64_t size, bool header_only)
{
	const char *hash = g_checksum_get_string(checksum);

	return header_only ? g_strdup_printf("%s-%" G_GINT64_FORMAT, hash, size)
			   : g_strdup(hash);
}

char *
mail_hash(const MailArrival *arrival)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	size_t size = 0;
	const void *bytes = g_bytes_get_data(arrival->raw, &size);

	g_checksum_update(checksum, bytes, (gssize)size);
	return finish_hash(checksum, arrival->size, arrival->header_only);
}

bool
mail_find_hash(Spool *spool, const char *hash, int64_t *ret_id, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT id FROM mail WHERE hash = $1 ORDER BY id LIMIT 1");

	sql_bind_text(select, 1, hash);
	return sql_run_int(select, 0, ret_id, error);
}

/* Chunk by chunk: the mail is not held whole. */
static bool
hash_chunks(Spool *spool, int64_t mail, GChecksum *checksum, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT bytes FROM mail_chunk WHERE mail = $1 ORDER BY position");

	sql_bind_int(select, 1, mail);
	while (sql_next(select)) {
		size_t size = 0;
		const void *bytes = sql_blob(select, 0, &size);

		g_checksum_update(checksum, bytes, (gssize)size);
	}
	return sql_done(select, error);
}

static bool
set_hash(Spool *spool, int64_t mail, const MailArrival *like, GError **error)
{
	g_autoptr(GChecksum) checksum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET hash = $1 WHERE id = $2");
	g_autofree char *hash = NULL;

	if (!hash_chunks(spool, mail, checksum, error))
		return false;
	hash = finish_hash(checksum, like->size, like->header_only);
	sql_bind_text(update, 1, hash);
	sql_bind_int(update, 2, mail);
	return sql_run_on(update, "mail", mail, error);
}

static bool
next_without_hash(Spool *spool, const MailArrival *arrival, int64_t *ret_mail, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT id FROM mail WHERE hash IS NULL AND size = $1 AND header_only = $2"
	    " LIMIT 1");

	sql_bind_int(select, 1, arrival->size);
	sql_bind_int(select, 2, arrival->header_only);
	return sql_run_int(select, 0, ret_mail, error);
}

/* Each mail is hashed once: one that has its hash is not found any more. */
bool
mail_hash_older(Spool *spool, const MailArrival *arrival, GError **error)
{
	int64_t mail = 0;

	do {
		if (!next_without_hash(spool, arrival, &mail, error) ||
		    (mail != 0 && !set_hash(spool, mail, arrival, error)))
			return false;
	} while (mail != 0);
	return true;
}

static bool
find_copy(Spool *spool, const MailArrival *arrival, int64_t *ret_mail, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT mail FROM mail_copy WHERE mailbox = $1 AND key = $2");

	sql_bind_text(select, 1, arrival->mailbox);
	sql_bind_text(select, 2, arrival->key);
	return sql_run_int(select, 0, ret_mail, error);
}

bool
mail_set_copy(
    Spool *spool, const MailArrival *arrival, int64_t mail, bool *ret_new, GError **error)
{
	g_autoptr(SqlStatement) insert = sql_prepare(spool,
	    "INSERT INTO mail_copy (mailbox, key, mail, filed) VALUES ($1, $2, $3, 0)"
	    " ON CONFLICT (mailbox, key) DO UPDATE SET mail = excluded.mail, filed = 0");
	int64_t before = 0;

	if (arrival->key == NULL) {
		*ret_new = true;
		return true;
	}
	if (!find_copy(spool, arrival, &before, error))
		return false;
	sql_bind_text(insert, 1, arrival->mailbox);
	sql_bind_text(insert, 2, arrival->key);
	sql_bind_int(insert, 3, mail);
	if (!sql_run(insert, error))
		return false;
	*ret_new = before != mail;
	return true;
}

static void *
key_from_row(SqlStatement *row)
{
	return sql_text(row, 0);
}

bool
mail_unfiled(Spool *spool, const char *mailbox, GPtrArray **ret_keys, GError **error)
{
	/* Without being told SQLite goes through all that were ever filed. */
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT key FROM mail_copy INDEXED BY mail_copy_unfiled"
			       " WHERE mailbox = $1 AND filed = 0 ORDER BY key");

	sql_bind_text(select, 1, mailbox);
	return sql_run_list(select, key_from_row, g_free, ret_keys, error);
}

bool
mail_count_unfiled(Spool *spool, const char *mailbox, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM mail_copy INDEXED BY mail_copy_unfiled"
			       " WHERE mailbox = $1 AND filed = 0");

	sql_bind_text(select, 1, mailbox);
	return sql_run_int(select, 0, ret_count, error);
}

bool
mail_set_filed(
    Spool *spool, const char *mailbox, const char *const *keys, size_t n_keys, GError **error)
{
	for (size_t i = 0; i < n_keys; i++) {
		g_autoptr(SqlStatement) update = sql_prepare(
		    spool, "UPDATE mail_copy SET filed = 1 WHERE mailbox = $1 AND key = $2");

		sql_bind_text(update, 1, mailbox);
		sql_bind_text(update, 2, keys[i]);
		if (!sql_run(update, error))
			return false;
	}
	FAILPOINT("mail.filed");
	return true;
}

bool
mail_repeat(Spool *spool, int64_t mail, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE mail SET repeats = repeats + 1, repeated_ms = $1"
	    " WHERE id = (SELECT coalesce(same_as, id) FROM mail WHERE id = $2)");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, mail);
	return sql_run_on(update, "mail", mail, error);
}

static bool
add_repeats(Spool *spool, int64_t duplicate, int64_t first, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE mail SET repeated_ms = $1,"
	    " repeats = repeats + 1 + (SELECT repeats FROM mail WHERE id = $2) WHERE id = $3");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, duplicate);
	sql_bind_int(update, 3, first);
	return sql_run_on(update, "mail", first, error);
}

bool
mail_set_same(Spool *spool, int64_t duplicate, int64_t first, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET same_as = $1 WHERE id = $2");

	sql_bind_int(update, 1, first);
	sql_bind_int(update, 2, duplicate);
	return add_repeats(spool, duplicate, first, now_ms, error) &&
	       sql_run_on(update, "mail", duplicate, error);
}

/* Of a mail of an older version the Date is not known: one that was written after that mail had come is another. */
bool
mail_find_same(Spool *spool, const MailMarks *marks, int64_t *ret_id, GError **error)
{
	static const char SELECT[] =
	    "SELECT id FROM mail WHERE message_id = $1 AND content_hash = $2"
	    " AND ifnull(from_address, '') = $3 COLLATE NOCASE AND subject = $4"
	    " AND (date_ms = $5 OR (date_ms IS NULL AND $5 <= received_ms + $6))"
	    " AND state NOT IN ('waiting', 'duplicate') ORDER BY id LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_text(select, 1, marks->message_id);
	sql_bind_text(select, 2, marks->content_hash);
	sql_bind_text(select, 3, marks->from == NULL ? "" : marks->from);
	sql_bind_text(select, 4, marks->subject);
	sql_bind_int(select, 5, marks->date_ms);
	sql_bind_int(select, 6, CLOCK_SLACK_MS);
	return sql_run_int(select, 0, ret_id, error);
}
