/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/step.h"

#include "spool/sqlite.h"

static const char *const STATE_NAMES[] = {
    [STEP_WAITING] = "waiting",
    [STEP_DONE] = "done",
    [STEP_FAILED] = "failed",
    [STEP_STOPPED] = "stopped",
};

#define SELECT_STEP                                                                          \
	"SELECT s.ticket, s.position, s.state, s.created_ms, s.due_ms, s.attempts, s.result" \
	" FROM request_step s"

const char *
step_state_name(StepState state)
{
	return STATE_NAMES[state];
}

void
step_free(FulfilmentStep *step)
{
	if (!step)
		return;
	g_free(step->result);
	g_free(step);
}

static void *
step_from_row(SqlStatement *row)
{
	FulfilmentStep *step = g_new0(FulfilmentStep, 1);

	step->ticket = sql_int(row, 0);
	step->position = (int)sql_int(row, 1);
	step->state = (StepState)sql_name(row, 2, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES));
	step->created_ms = sql_int(row, 3);
	step->due_ms = sql_int(row, 4);
	step->attempts = (int)sql_int(row, 5);
	step->result = sql_text(row, 6);
	return step;
}

static bool
step_select(SqlStatement *select, GPtrArray **ret_steps, GError **error)
{
	return sql_run_list(select, step_from_row, (GDestroyNotify)step_free, ret_steps, error);
}

bool
step_add(Spool *spool, int64_t ticket, int position, int64_t now_ms, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO request_step (ticket, position, state, created_ms, due_ms)"
	    " VALUES ($1, $2, 'waiting', $3, $3)";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);

	sql_bind_int(insert, 1, ticket);
	sql_bind_int(insert, 2, position);
	sql_bind_int(insert, 3, now_ms);
	return sql_run(insert, error);
}

bool
step_save(Spool *spool, const FulfilmentStep *step, GError **error)
{
	static const char UPDATE[] =
	    "UPDATE request_step SET state = $1, created_ms = $2, due_ms = $3, attempts = $4,"
	    " result = $5 WHERE ticket = $6 AND position = $7";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_text(update, 1, STATE_NAMES[step->state]);
	sql_bind_int(update, 2, step->created_ms);
	sql_bind_int(update, 3, step->due_ms);
	sql_bind_int(update, 4, step->attempts);
	sql_bind_text(update, 5, step->result);
	sql_bind_int(update, 6, step->ticket);
	sql_bind_int(update, 7, step->position);
	return sql_run_on(update, "step of ticket", step->ticket, error);
}

bool
step_get(Spool *spool, int64_t ticket, int position, FulfilmentStep **ret_step, GError **error)
{
	static const char SELECT[] = SELECT_STEP " WHERE s.ticket = $1 AND s.position = $2";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);
	g_autoptr(FulfilmentStep) step = NULL;

	sql_bind_int(select, 1, ticket);
	sql_bind_int(select, 2, position);
	if (sql_next(select))
		step = step_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_step = g_steal_pointer(&step);
	return true;
}

bool
step_list(Spool *spool, int64_t ticket, GPtrArray **ret_steps, GError **error)
{
	static const char SELECT[] = SELECT_STEP " WHERE s.ticket = $1 ORDER BY s.position";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, ticket);
	return step_select(select, ret_steps, error);
}

bool
step_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_steps, GError **error)
{
	static const char SELECT[] =
	    SELECT_STEP " WHERE s.state = 'waiting' AND s.due_ms <= $1 AND NOT EXISTS"
			" (SELECT 1 FROM request_step e WHERE e.ticket = s.ticket"
			" AND e.position < s.position AND e.state <> 'done')"
			" ORDER BY s.due_ms, s.ticket LIMIT $2";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return step_select(select, ret_steps, error);
}

bool
step_next_due(Spool *spool, int64_t now_ms, int64_t *ret_due_ms, GError **error)
{
	static const char SELECT[] =
	    "SELECT due_ms FROM request_step WHERE state = 'waiting' AND due_ms > $1"
	    " ORDER BY due_ms LIMIT 1";
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT);

	sql_bind_int(select, 1, now_ms);
	return sql_run_int(select, 0, ret_due_ms, error);
}

bool
step_stop(Spool *spool, int64_t ticket, GError **error)
{
	static const char UPDATE[] = "UPDATE request_step SET state = 'stopped'"
				     " WHERE ticket = $1 AND state IN ('waiting', 'failed')";
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);

	sql_bind_int(update, 1, ticket);
	return sql_run(update, error);
}

bool
step_retry(Spool *spool, int64_t ticket, int64_t now_ms, bool *ret_any, GError **error)
{
	static const char COUNT[] =
	    "SELECT count(*) FROM request_step WHERE ticket = $1 AND state = 'failed'";
	static const char UPDATE[] =
	    "UPDATE request_step SET state = 'waiting', created_ms = $1, due_ms = $1,"
	    " attempts = 0 WHERE ticket = $2 AND state = 'failed'";
	g_autoptr(SqlStatement) count = sql_prepare(spool, COUNT);
	g_autoptr(SqlStatement) update = sql_prepare(spool, UPDATE);
	int64_t failed = 0;

	sql_bind_int(count, 1, ticket);
	if (!sql_run_int(count, 0, &failed, error))
		return false;
	sql_bind_int(update, 1, now_ms);
	sql_bind_int(update, 2, ticket);
	if (!sql_run(update, error))
		return false;
	*ret_any = failed > 0;
	return true;
}
