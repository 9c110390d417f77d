/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Mails and their bytes. A mail's row is small and changes; its bytes lie apart in chunks and
 * never do. Every mail has at least one chunk, so that a mail without chunks is none. The same bytes are stored once.
 */
#include "spool/mail.h"

#include <string.h>

#include "spool/mail_copy.h"
#include "spool/sqlite.h"
#include "spool/tally.h"

#define CHUNK_SIZE ((size_t)256 * 1024)

#define COLUMNS                                                                               \
	"id, mailbox,"                                                                        \
	" coalesce((SELECT key FROM mail_copy WHERE mail = mail.id LIMIT 1), ''),"            \
	" state, reason, decision, ticket, received_ms, size, header_only,"                   \
	" NOT EXISTS (SELECT 1 FROM mail_copy WHERE mail = mail.id AND filed = 0), attempts," \
	" message_id, from_address, subject, released, repeats, repeated_ms, history_ms, "    \
	"confirmed, came_ms"

static const char *const STATE_NAMES[] = {
    [MAIL_WAITING] = "waiting",
    [MAIL_DONE] = "done",
    [MAIL_DUPLICATE] = "duplicate",
    [MAIL_HELD] = "held",
    [MAIL_QUARANTINED] = "quarantined",
    [MAIL_SPAM] = "spam",
    [MAIL_DISCARDED] = "discarded",
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
	mail->repeats = sql_int(row, 16);
	mail->repeated_ms = sql_int(row, 17);
	mail->history_ms = sql_int(row, 18);
	mail->confirmed = (int)sql_int(row, 19);
	mail->came_ms = sql_int(row, 20);
	if (mail->came_ms == 0 || mail->came_ms > mail->received_ms)
		mail->came_ms = mail->received_ms;
	return mail;
}

static bool
mail_add_row(
    Spool *spool, const MailArrival *arrival, const char *hash, int64_t *ret_id, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO mail (mailbox, hash, state, reason, decision, received_ms, size,"
	    " header_only, attempts, subject, history_ms, came_ms, confirmed)"
	    " VALUES ($1, $2, 'waiting', '', '', $3, $4, $5, 0, '', $6, $7, $8)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_text(insert, 1, arrival->mailbox);
	sql_bind_text(insert, 2, hash);
	sql_bind_int(insert, 3, arrival->received_ms);
	sql_bind_int(insert, 4, arrival->size);
	sql_bind_int(insert, 5, arrival->header_only);
	sql_bind_int(insert, 6, arrival->history_ms);
	sql_bind_int(insert, 7, arrival->came_ms);
	sql_bind_int(insert, 8, arrival->confirmed);
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

static bool
mail_add_new(
    Spool *spool, const MailArrival *arrival, const char *hash, int64_t *ret_id, GError **error)
{
	int64_t id = 0;
	bool new = false;

	if (!mail_add_row(spool, arrival, hash, &id, error))
		return false;
	FAILPOINT("mail.row");
	if (!mail_add_chunks(spool, id, arrival->raw, error) ||
	    !mail_set_copy(spool, arrival, id, &new, error))
		return false;
	FAILPOINT("mail.added");
	*ret_id = id;
	return true;
}

bool
mail_add(Spool *spool, const MailArrival *arrival, int64_t *ret_id, GError **error)
{
	g_autofree char *hash = mail_hash(arrival);
	int64_t known = 0;
	bool new = false;

	if (!mail_hash_older(spool, arrival, error) ||
	    !mail_find_hash(spool, hash, &known, error))
		return false;
	if (known == 0)
		return mail_add_new(spool, arrival, hash, ret_id, error);
	if (!mail_set_copy(spool, arrival, known, &new, error) ||
	    (new && !mail_repeat(spool, known, arrival->received_ms, error)))
		return false;
	*ret_id = 0;
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

static bool
mail_is_gone(Spool *spool, int64_t id, bool *ret_gone, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT gone_ms > 0 FROM mail WHERE id = $1");
	int64_t gone = 0;

	sql_bind_int(select, 1, id);
	if (!sql_run_int(select, 0, &gone, error))
		return false;
	*ret_gone = gone == 1;
	return true;
}

static void
mail_set_no_bytes(Spool *spool, int64_t id, GError **error)
{
	bool gone = false;

	if (!mail_is_gone(spool, id, &gone, error))
		return;
	if (gone)
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_MISSING,
		    "the bytes of mail %" G_GINT64_FORMAT " were deleted", id);
	else
		sql_set_missing(error, "mail", id);
}

bool
mail_hash_of(Spool *spool, int64_t id, char **ret_hash, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT hash FROM mail WHERE id = $1");

	sql_bind_int(select, 1, id);
	return sql_run_text(select, ret_hash, error);
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
		mail_set_no_bytes(spool, id, error);
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
mail_waiting_mailbox(Spool *spool, const char *after, char **ret_mailbox, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT mailbox FROM mail INDEXED BY mail_waiting"
			       " WHERE state = 'waiting' AND history_ms = 0 AND mailbox > $1"
			       " ORDER BY mailbox LIMIT 1");

	sql_bind_text(select, 1, after);
	return sql_run_text(select, ret_mailbox, error);
}

bool
mail_waiting(Spool *spool, const MailTurn *turn, GPtrArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT " COLUMNS " FROM mail WHERE state = 'waiting' AND mailbox = $1"
	    " AND history_ms = 0 AND attempts = 0 AND id > $2 ORDER BY id LIMIT $3");

	sql_bind_text(select, 1, turn->mailbox);
	sql_bind_int(select, 2, turn->after);
	sql_bind_int(select, 3, turn->limit);
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
mail_tried(Spool *spool, const char *mailbox, int limit, GPtrArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT " COLUMNS " FROM mail WHERE state = 'waiting' AND mailbox = $1"
	    " AND history_ms = 0 AND attempts > 0 ORDER BY attempts, id LIMIT $2");

	sql_bind_text(select, 1, mailbox);
	sql_bind_int(select, 2, limit);
	return mail_select(select, ret_mails, error);
}

bool
mail_decide(Spool *spool, int64_t id, const MailOutcome *outcome, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE mail SET state = $1, reason = $2, decision = $3, ticket = $4,"
	    " message_id = $5, content_hash = $6, from_address = $7, date_ms = $8,"
	    " subject = $9 WHERE id = $10";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_text(update, 1, STATE_NAMES[outcome->state]);
	sql_bind_text(update, 2, outcome->reason);
	sql_bind_text(update, 3, outcome->decision);
	sql_bind_id(update, 4, outcome->ticket);
	sql_bind_text(update, 5, outcome->message_id);
	sql_bind_text(update, 6, outcome->content_hash);
	sql_bind_text(update, 7, outcome->from_address);
	sql_bind_int(update, 8, outcome->date_ms);
	sql_bind_text(update, 9, outcome->subject);
	sql_bind_int(update, 10, id);
	if (!sql_run_on(update, "mail", id, error) ||
	    !tally_add(spool, TALLY_DECISION, outcome->decision,
		outcome->rule == NULL ? "" : outcome->rule, error))
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
	return tally_add(spool, TALLY_MAIL_ATTEMPT, "", "", error);
}

bool
mail_retry(Spool *spool, int64_t id, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE mail SET state = 'waiting', reason = '', decision = '', attempts = 0"
	    " WHERE id = $1");
	bool gone = false;

	if (!mail_is_gone(spool, id, &gone, error))
		return false;
	if (gone) {
		mail_set_no_bytes(spool, id, error);
		return false;
	}
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
mail_confirm(Spool *spool, int64_t id, int by, bool *ret_held, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE mail SET confirmed = $1, state = 'waiting', reason = '', decision = '',"
	    " attempts = 0 WHERE id = $2 AND state = 'held' RETURNING id");
	int64_t held = 0;

	sql_bind_int(update, 1, by);
	sql_bind_int(update, 2, id);
	if (!sql_run_int(update, 0, &held, error))
		return false;
	FAILPOINT("code.confirmed");
	*ret_held = held != 0;
	return true;
}

