/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a ticket counts as is said by the view ticket_day alone; here it is counted once, triggers go on from there. Days are
 * those of the machine's calendar: with another one all of it is counted anew.
 */
#include "spool/tally_day.h"

#include "spool/sqlite.h"

/* How far it is from UTC, in a winter and in a summer. */
#define ZONE                                                                     \
	"(SELECT (unixepoch(1767225600, 'unixepoch', 'localtime') - 1767225600)" \
	" || ' ' || (unixepoch(1782864000, 'unixepoch', 'localtime') - 1782864000))"

static const char COUNT[] =
    "DELETE FROM tally_day;"
    "INSERT INTO tally_day (what, day, kind, team, n)"
    " SELECT what, day, kind, team, count(*) FROM ticket_day GROUP BY what, day, kind, team"
    " UNION ALL SELECT 'mail', unixepoch(received_ms / 1000, 'unixepoch', 'localtime') / 86400,"
    "  unixepoch(received_ms / 1000, 'unixepoch', 'localtime') / 3600 % 24, '', count(*)"
    "  FROM mail WHERE history_ms = 0 GROUP BY 2, 3"
    " UNION ALL SELECT 'letter', unixepoch(sent_ms / 1000, 'unixepoch', 'localtime') / 86400,"
    "  0, '', count(*) FROM letter WHERE sent_ms > 0 GROUP BY 2;"
    "DELETE FROM tally_zone;"
    "INSERT INTO tally_zone (zone) VALUES (" ZONE ")";

bool
tally_day_ready(Spool *spool, GError **error)
{
	g_autoptr(SqlStatement) select =
	    sql_prepare(spool, "SELECT count(*) FROM tally_zone WHERE zone = " ZONE);
	int64_t same = 0;

	if (!sql_run_int(select, 0, &same, error))
		return false;
	if (same == 1)
		return true;
	if (!spool_begin(spool, error))
		return false;
	if (sql_execute(spool, COUNT, error))
		return spool_commit(spool, error);
	spool_rollback(spool);
	return false;
}

int64_t
tally_day_of(int64_t at_ms)
{
	g_autoptr(GDateTime) local = g_date_time_new_from_unix_local(at_ms / 1000);

	return (at_ms / 1000 + g_date_time_get_utc_offset(local) / G_USEC_PER_SEC) / 86400;
}

/* The same as the view's. */
int64_t
tally_day_round_s(int64_t took_s)
{
	static const struct {
		int64_t most_s, step_s;
	} STEPS[] = {
	    {1200, 60},
	    {3600, 300},
	    {14400, 900},
	    {43200, 1800},
	    {172800, 7200},
	    {691200, 43200},
	    {2592000, 86400},
	    {INT64_MAX, 604800},
	};
	size_t i = 0;

	while (took_s > STEPS[i].most_s)
		i++;
	return MAX((took_s + STEPS[i].step_s - 1) / STEPS[i].step_s, 1) * STEPS[i].step_s;
}

bool
tally_day_each(
    Spool *spool, const TallyDays *which, TallyDayEach each, void *data, GError **error)
{
	g_autoptr(SqlStatement) select =
	    which->team == NULL
		? sql_prepare(spool, "SELECT day, kind, n FROM tally_day"
				     " WHERE what = $1 AND day >= $2 AND day < $3 ORDER BY day")
		: sql_prepare(spool, "SELECT day, kind, n FROM tally_day"
				     " WHERE what = $1 AND day >= $2 AND day < $3 AND team = $4"
				     " ORDER BY day");

	sql_bind_text(select, 1, which->what);
	sql_bind_int(select, 2, which->from);
	sql_bind_int(select, 3, which->to == 0 ? INT64_MAX : which->to);
	if (which->team != NULL)
		sql_bind_text(select, 4, which->team);
	while (sql_next(select))
		each(sql_int(select, 0), sql_int(select, 1), sql_int(select, 2), data);
	return sql_done(select, error);
}
