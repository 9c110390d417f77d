/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails and their bytes. A mail's row is small and changes; its bytes lie apart in chunks and
 * never do. Every mail has at least one chunk, so that a mail without chunks is none.
 */
#include "spool/mail.h"

#include <string.h>

#include "spool/sqlite.h"

#define CHUNK_SIZE ((size_t)256 * 1024)

#define COLUMNS                                                                               \
	"id, mailbox, key, state, reason, decision, ticket, received_ms, size, header_only, " \
	"filed, attempts, message_id, from_address, subject, released, history_ms"

static const char *const STATE_NAMES[] = {
    [MAIL_WAITING] = "waiting",
    [MAIL_DONE] = "done",
    [MAIL_DUPLICATE] = "duplicate",
    [MAIL_HELD] = "held",
    [MAIL_QUARANTINED] = "quarantined",
};

const char *
mail_state_name(MailState state)
{
	return STATE_NAMES[state];
}

bool
mail_state_from_name(const char *name, MailState *ret_state)
{
	for (size_t i = 0; i < G_N_ELEMENTS(STATE_NAMES); i++) {
		if (strcmp(STATE_NAMES[i], name) == 0) {
			*ret_state = (MailState)i;
			return true;
		}
	}
	return false;
}

void
mail_free(Mail *mail)
{
	if (!mail)
		return;
	g_free(mail->mailbox);
	g_free(mail->key);
	g_free(mail->reason);
	g_free(mail->decision);
	g_free(mail->message_id);
	g_free(mail->from_address);
	g_free(mail->subject);
	g_free(mail);
}

static void *
mail_from_row(SqlStatement *row)
{
	Mail *mail = g_new0(Mail, 1);

	mail->id = sql_int(row, 0);
	mail->mailbox = sql_text(row, 1);
	mail->key = sql_text(row, 2);
	mail->state = (MailState)sql_name(row, 3, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES));
	mail->reason = sql_text(row, 4);
	mail->decision = sql_text(row, 5);
	mail->ticket = sql_int(row, 6);
	mail->received_ms = sql_int(row, 7);
	mail->size = sql_int(row, 8);
	mail->header_only = sql_int(row, 9) == 1;
	mail->filed = sql_int(row, 10) == 1;
	mail->attempts = (int)sql_int(row, 11);
	mail->message_id = sql_text(row, 12);
	mail->from_address = sql_text(row, 13);
	mail->subject = sql_text(row, 14);
	mail->released = sql_int(row, 15) == 1;
	mail->history_ms = sql_int(row, 16);
	return mail;
}

static bool
mail_add_row(Spool *spool, const MailArrival *arrival, int64_t *ret_id, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO mail (mailbox, key, state, reason, decision, received_ms, size,"
	    " header_only, filed, attempts, subject, history_ms)"
	    " VALUES ($1, $2, 'waiting', '', '', $3, $4, $5, $6, 0, '', $7)"
	    " ON CONFLICT (mailbox, key) DO NOTHING";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 1, arrival->mailbox);
	sql_bind_text(insert, 2, arrival->key);
	sql_bind_int(insert, 3, arrival->received_ms);
	sql_bind_int(insert, 4, arrival->size);
	sql_bind_int(insert, 5, arrival->header_only);
	sql_bind_int(insert, 6, arrival->filed);
	sql_bind_int(insert, 7, arrival->history_ms);
	return sql_run_insert(insert, ret_id, error);
}

static bool
mail_add_chunk(Spool *spool, int64_t id, size_t position, GBytes *chunk, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO mail_chunk (mail, position, bytes) VALUES ($1, $2, $3)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);
	size_t size = 0;
	const void *bytes = g_bytes_get_data(chunk, &size);

	sql_bind_int(insert, 1, id);
	sql_bind_int(insert, 2, (int64_t)position);
	sql_bind_blob(insert, 3, bytes, size);
	return sql_run(insert, error);
}

static bool
mail_add_chunks(Spool *spool, int64_t id, GBytes *raw, GError **error)
{
	size_t size = g_bytes_get_size(raw), offset = 0, position = 0;

	do {
		size_t length = MIN(CHUNK_SIZE, size - offset);
		g_autoptr(GBytes) chunk = g_bytes_new_from_bytes(raw, offset, length);

		if (!mail_add_chunk(spool, id, position++, chunk, error))
			return false;
		offset += length;
	} while (offset < size);
	return true;
}

