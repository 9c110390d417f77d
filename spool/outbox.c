/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The one of its ticket that comes first is "waiting", "in flight" or "unknown", or waits for a person; those after it are
 * "behind", so that what may go is found by its time alone, however many wait.
 */
#include "spool/outbox.h"

#include <string.h>

#include "spool/sqlite.h"

#define SELECT_OPERATION                                                              \
	"SELECT id, ticket, kind, body, state, looks_first, mail, entry, attachment," \
	" attempts, created_ms, due_ms, sent_ms, result FROM outbox"
/* May go when their time has come. SQLite would rather read all that wait, and sort them. */
#define BY_DUE " INDEXED BY outbox_due WHERE state IN ('waiting', 'unknown')"
/* Not over, or waiting for a person: in the words of the index. */
#define OPEN "state NOT IN ('done', 'conflict', 'dropped')"
/* What those behind it wait for: what a person is to decide on of a ticket that is not there yet is such. */
#define STANDS OPEN " AND (state NOT IN ('refused', 'doubtful') OR kind IN ('open', 'order'))"

static const char *const STATE_NAMES[OUTBOX_STATES] = {
    [OUTBOX_BEHIND] = "behind",
    [OUTBOX_WAITING] = "waiting",
    [OUTBOX_IN_FLIGHT] = "in flight",
    [OUTBOX_UNKNOWN] = "unknown",
    [OUTBOX_DONE] = "done",
    [OUTBOX_CONFLICT] = "conflict",
    [OUTBOX_REFUSED] = "refused",
    [OUTBOX_DOUBTFUL] = "doubtful",
    [OUTBOX_DROPPED] = "dropped",
};

const char *
outbox_state_name(OutboxState state)
{
	return STATE_NAMES[state];
}

void
outbox_operation_free(OutboxOperation *operation)
{
	if (!operation)
		return;
	g_free(operation->kind);
	g_free(operation->body);
	g_free(operation->result);
	g_free(operation);
}

static void *
operation_from_row(SqlStatement *row)
{
	OutboxOperation *operation = g_new0(OutboxOperation, 1);

	operation->id = sql_int(row, 0);
	operation->ticket = sql_int(row, 1);
	operation->kind = sql_text(row, 2);
	operation->body = sql_text(row, 3);
	operation->state = (OutboxState)sql_name(row, 4, STATE_NAMES, OUTBOX_STATES);
	operation->looks_first = sql_int(row, 5) != 0;
	operation->mail = sql_int(row, 6);
	operation->entry = sql_int(row, 7);
	operation->attachment = sql_int(row, 8);
	operation->attempts = sql_int(row, 9);
	operation->created_ms = sql_int(row, 10);
	operation->due_ms = sql_int(row, 11);
	operation->sent_ms = sql_int(row, 12);
	operation->result = sql_text(row, 13);
	return operation;
}

static bool
select_list(SqlStatement *select, GPtrArray **ret_operations, GError **error)
{
	return sql_run_list(select, operation_from_row, (GDestroyNotify)outbox_operation_free,
	    ret_operations, error);
}

static bool
select_one(SqlStatement *select, OutboxOperation **ret_operation, GError **error)
{
	g_autoptr(OutboxOperation) operation = NULL;

	if (sql_next(select))
		operation = operation_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_operation = g_steal_pointer(&operation);
	return true;
}

static bool
ticket_has_others(Spool *spool, int64_t ticket, bool *ret_has, GError **error)
{
	static const char SELECT[] = "SELECT 1 FROM outbox WHERE ticket = $1"
				     " AND " STANDS " LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	int64_t has = 0;

	sql_bind_int(select, 1, ticket);
	if (!sql_run_int(select, 0, &has, error))
		return false;
	*ret_has = has != 0;
	return true;
}

bool
outbox_add(Spool *spool, const OutboxOperation *operation, int64_t *ret_id, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO outbox (ticket, kind, body, state, looks_first, mail, entry,"
	    " attachment, created_ms, due_ms) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
	g_autoptr(SqlStatement) insert = NULL;
	bool behind = false;

	if (operation->ticket != 0 &&
	    !ticket_has_others(spool, operation->ticket, &behind, error))
		return false;
	insert = sql_prepare(spool, INSERT);
	sql_bind_id(insert, 1, operation->ticket);
	sql_bind_text(insert, 2, operation->kind);
	sql_bind_text(insert, 3, operation->body);
	sql_bind_text(insert, 4, STATE_NAMES[behind ? OUTBOX_BEHIND : OUTBOX_WAITING]);
	sql_bind_int(insert, 5, operation->looks_first);
	sql_bind_id(insert, 6, operation->mail);
	sql_bind_id(insert, 7, operation->entry);
	sql_bind_int(insert, 8, operation->attachment);
	sql_bind_int(insert, 9, operation->created_ms);
	sql_bind_int(insert, 10, operation->due_ms);
	if (!sql_run_insert(insert, ret_id, error))
		return false;
	FAILPOINT("desk.queued");
	return true;
}

bool
outbox_amend(Spool *spool, int64_t id, const char *body, int64_t entry, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE outbox SET body = $1, entry = $2 WHERE id = $3"
			       " AND state IN ('behind', 'waiting') AND attempts = 0");

	sql_bind_text(update, 1, body);
	sql_bind_id(update, 2, entry);
	sql_bind_int(update, 3, id);
	return sql_run_on(update, "operation", id, error);
}

