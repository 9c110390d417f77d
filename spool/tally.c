/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A histogram is a row for each of its buckets, named by its bound in seconds, and one for the sum: what is stored says itself
 * what it is, whatever the bounds will be.
 */
#include "spool/tally.h"

#include <stdlib.h>
#include <string.h>

#include "spool/sqlite.h"

#define SUM "sum"
#define MORE "more"

const int64_t TALLY_BOUNDS_S[TALLY_BOUNDS] = {300, 900, 3600, 4 * 3600, 8 * 3600, 24 * 3600,
    2 * 24 * 3600, 4 * 24 * 3600, 7 * 24 * 3600, 14 * 24 * 3600, 30 * 24 * 3600};

static bool
tally_add_many(
    Spool *spool, const char *what, const char *one, const char *two, int64_t n, GError **error)
{
	g_autoptr(SqlStatement) upsert =
	    sql_prepare(spool, "INSERT INTO tally (what, one, two, three, n)"
			       " VALUES ($1, $2, $3, '', $4)"
			       " ON CONFLICT (what, one, two, three) DO UPDATE SET n = n + $4");

	sql_bind_text(upsert, 1, what);
	sql_bind_text(upsert, 2, one);
	sql_bind_text(upsert, 3, two);
	sql_bind_int(upsert, 4, n);
	return sql_run(upsert, error);
}

bool
tally_add(Spool *spool, const char *what, const char *one, const char *two, GError **error)
{
	return tally_add_many(spool, what, one, two, 1, error);
}

static int
bucket_of(int64_t took_ms)
{
	int bucket = 0;

	while (bucket < TALLY_BOUNDS && took_ms > TALLY_BOUNDS_S[bucket] * 1000)
		bucket++;
	return bucket;
}

bool
tally_took(Spool *spool, const char *what, const char *one, int64_t took_ms, GError **error)
{
	int bucket = bucket_of(took_ms);
	g_autofree char *name = bucket == TALLY_BOUNDS ? g_strdup(MORE)
						       : g_strdup_printf("%" G_GINT64_FORMAT,
							     TALLY_BOUNDS_S[bucket]);

	return tally_add_many(spool, what, one, name, 1, error) &&
	       tally_add_many(spool, what, one, SUM, MAX(took_ms, 0), error);
}

bool
tally_times(
    Spool *spool, const char *what, const char *one, TallyTimes *ret_times, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT two, n FROM tally WHERE what = $1 AND one = $2");

	*ret_times = (TallyTimes){0};
	sql_bind_text(select, 1, what);
	sql_bind_text(select, 2, one);
	while (sql_next(select)) {
		g_autofree char *name = sql_text(select, 0);

		if (strcmp(name, SUM) == 0)
			ret_times->sum_ms = sql_int(select, 1);
		else if (strcmp(name, MORE) == 0)
			ret_times->counts[TALLY_BOUNDS] += sql_int(select, 1);
		else
			ret_times->counts[bucket_of(g_ascii_strtoll(name, NULL, 10) * 1000)] +=
			    sql_int(select, 1);
	}
	return sql_done(select, error);
}

void
tally_row_free(TallyRow *row)
{
	if (row == NULL)
		return;
	g_free(row->one);
	g_free(row->two);
	g_free(row->three);
	g_free(row);
}

static void *
tally_from_row(SqlStatement *row)
{
	TallyRow *tally = g_new0(TallyRow, 1);

	tally->one = sql_text(row, 0);
	tally->two = sql_text(row, 1);
	tally->three = sql_text(row, 2);
	tally->n = sql_int(row, 3);
	return tally;
}

bool
tally_list(Spool *spool, const char *what, GPtrArray **ret_rows, GError **error)
{
	g_autoptr(SqlStatement) select = sql_prepare(spool,
	    "SELECT one, two, three, n FROM tally WHERE what = $1 ORDER BY one, two, three");

	sql_bind_text(select, 1, what);
	return sql_run_list(
	    select, tally_from_row, (GDestroyNotify)tally_row_free, ret_rows, error);
}
