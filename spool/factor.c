/* SPDX-License-Identifier: Apache-2.0 */
#include "spool/factor.h"

#include "spool/sqlite.h"

#define COLUMNS "contact, state, secret, last_step, wrong, since_ms"

static const char *const STATE_NAMES[] = {
    [FACTOR_PENDING] = "pending",
    [FACTOR_ACTIVE] = "active",
    [FACTOR_LOCKED] = "locked",
};

const char *
factor_state_name(FactorState state)
{
	return STATE_NAMES[state];
}

void
factor_free(Factor *factor)
{
	if (!factor)
		return;
	g_clear_pointer(&factor->secret, g_bytes_unref);
	g_free(factor);
}

static void *
factor_from_row(SqlStatement *row)
{
	Factor *factor = g_new0(Factor, 1);
	size_t size = 0;
	const void *secret = sql_blob(row, 2, &size);

	factor->contact = sql_int(row, 0);
	factor->state = (FactorState)sql_name(row, 1, STATE_NAMES, G_N_ELEMENTS(STATE_NAMES));
	factor->secret = g_bytes_new(secret, size);
	factor->last_step = sql_int(row, 3);
	factor->wrong = sql_int(row, 4);
	factor->since_ms = sql_int(row, 5);
	return factor;
}

bool
factor_get(Spool *spool, int64_t contact, Factor **ret_factor, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT " COLUMNS " FROM factor WHERE contact = $1");
	g_autoptr(Factor) factor = NULL;

	sql_bind_int(select, 1, contact);
	if (sql_next(select))
		factor = factor_from_row(select);
	if (!sql_done(select, error))
		return false;
	*ret_factor = g_steal_pointer(&factor);
	return true;
}

bool
factor_list(Spool *spool, GPtrArray **ret_factors, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT " COLUMNS " FROM factor ORDER BY contact");

	return sql_run_list(
	    select, factor_from_row, (GDestroyNotify)factor_free, ret_factors, error);
}

static void
bind_secret(SqlStatement *statement, int parameter, GBytes *secret)
{
	size_t size = 0;
	const void *bytes = g_bytes_get_data(secret, &size);

	sql_bind_blob(statement, parameter, bytes, size);
}

bool
factor_add(Spool *spool, int64_t contact, GBytes *secret, int64_t now_ms, GError **error)
{
	static const char INSERT[] =
	    "INSERT INTO factor (" COLUMNS ") VALUES ($1, 'pending', $2, 0, 0, $3)"
	    " ON CONFLICT (contact) DO UPDATE SET secret = excluded.secret,"
	    " since_ms = excluded.since_ms";
	g_autoptr(SqlStatement) insert = sql_prepare(spool, INSERT);
	g_autoptr(Factor) known = NULL;

	if (!factor_get(spool, contact, &known, error))
		return false;
	if (known && known->state != FACTOR_PENDING) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_EXISTS,
		    "contact %" G_GINT64_FORMAT " has an app already", contact);
		return false;
	}
	sql_bind_int(insert, 1, contact);
	bind_secret(insert, 2, secret);
	sql_bind_int(insert, 3, now_ms);
	return sql_run(insert, error);
}

bool
factor_set_secret(Spool *spool, int64_t contact, GBytes *secret, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE factor SET secret = $1 WHERE contact = $2");

	bind_secret(update, 1, secret);
	sql_bind_int(update, 2, contact);
	return sql_run_on(update, "app of contact", contact, error);
}

bool
factor_set_state(
    Spool *spool, int64_t contact, FactorState state, int64_t now_ms, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE factor SET state = $1, since_ms = $2 WHERE contact = $3");

	sql_bind_text(update, 1, STATE_NAMES[state]);
	sql_bind_int(update, 2, now_ms);
	sql_bind_int(update, 3, contact);
	return sql_run_on(update, "app of contact", contact, error);
}

static bool
forget_dead(Spool *spool, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM factor_dead WHERE contact = $1");

	sql_bind_int(delete, 1, contact);
	return sql_run(delete, error);
}

bool
factor_take_step(Spool *spool, int64_t contact, int64_t step, GError **error)
{
	g_autoptr(SqlStatement) update = sql_prepare(
	    spool, "UPDATE factor SET last_step = $1, wrong = 0 WHERE contact = $2");

	sql_bind_int(update, 1, step);
	sql_bind_int(update, 2, contact);
	return sql_run_on(update, "app of contact", contact, error) &&
	       forget_dead(spool, contact, error);
}

bool
factor_count_wrong(Spool *spool, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) update =
	    sql_prepare(spool, "UPDATE factor SET wrong = wrong + 1 WHERE contact = $1");

	sql_bind_int(update, 1, contact);
	return sql_run_on(update, "app of contact", contact, error);
}

bool
factor_add_dead(Spool *spool, int64_t contact, int64_t now_ms, int64_t since_ms,
    int64_t *ret_count, GError **error)
{
	g_autoptr(SqlStatement) insert =
	    sql_prepare(spool, "INSERT INTO factor_dead (contact, at_ms) VALUES ($1, $2)");
	g_autoptr(SqlStatement) select = sql_prepare(
	    spool, "SELECT count(*) FROM factor_dead WHERE contact = $1 AND at_ms >= $2");

	sql_bind_int(insert, 1, contact);
	sql_bind_int(insert, 2, now_ms);
	if (!sql_run(insert, error))
		return false;
	sql_bind_int(select, 1, contact);
	sql_bind_int(select, 2, since_ms);
	return sql_run_int(select, 0, ret_count, error);
}

bool
factor_remove(Spool *spool, int64_t contact, GError **error)
{
	g_autoptr(SqlStatement) delete =
	    sql_prepare(spool, "DELETE FROM factor WHERE contact = $1");

	sql_bind_int(delete, 1, contact);
	return forget_dead(spool, contact, error) && sql_run(delete, error);
}