bool
mail_add(Spool *spool, const MailArrival *arrival, int64_t *ret_id, GError **error)
{
	int64_t id = 0;

	if (!mail_add_row(spool, arrival, &id, error))
		return false;
	FAILPOINT("mail.row");
	if (id != 0 && !mail_add_chunks(spool, id, arrival->raw, error))
		return false;
	FAILPOINT("mail.added");
	*ret_id = id;
	return true;
}

bool
mail_get(Spool *spool, int64_t id, Mail **ret_mail, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT " COLUMNS " FROM mail WHERE id = $1");
	g_autoptr(Mail) mail = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select))
		mail = mail_from_row(select);
	if (!sql_done(select, error))
		return false;
	if (!mail) {
		sql_set_missing(error, "mail", id);
		return false;
	}
	*ret_mail = g_steal_pointer(&mail);
	return true;
}

/* Known beforehand, so that a mail of 40 MB is not held twice while it grows. */
static bool
mail_raw_size(Spool *spool, int64_t id, int64_t *ret_size, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT coalesce(sum(length(bytes)), 0) FROM mail_chunk WHERE mail = $1");

	sql_bind_int(select, 1, id);
	return sql_run_int(select, 0, ret_size, error);
}

GBytes *
mail_raw(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT bytes FROM mail_chunk WHERE mail = $1 ORDER BY position");
	g_autoptr(GByteArray) raw = NULL;
	int64_t size = 0;
	bool found = false;

	if (!mail_raw_size(spool, id, &size, error))
		return NULL;
	raw = g_byte_array_sized_new((guint)size);
	sql_bind_int(select, 1, id);
	for (; sql_next(select); found = true) {
		size_t length = 0;
		const void *bytes = sql_blob(select, 0, &length);

		g_byte_array_append(raw, bytes, (guint)length);
	}
	if (!sql_done(select, error))
		return NULL;
	if (!found) {
		sql_set_missing(error, "mail", id);
		return NULL;
	}
	return g_byte_array_free_to_bytes(g_steal_pointer(&raw));
}

static bool
mail_select(SqlStatement *select, GPtrArray **ret_mails, GError **error)
{
	return sql_run_list(select, mail_from_row, (GDestroyNotify)mail_free, ret_mails, error);
}

bool
mail_waiting(Spool *spool, int64_t after, int limit, GPtrArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT " COLUMNS " FROM mail INDEXED BY mail_fresh"
	    " WHERE state = 'waiting' AND id > $1 AND attempts = 0 AND history_ms = 0"
	    " ORDER BY id LIMIT $2");

	sql_bind_int(select, 1, after);
	sql_bind_int(select, 2, limit);
	return mail_select(select, ret_mails, error);
}

bool
mail_waiting_history(Spool *spool, int limit, GPtrArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT " COLUMNS " FROM mail INDEXED BY mail_history"
			       " WHERE state = 'waiting' AND history_ms > 0 AND attempts >= 0 "
			       "ORDER BY attempts, id LIMIT $1");

	sql_bind_int(select, 1, limit);
	return mail_select(select, ret_mails, error);
}

bool
mail_tried(Spool *spool, int limit, GPtrArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT " COLUMNS " FROM mail WHERE state = 'waiting' AND history_ms = 0"
	    " AND attempts > 0 ORDER BY attempts, id LIMIT $1");

	sql_bind_int(select, 1, limit);
	return mail_select(select, ret_mails, error);
}

bool
mail_decide(Spool *spool, int64_t id, const MailOutcome *outcome, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE mail SET state = $1, reason = $2, decision = $3, ticket = $4,"
	    " message_id = $5, content_hash = $6, from_address = $7, subject = $8"
	    " WHERE id = $9";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_text(update, 1, STATE_NAMES[outcome->state]);
	sql_bind_text(update, 2, outcome->reason);
	sql_bind_text(update, 3, outcome->decision);
	sql_bind_id(update, 4, outcome->ticket);
	sql_bind_text(update, 5, outcome->message_id);
	sql_bind_text(update, 6, outcome->content_hash);
	sql_bind_text(update, 7, outcome->from_address);
	sql_bind_text(update, 8, outcome->subject);
	sql_bind_int(update, 9, id);
	if (!sql_run_on(update, "mail", id, error))
		return false;
	FAILPOINT("mail.decided");
	return true;
}