bool
mail_set_reason(Spool *spool, int64_t id, const char *reason, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE mail SET reason = $1 WHERE id = $2 AND state = 'held'");

	sql_bind_text(update, 1, reason);
	sql_bind_int(update, 2, id);
	return sql_run(update, error);
}

bool
mail_discard(Spool *spool, int64_t id, const char *reason, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE mail SET state = 'discarded', reason = $1 WHERE id = $2");

	sql_bind_text(update, 1, reason);
	sql_bind_int(update, 2, id);
	return sql_run_on(update, "mail", id, error);
}

bool
mail_since(Spool *spool, int64_t after, int limit, GPtrArray **ret_mails, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT " COLUMNS " FROM mail WHERE id > $1 ORDER BY id LIMIT $2");

	sql_bind_int(select, 1, after);
	sql_bind_int(select, 2, limit);
	return mail_select(select, ret_mails, error);
}

bool
mail_list_page(Spool *spool, const ListPage *page, GPtrArray **ret_mails, GError **error)
{
	static const char ALL[] =
	    "SELECT " COLUMNS " FROM mail WHERE id < $1 ORDER BY id DESC LIMIT $2";
	static const char IN_STATE[] =
	    "SELECT " COLUMNS " FROM mail WHERE id < $1 AND state = $2"
	    " ORDER BY id DESC LIMIT $3";
	g_autoptr(SqlStatement) select = sql_prepare(spool, page->state < 0 ? ALL : IN_STATE);

	sql_bind_int(select, 1, page->before == 0 ? INT64_MAX : page->before);
	if (page->state >= 0)
		sql_bind_text(select, 2, STATE_NAMES[page->state]);
	sql_bind_int(select, page->state < 0 ? 2 : 3, page->limit);
	return mail_select(select, ret_mails, error);
}

bool
mail_list(Spool *spool, int state, int limit, GPtrArray **ret_mails, GError **error)
{
	return mail_list_page(
	    spool, &(ListPage){.state = state, .limit = limit}, ret_mails, error);
}

bool
mail_oldest_waiting(Spool *spool, int64_t *ret_received_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT received_ms FROM mail INDEXED BY mail_fresh WHERE state "
			       "= 'waiting' AND history_ms = 0"
			       " ORDER BY id LIMIT 1");

	return sql_run_int(select, 0, ret_received_ms, error);
}

/* Those with the bytes of another mail, which have no row. */
static bool
mail_count_copies(Spool *spool, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT (SELECT coalesce(sum(repeats), 0) FROM mail WHERE "
			       "repeats > 0 AND same_as IS NULL)"
			       " - (SELECT count(*) FROM mail WHERE same_as IS NOT NULL)");

	return sql_run_int(select, 0, ret_count, error);
}

bool
mail_count(Spool *spool, int64_t ret_counts[], int64_t *ret_oldest_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT one, sum(n) FROM tally WHERE what = $1 GROUP BY one");
	int64_t copies = 0;

	sql_bind_text(select, 1, TALLY_MAIL);
	if (!mail_count_copies(spool, &copies, error) ||
	    !sql_run_counts(select, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES), ret_counts, error))
		return false;
	ret_counts[MAIL_DUPLICATE] += copies;
	return mail_oldest_waiting(spool, ret_oldest_ms, error);
}