bool
outbox_get(Spool *spool, int64_t id, OutboxOperation **ret_operation, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_OPERATION " WHERE id = $1");

	sql_bind_int(select, 1, id);
	return select_one(select, ret_operation, error);
}

bool
outbox_newest(Spool *spool, int64_t ticket, const char *kind, OutboxOperation **ret_operation,
    GError **error)
{
	static const char SELECT[] =
	    SELECT_OPERATION " WHERE ticket = $1 AND " STANDS
			     " AND ($2 IS NULL OR kind = $2) ORDER BY id DESC LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	sql_bind_text(select, 2, kind);
	return select_one(select, ret_operation, error);
}

/* What a letter tells of: the ticket's number, its state, a list. */
bool
outbox_newest_telling(
    Spool *spool, int64_t ticket, OutboxOperation **ret_operation, GError **error)
{
	static const char SELECT[] = SELECT_OPERATION
	    " WHERE ticket = $1 AND " STANDS " AND (kind IN ('open', 'order', 'list')"
	    " OR (kind = 'say' AND json_extract(body, '$.state') IS NOT NULL))"
	    " ORDER BY id DESC LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	return select_one(select, ret_operation, error);
}

bool
outbox_of_ticket(Spool *spool, int64_t ticket, GPtrArray **ret_operations, GError **error)
{
	static const char SELECT[] = SELECT_OPERATION " WHERE ticket = $1"
						      " AND " OPEN " ORDER BY id";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	return select_list(select, ret_operations, error);
}

bool
outbox_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_operations, GError **error)
{
	static const char SELECT[] =
	    SELECT_OPERATION BY_DUE " AND due_ms <= $1 ORDER BY due_ms, id LIMIT $2";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return select_list(select, ret_operations, error);
}

bool
outbox_next_due(Spool *spool, int64_t now_ms, int64_t *ret_due_ms, GError **error)
{
	static const char SELECT[] =
	    "SELECT due_ms FROM outbox" BY_DUE " AND due_ms > $1 ORDER BY due_ms LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, now_ms);
	return sql_run_int(select, 0, ret_due_ms, error);
}

bool
outbox_take_off(Spool *spool, int64_t id, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE outbox SET state = 'in flight', attempts = attempts + 1,"
			       " sent_ms = iif(sent_ms = 0, $1, sent_ms)"
			       " WHERE id = $2 AND state IN ('waiting', 'unknown')");

	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, id);
	if (!sql_run_on(update, "operation", id, error))
		return false;
	FAILPOINT("desk.in_flight");
	return true;
}

bool
outbox_lose(Spool *spool, int64_t due_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE outbox SET state = 'unknown', looks_first = 1, due_ms = $1,"
	    " result = 'casegate ended before an answer came' WHERE state = 'in flight'");

	sql_bind_int(update, 1, due_ms);
	return sql_run(update, error);
}

bool
outbox_doubt(Spool *spool, int64_t now_ms, GError **error)
{
	static const char UPDATE[] = "UPDATE outbox SET looks_first = 1 WHERE " OPEN;
	static const char KEEP[] = "INSERT INTO outbox_restored (id, at_ms) VALUES (1, $1)"
				   " ON CONFLICT (id) DO UPDATE SET at_ms = excluded.at_ms";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);
	g_autoptr(SqlStatement) keep = sql_prepare(spool, KEEP);

	sql_bind_int(keep, 1, now_ms);
	return sql_run(update, error) && sql_run(keep, error);
}

bool
outbox_doubted(Spool *spool, int64_t *ret_at_ms, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT at_ms FROM outbox_restored WHERE id = 1");

	return sql_run_int(select, 0, ret_at_ms, error);
}

bool
outbox_postpone(Spool *spool, const OutboxOperation *operation, bool was_sent, int64_t due_ms,
    const char *result, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(spool,
	    "UPDATE outbox SET state = $1, looks_first = max(looks_first, $2), due_ms = $3,"
	    " result = $4 WHERE id = $5");

	sql_bind_text(update, 1, STATE_NAMES[was_sent ? OUTBOX_UNKNOWN : OUTBOX_WAITING]);
	sql_bind_int(update, 2, was_sent);
	sql_bind_int(update, 3, due_ms);
	sql_bind_text(update, 4, result);
	sql_bind_int(update, 5, operation->id);
	if (!sql_run_on(update, "operation", operation->id, error))
		return false;
	FAILPOINT("desk.postponed");
	return true;
}

