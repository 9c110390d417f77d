/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Forward, what began to wait after seen_ms, before a daemon that died had seen the clock again or by a command while
 * none ran, has waited for nobody: it begins now. Back, whatever would otherwise lie ahead for as long as the jump was
 * wide is moved too: a ceiling counts the letters of the last hour.
 */
#include "spool/wall_clock.h"

#include "spool/sqlite.h"
#include "spool/ticket_live.h"

bool
wall_clock_seen(Spool *spool, int64_t *ret_seen_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, "SELECT seen_ms FROM wall_clock");

	return sql_run_int(select, 0, ret_seen_ms, error);
}

bool
wall_clock_see(Spool *spool, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO wall_clock (id, seen_ms) VALUES (1, $1)"
			       " ON CONFLICT (id) DO UPDATE SET seen_ms = excluded.seen_ms");

	sql_bind_int(insert, 1, now_ms);
	return sql_run(insert, error);
}

/* $1: by how much; $2: seen_ms; $3: now_ms. */
#define AHEAD(column) column " > min($2, $3)"
/* How far what began then is moved. */
#define BY(began)                                                                     \
	" + CASE WHEN $1 > 0 AND " began " > $2 AND " began " <= $3 THEN $3 - " began \
	" ELSE $1 END"
#define MOVED(column, began) column " = " column BY(began)
/* 0 is no time. */
#define MOVED_IF_SET(column, began) \
	column " = CASE WHEN " column " > 0 THEN " column BY(began) " ELSE 0 END"

static const char *const MOVES[] = {
    "UPDATE letter SET " MOVED("created_ms", "created_ms") ", " MOVED("due_ms",
	"created_ms") ", " MOVED_IF_SET("paced_ms", "created_ms") " WHERE state = 'waiting'",
    "UPDATE notice SET " MOVED("since_ms", "since_ms") ", " MOVED("due_ms", "since_ms"),
    "UPDATE request_step SET " MOVED("created_ms", "created_ms") ", " MOVED(
	"due_ms", "created_ms") " WHERE state = 'waiting'",
    "UPDATE step_up SET " MOVED("created_ms", "created_ms") ", " MOVED(
	"expires_ms", "created_ms") " WHERE state = 'open'",
    "UPDATE mail SET " MOVED("received_ms", "received_ms") " WHERE state = 'waiting'",
    "UPDATE registration SET " MOVED("since_ms", "since_ms") " WHERE since_ms > 0",
};

static const char *const MOVES_BACK[] = {
    "UPDATE ticket SET " MOVED("state_ms", "state_ms") ", " MOVED_IF_SET(
	"reminded_ms", "state_ms") " WHERE " TICKET_LIVE_SQL,
    "UPDATE ticket SET waiting_ms = waiting_ms + $1 WHERE waiting_ms > 0"
    " AND " AHEAD("waiting_ms"),
    "UPDATE letter SET created_ms = created_ms + $1, due_ms = due_ms + $1,"
    " paced_ms = CASE WHEN paced_ms > 0 THEN paced_ms + $1 ELSE 0 END"
    " WHERE state <> 'waiting' AND " AHEAD("created_ms"),
    "UPDATE held_letter SET last_ms = last_ms + $1 WHERE " AHEAD("last_ms"),
    "UPDATE letter_pause SET last_ms = last_ms + $1 WHERE " AHEAD("last_ms"),
    "UPDATE step_up SET ended_ms = ended_ms + $1 WHERE state = 'dead' AND " AHEAD("ended_ms"),
    "UPDATE ticket_reopened SET at_ms = at_ms + $1 WHERE " AHEAD("at_ms"),
};

/* Every letter is looked at, for which a token must be worth it: it lasts for weeks. */
static const char MOVE_TOKENS[] =
    "UPDATE letter SET " MOVED("expires_ms", "created_ms") " WHERE " AHEAD("expires_ms");
#define WORTH_IT_MS (INT64_C(24) * 60 * 60 * 1000)

static bool
move(Spool *spool, const char *sql, int64_t seen_ms, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool, sql);

	sql_bind_int(update, 1, now_ms - seen_ms);
	sql_bind_int(update, 2, seen_ms);
	sql_bind_int(update, 3, now_ms);
	return sql_run(update, error);
}

bool
wall_clock_move(Spool *spool, int64_t seen_ms, int64_t now_ms, GError **error)
{
	/* tokens first: whether they count is seen by when their letters were made */
	if (ABS(now_ms - seen_ms) >= WORTH_IT_MS &&
	    !move(spool, MOVE_TOKENS, seen_ms, now_ms, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(MOVES); i++)
		if (!move(spool, MOVES[i], seen_ms, now_ms, error))
			return false;
	for (size_t i = 0; now_ms < seen_ms && i < G_N_ELEMENTS(MOVES_BACK); i++)
		if (!move(spool, MOVES_BACK[i], seen_ms, now_ms, error))
			return false;
	return true;
}