bool
mail_count_attempt(Spool *spool, int64_t id, int *ret_attempts, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE mail SET attempts = attempts + 1 WHERE id = $1 RETURNING attempts");
	int64_t attempts = 0;

	sql_bind_int(update, 1, id);
	if (!sql_run_int(update, 0, &attempts, error))
		return false;
	if (attempts == 0) {
		sql_set_missing(error, "mail", id);
		return false;
	}
	*ret_attempts = (int)attempts;
	return true;
}

bool
mail_retry(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE mail SET state = 'waiting', reason = '', decision = '', attempts = 0"
	    " WHERE id = $1");

	sql_bind_int(update, 1, id);
	return sql_run_on(update, "mail", id, error);
}

bool
mail_release(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET released = 1 WHERE id = $1");

	sql_bind_int(update, 1, id);
	return sql_run_on(update, "mail", id, error) && mail_retry(spool, id, error);
}

bool
mail_find_same(Spool *spool, const MailCopy *copy, int64_t *ret_id, GError **error)
{
	static const char SELECT[] =
	    "SELECT id FROM mail WHERE message_id = $1 AND content_hash = $2"
	    " AND ifnull(from_address, '') = $3 COLLATE NOCASE"
	    " AND state NOT IN ('waiting', 'duplicate') ORDER BY id LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_text(select, 1, copy->message_id);
	sql_bind_text(select, 2, copy->content_hash);
	sql_bind_text(select, 3, copy->from == NULL ? "" : copy->from);
	return sql_run_int(select, 0, ret_id, error);
}

static void *
mail_key_from_row(SqlStatement *row)
{
	return sql_text(row, 0);
}

bool
mail_unfiled(
    Spool *spool, const char *mailbox, bool header_only, GPtrArray **ret_keys, GError **error)
{
	static const char SELECT[] =
	    "SELECT key FROM mail WHERE mailbox = $1 AND filed = 0 AND header_only = $2"
	    " ORDER BY id";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_text(select, 1, mailbox);
	sql_bind_int(select, 2, header_only);
	return sql_run_list(select, mail_key_from_row, g_free, ret_keys, error);
}

bool
mail_set_filed(
    Spool *spool, const char *mailbox, const char *const *keys, size_t n_keys, GError **error)
{
	for (size_t i = 0; i < n_keys; i++) {
		g_autoptr(SqlStatement) update = sql_prepare(
		    spool, "UPDATE mail SET filed = 1 WHERE mailbox = $1 AND key = $2");

		sql_bind_text(update, 1, mailbox);
		sql_bind_text(update, 2, keys[i]);
		if (!sql_run(update, error))
			return false;
	}
	FAILPOINT("mail.filed");
	return true;
}

bool
mail_list(Spool *spool, int state, int limit, GPtrArray **ret_mails, GError **error)
{
	static const char ALL[] = "SELECT " COLUMNS " FROM mail ORDER BY id DESC LIMIT $1";
	static const char IN_STATE[] =
	    "SELECT " COLUMNS " FROM mail WHERE state = $1 ORDER BY id DESC LIMIT $2";
	g_autoptr(SqlStatement) select = sql_prepare(spool, state < 0 ? ALL : IN_STATE);

	if (state >= 0)
		sql_bind_text(select, 1, STATE_NAMES[state]);
	sql_bind_int(select, state < 0 ? 1 : 2, limit);
	return mail_select(select, ret_mails, error);
}

static bool
mail_oldest_waiting(Spool *spool, int64_t *ret_received_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT received_ms FROM mail INDEXED BY mail_fresh WHERE state "
			       "= 'waiting' AND history_ms = 0"
			       " ORDER BY id LIMIT 1");

	return sql_run_int(select, 0, ret_received_ms, error);
}

bool
mail_count(Spool *spool, int64_t ret_counts[], int64_t *ret_oldest_waiting_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT state, count(*) FROM mail GROUP BY state");
	int64_t oldest = 0;

	if (!mail_oldest_waiting(spool, &oldest, error) ||
	    !sql_run_counts(select, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES), ret_counts, error))
		return false;
	*ret_oldest_waiting_ms = oldest;
	return true;
}
