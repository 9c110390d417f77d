/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/letter_hold.h"

#include "spool/sqlite.h"

#define SELECT_HOLD "SELECT letter, operation, draft, early_ms FROM letter_hold"

void
letter_hold_free(LetterHold *hold)
{
	if (!hold)
		return;
	g_free(hold->draft);
	g_free(hold);
}

bool
letter_hold_add(Spool *spool, const LetterHold *hold, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO letter_hold (letter, operation, draft, early_ms)"
			       " VALUES ($1, $2, $3, $4)");
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE letter SET state = 'prepared' WHERE id = $1 AND state = 'waiting'");

	sql_bind_int(insert, 1, hold->letter);
	sql_bind_int(insert, 2, hold->operation);
	sql_bind_text(insert, 3, hold->draft);
	sql_bind_int(insert, 4, hold->early_ms);
	sql_bind_int(update, 1, hold->letter);
	if (!sql_run(insert, error) || !sql_run_on(update, "letter", hold->letter, error))
		return false;
	FAILPOINT("desk.prepared");
	return true;
}

static bool
forget(Spool *spool, int64_t letter, GError **error)
{
	g_autoptr(SqlStatement) remove =
	    sql_prepare(spool, "DELETE FROM letter_hold WHERE letter = $1");

	sql_bind_int(remove, 1, letter);
	return sql_run(remove, error);
}

bool
letter_hold_release(
    Spool *spool, int64_t letter, const char *name, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE letter SET state = 'waiting', name = coalesce($1, name),"
	    " due_ms = max(due_ms, $2) WHERE id = $3 AND state = 'prepared'");

	sql_bind_text(update, 1, name);
	sql_bind_int(update, 2, now_ms);
	sql_bind_int(update, 3, letter);
	if (!sql_run_on(update, "prepared letter", letter, error))
		return false;
	FAILPOINT("desk.released");
	return forget(spool, letter, error);
}

bool
letter_hold_drop(Spool *spool, int64_t letter, const char *result, GError **error)
{
	return letter_drop(spool, letter, result, error) && forget(spool, letter, error);
}

bool
letter_hold_move(Spool *spool, int64_t letter, int64_t operation, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE letter_hold SET operation = $1 WHERE letter = $2");

	sql_bind_int(update, 1, operation);
	sql_bind_int(update, 2, letter);
	return sql_run_on(update, "prepared letter", letter, error);
}

bool
letter_hold_postpone(Spool *spool, int64_t letter, int64_t early_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE letter_hold SET early_ms = $1 WHERE letter = $2");

	sql_bind_int(update, 1, early_ms);
	sql_bind_int(update, 2, letter);
	return sql_run_on(update, "prepared letter", letter, error);
}

static void *
hold_from_row(SqlStatement *row)
{
	LetterHold *hold = g_new0(LetterHold, 1);

	hold->letter = sql_int(row, 0);
	hold->operation = sql_int(row, 1);
	hold->draft = sql_text(row, 2);
	hold->early_ms = sql_int(row, 3);
	return hold;
}

static bool
select_list(SqlStatement *select, GPtrArray **ret_holds, GError **error)
{
	return sql_run_list(
	    select, hold_from_row, (GDestroyNotify)letter_hold_free, ret_holds, error);
}

bool
letter_hold_of(Spool *spool, int64_t operation, GPtrArray **ret_holds, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_HOLD " WHERE operation = $1 ORDER BY letter");

	sql_bind_int(select, 1, operation);
	return select_list(select, ret_holds, error);
}

bool
letter_hold_early(
    Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_holds, GError **error)
{
	static const char SELECT[] = SELECT_HOLD " WHERE early_ms > 0 AND early_ms <= $1"
						 " ORDER BY early_ms, letter LIMIT $2";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return select_list(select, ret_holds, error);
}

bool
letter_hold_next_early(Spool *spool, int64_t now_ms, int64_t *ret_early_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT early_ms FROM letter_hold WHERE early_ms > 0 AND early_ms > $1"
	    " ORDER BY early_ms LIMIT 1");

	sql_bind_int(select, 1, now_ms);
	return sql_run_int(select, 0, ret_early_ms, error);
}
