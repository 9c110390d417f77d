/* SPDX-License-Identifier: Apache-2.0 */
/* Each count reads no more of an index than the ceiling that it is asked for lets there be. */
#include "spool/letter_ceiling.h"

#include "spool/sqlite.h"

#define IS_ANSWER " mail IS NOT NULL AND contact IS NOT NULL"

bool
letter_ceiling_to(Spool *spool, const char *correspondent, int64_t since_ms, int64_t *ret_count,
    GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE correspondent = $1"
			       " AND due_ms >= $2 AND created_ms >= $2 AND" IS_ANSWER);

	sql_bind_text(select, 1, correspondent);
	sql_bind_int(select, 2, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
letter_ceiling_on(
    Spool *spool, int64_t ticket, int64_t since_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE ticket = $1"
			       " AND created_ms >= $2 AND" IS_ANSWER);

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
letter_ceiling_all(Spool *spool, int64_t since_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT count(*) FROM letter WHERE created_ms >= $1 AND" IS_ANSWER);

	sql_bind_int(select, 1, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
letter_ceiling_of(
    Spool *spool, const char *mailbox, int64_t since_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE created_ms >= $1"
			       " AND +mailbox = $2 AND" IS_ANSWER);

	sql_bind_int(select, 1, since_ms);
	sql_bind_text(select, 2, mailbox);
	return sql_run_int(select, 0, ret_count, error);
}

void
letter_past_free(LetterPast *past)
{
	g_free(past->name);
	g_free(past);
}

static void *
past_from_row(SqlStatement *row)
{
	LetterPast *past = g_new0(LetterPast, 1);

	past->name = sql_text(row, 0);
	past->created_ms = sql_int(row, 1);
	past->sent_ms = sql_int(row, 2);
	past->received_ms = sql_int(row, 3);
	return past;
}

bool
letter_ceiling_past(
    Spool *spool, const char *correspondent, int limit, GPtrArray **ret_past, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT l.name, l.created_ms, l.sent_ms, coalesce(m.received_ms, 0)"
	    " FROM letter l LEFT JOIN mail m ON m.id = l.mail"
	    " WHERE l.correspondent = $1 ORDER BY l.due_ms DESC, l.id DESC LIMIT $2");

	sql_bind_text(select, 1, correspondent);
	sql_bind_int(select, 2, limit);
	return sql_run_list(
	    select, past_from_row, (GDestroyNotify)letter_past_free, ret_past, error);
}

bool
letter_ceiling_due(Spool *spool, const LetterPace *pace, int64_t *ret_due_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT due_ms FROM letter WHERE correspondent = $1"
			       " AND (name = 'forwarded') = $2"
			       " ORDER BY due_ms DESC LIMIT 1 OFFSET $3");

	sql_bind_text(select, 1, pace->correspondent);
	sql_bind_int(select, 2, pace->forwards);
	sql_bind_int(select, 3, pace->nth - 1);
	return sql_run_int(select, 0, ret_due_ms, error);
}

bool
letter_ceiling_waiting(Spool *spool, int64_t now_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM letter WHERE paced_ms > 0"
			       " AND paced_ms > $1 AND +state = 'waiting'");

	sql_bind_int(select, 1, now_ms);
	return sql_run_int(select, 0, ret_count, error);
}

static bool
read_held(Spool *spool, HeldLetter *held, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT times, entry FROM held_letter WHERE ticket = $1"
			       " AND correspondent = $2");

	sql_bind_int(select, 1, held->ticket);
	sql_bind_text(select, 2, held->correspondent);
	if (sql_next(select)) {
		held->times = sql_int(select, 0);
		held->entry = sql_int(select, 1);
	}
	return sql_done(select, error);
}

bool
letter_ceiling_hold(Spool *spool, HeldLetter *held, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) upsert = sql_prepare(spool,
	    "INSERT INTO held_letter (ticket, correspondent, entry, times, last_ms)"
	    " VALUES ($1, $2, 0, 1, $3) ON CONFLICT (ticket, correspondent) DO UPDATE SET"
	    " times = held_letter.times + 1, last_ms = excluded.last_ms");

	sql_bind_int(upsert, 1, held->ticket);
	sql_bind_text(upsert, 2, held->correspondent);
	sql_bind_int(upsert, 3, now_ms);
	return sql_run(upsert, error) && read_held(spool, held, error);
}

bool
letter_ceiling_set_entry(Spool *spool, const HeldLetter *held, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE held_letter SET entry = $1 WHERE ticket = $2"
			       " AND correspondent = $3");

	sql_bind_int(update, 1, held->entry);
	sql_bind_int(update, 2, held->ticket);
	sql_bind_text(update, 3, held->correspondent);
	return sql_run(update, error);
}

bool
letter_ceiling_held(
    Spool *spool, int64_t since_ms, int64_t *ret_times, int64_t *ret_places, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT coalesce(sum(times), 0), count(*) FROM held_letter WHERE last_ms >= $1");

	sql_bind_int(select, 1, since_ms);
	*ret_times = *ret_places = 0;
	if (sql_next(select)) {
		*ret_times = sql_int(select, 0);
		*ret_places = sql_int(select, 1);
	}
	return sql_done(select, error);
}

bool
letter_ceiling_paused(
    Spool *spool, const char *correspondent, int64_t *ret_last_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT last_ms FROM letter_pause WHERE correspondent = $1");

	sql_bind_text(select, 1, correspondent);
	return sql_run_int(select, 0, ret_last_ms, error);
}

bool
letter_ceiling_pause(Spool *spool, const char *correspondent, int64_t last_ms, GError **error)
{
	g_autoptr(SqlStatement) upsert =
	    sql_prepare(spool, "INSERT INTO letter_pause (correspondent, last_ms)"
			       " VALUES ($1, $2) ON CONFLICT (correspondent) DO UPDATE SET"
			       " last_ms = excluded.last_ms");

	sql_bind_text(upsert, 1, correspondent);
	sql_bind_int(upsert, 2, last_ms);
	return sql_run(upsert, error);
}

bool
letter_ceiling_resume(Spool *spool, const char *correspondent, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM letter_pause WHERE correspondent = $1");

	sql_bind_text(delete, 1, correspondent);
	return sql_run(delete, error);
}
