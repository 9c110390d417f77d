/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/step_up.h"

#include "spool/sqlite.h"

static const char *const STATE_NAMES[] = {
    [STEP_UP_OPEN] = "open",
    [STEP_UP_CONFIRMED] = "confirmed",
    [STEP_UP_DEAD] = "dead",
    [STEP_UP_EXPIRED] = "expired",
    [STEP_UP_REPLACED] = "replaced",
    [STEP_UP_DENIED] = "denied",
};

static const char *const KIND_NAMES[] = {
    [STEP_UP_LETTER] = "letter",
    [STEP_UP_APP] = "app",
};

#define SELECT_STEP_UP                                                                 \
	"SELECT id, mail, letter, contact, kind, state, tries, created_ms, expires_ms" \
	" FROM step_up"

const char *
step_up_state_name(StepUpState state)
{
	return STATE_NAMES[state];
}

void
step_up_free(StepUp *step_up)
{
	g_free(step_up);
}

static void *
step_up_from_row(SqlStatement *row)
{
	StepUp *step_up = g_new0(StepUp, 1);

	step_up->id = sql_int(row, 0);
	step_up->mail = sql_int(row, 1);
	step_up->letter = sql_int(row, 2);
	step_up->contact = sql_int(row, 3);
	step_up->kind = (StepUpKind)sql_name(row, 4, KIND_NAMES, G_N_ELEMENTS(KIND_NAMES));
	step_up->state = (StepUpState)sql_name(row, 5, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES));
	step_up->tries = sql_int(row, 6);
	step_up->created_ms = sql_int(row, 7);
	step_up->expires_ms = sql_int(row, 8);
	return step_up;
}

static bool
replace_open(Spool *spool, const StepUp *step_up, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE step_up SET state = 'replaced', ended_ms = $1"
			       " WHERE mail = $2 AND state = 'open'");

	sql_bind_int(update, 1, step_up->created_ms);
	sql_bind_int(update, 2, step_up->mail);
	return sql_run(update, error);
}

bool
step_up_add(Spool *spool, const StepUp *step_up, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO step_up (mail, letter, contact, kind, state, tries, created_ms, "
	    "expires_ms) VALUES ($1, $2, $3, $4, 'open', $5, $6, $7)";
	g_autoptr(SqlStatement) insert = NULL;

	if (!replace_open(spool, step_up, error))
		return false;
	insert = sql_prepare(spool, INSERT);
	sql_bind_int(insert, 1, step_up->mail);
	sql_bind_int(insert, 2, step_up->letter);
	sql_bind_int(insert, 3, step_up->contact);
	sql_bind_text(insert, 4, KIND_NAMES[step_up->kind]);
	sql_bind_int(insert, 5, step_up->tries);
	sql_bind_int(insert, 6, step_up->created_ms);
	sql_bind_int(insert, 7, step_up->expires_ms);
	if (!sql_run(insert, error))
		return false;
	FAILPOINT("code.asked");
	return true;
}

/* select: of what is given as $1. */
static bool
find_one(SqlStatement *select, int64_t id, StepUp **ret_step_up, GError **error)
{
	g_autoptr(StepUp) step_up = NULL;

	sql_bind_int(select, 1, id);
	if (sql_next(select))
		step_up = step_up_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_step_up = g_steal_pointer(&step_up);
	return true;
}

bool
step_up_find(Spool *spool, int64_t letter, int64_t mail, StepUp **ret_step_up, GError **error)
{
	g_autoptr(SqlStatement) by_letter =
	    sql_prepare(spool, SELECT_STEP_UP " WHERE letter = $1");
	g_autoptr(SqlStatement) by_mail = NULL;

	if (!find_one(by_letter, letter, ret_step_up, error))
		return false;
	if (*ret_step_up != NULL)
		return true;
	by_mail =
	    sql_prepare(spool, SELECT_STEP_UP " WHERE mail = $1 ORDER BY id DESC LIMIT 1");
	return find_one(by_mail, mail, ret_step_up, error);
}

bool
step_up_save(Spool *spool, const StepUp *step_up, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE step_up SET state = $1, tries = $2, ended_ms = $3 WHERE id = $4");

	sql_bind_text(update, 1, STATE_NAMES[step_up->state]);
	sql_bind_int(update, 2, step_up->tries);
	sql_bind_int(update, 3, step_up->state == STEP_UP_OPEN ? 0 : now_ms);
	sql_bind_int(update, 4, step_up->id);
	if (!sql_run_on(update, "step-up", step_up->id, error))
		return false;
	FAILPOINT("code.answered");
	return true;
}

bool
step_up_sent(Spool *spool, int64_t letter, int64_t expires_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE step_up SET expires_ms = $1 WHERE letter = $2 AND state = 'open'");

	sql_bind_int(update, 1, expires_ms);
	sql_bind_int(update, 2, letter);
	return sql_run(update, error);
}

bool
step_up_due(Spool *spool, int64_t now_ms, int limit, GPtrArray **ret_step_ups, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool, SELECT_STEP_UP
	    " WHERE state = 'open' AND expires_ms <= $1 ORDER BY expires_ms LIMIT $2");

	sql_bind_int(select, 1, now_ms);
	sql_bind_int(select, 2, limit);
	return sql_run_list(
	    select, step_up_from_row, (GDestroyNotify)step_up_free, ret_step_ups, error);
}

bool
step_up_next_due(Spool *spool, int64_t *ret_due_ms, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT expires_ms FROM step_up WHERE state = 'open' ORDER BY expires_ms LIMIT 1");

	return sql_run_int(select, 0, ret_due_ms, error);
}

bool
step_up_count_dead(
    Spool *spool, int64_t contact, int64_t since_ms, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM step_up"
			       " WHERE state = 'dead' AND contact = $1 AND ended_ms >= $2");

	sql_bind_int(select, 1, contact);
	sql_bind_int(select, 2, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
step_up_waits_for_app(Spool *spool, int64_t contact, bool *ret_waits, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT 1 FROM step_up"
	    " WHERE contact = $1 AND state = 'open' AND kind = 'app' LIMIT 1");
	int64_t waits = 0;

	sql_bind_int(select, 1, contact);
	if (!sql_run_int(select, 0, &waits, error))
		return false;
	*ret_waits = waits == 1;
	return true;
}

bool
step_up_count_open(Spool *spool, int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT count(*) FROM step_up INDEXED BY step_up_open WHERE state = 'open'");

	return sql_run_int(select, 0, ret_count, error);
}