/* The next one of the ticket comes to the front, unless another one is there. */
static bool
bring_next(Spool *spool, int64_t ticket, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE outbox SET state = 'waiting' WHERE id = (SELECT id FROM outbox"
	    " WHERE ticket = $1 AND " STANDS " ORDER BY id LIMIT 1) AND state = 'behind'"
	    " AND NOT EXISTS (SELECT 1 FROM outbox WHERE ticket = $1 AND " OPEN
	    " AND state IN ('waiting', 'in flight', 'unknown'))";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_int(update, 1, ticket);
	return sql_run(update, error);
}

bool
outbox_end(Spool *spool, const OutboxOperation *operation, OutboxState state,
    const char *result, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE outbox SET state = $1, result = $2 WHERE id = $3");

	sql_bind_text(update, 1, STATE_NAMES[state]);
	sql_bind_text(update, 2, result);
	sql_bind_int(update, 3, operation->id);
	if (!sql_run_on(update, "operation", operation->id, error))
		return false;
	FAILPOINT("desk.ended");
	return operation->ticket == 0 || bring_next(spool, operation->ticket, error);
}

bool
outbox_behind(
    Spool *spool, const OutboxOperation *operation, GPtrArray **ret_operations, GError **error)
{
	static const char SELECT[] = SELECT_OPERATION
	    " INDEXED BY outbox_open WHERE ticket = $1 AND id > $2 AND state = 'behind'"
	    " AND " OPEN " AND mail IS $3 AND ($3 IS NOT NULL OR created_ms = $4) ORDER BY id";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, operation->ticket);
	sql_bind_int(select, 2, operation->id);
	sql_bind_id(select, 3, operation->mail);
	sql_bind_int(select, 4, operation->created_ms);
	return select_list(select, ret_operations, error);
}

bool
outbox_conflicts(Spool *spool, int64_t ticket, int64_t mail, int64_t *ret_count,
    int64_t *ret_entry, GError **error)
{
	static const char SELECT[] = "SELECT count(*), coalesce(max(entry), 0) FROM outbox"
				     " WHERE ticket = $1 AND mail = $2 AND state = 'conflict'";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, mail);
	if (sql_next(select)) {
		*ret_count = sql_int(select, 0);
		*ret_entry = sql_int(select, 1);
	}
	return sql_done(select, error);
}

bool
outbox_stuck(Spool *spool, int limit, GPtrArray **ret_operations, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, SELECT_OPERATION " WHERE state IN ('refused', 'doubtful')"
						" ORDER BY id DESC LIMIT $1");

	sql_bind_int(select, 1, limit);
	return select_list(select, ret_operations, error);
}

bool
outbox_retry(Spool *spool, int64_t ticket, int64_t now_ms, bool *ret_any, GError **error)
{
	static const char COUNT[] = "SELECT count(*) FROM outbox WHERE ticket = $1"
				    " AND state IN ('refused', 'doubtful')";
	static const char UPDATE[] = "UPDATE outbox SET state = 'behind', due_ms = $1"
				     " WHERE ticket = $2 AND state IN ('refused', 'doubtful')";
	g_autoptr(SqlStatement) count = sql_prepare(spool, COUNT);
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);
	int64_t waiting = 0;

	sql_bind_int(count, 1, ticket);
	if (!sql_run_int(count, 0, &waiting, error))
		return false;
	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, ticket);
	if (!sql_run(update, error) || !bring_next(spool, ticket, error))
		return false;
	*ret_any = waiting > 0;
	return true;
}

bool
outbox_count(Spool *spool, OutboxCount *ret_count, GError **error)
{
	static const char OLDEST[] = "SELECT min(created_ms) FROM outbox WHERE " OPEN;
	g_autoptr(SqlStatement) count =
	    sql_prepare(spool, "SELECT state, count(*) FROM outbox GROUP BY state");
	g_autoptr(SqlStatement) oldest = sql_prepare(spool, OLDEST);

	return sql_run_counts(count, STATE_NAMES, OUTBOX_STATES, ret_count->count, error) &&
	       sql_run_int(oldest, 0, &ret_count->oldest_ms, error);
}

bool
outbox_last(Spool *spool, int64_t *ret_id, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, "SELECT max(id) FROM outbox");

	return sql_run_int(select, 0, ret_id, error);
}

bool
outbox_count_open(Spool *spool, int64_t last, int64_t *ret_count, GError **error)
{
	static const char COUNT[] = "SELECT count(*) FROM outbox INDEXED BY outbox_oldest"
				    " WHERE " OPEN " AND created_ms >= 0 AND id <= $1";
	g_autoptr(SqlStatement) count = sql_prepare(spool, COUNT);

	sql_bind_int(count, 1, last);
	return sql_run_int(count, 0, ret_count, error);
}
