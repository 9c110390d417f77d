/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Opens the spool, brings an older one up to date step by step, and groups work into
 * transactions. A transaction that SQLite gave up by itself is over: what comes after it fails,
 * its commit too, so that no part of it can ever be taken for the whole.
 */
#include "spool/database.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

#include "spool/sqlite.h"
#include "spool/tally_day.h"

G_DEFINE_QUARK(spool - error - quark, spool_error)

static const char SCHEMA[] =
#include "spool/schema.inc"
    ;
static const char SCHEMA_2[] =
#include "spool/schema_2.inc"
    ;
static const char SCHEMA_3[] =
#include "spool/schema_3.inc"
    ;
static const char SCHEMA_4[] =
#include "spool/schema_4.inc"
    ;
static const char SCHEMA_5[] =
#include "spool/schema_5.inc"
    ;
static const char SCHEMA_6[] =
#include "spool/schema_6.inc"
    ;
static const char SCHEMA_7[] =
#include "spool/schema_7.inc"
    ;
static const char SCHEMA_8[] =
#include "spool/schema_8.inc"
    ;
static const char SCHEMA_9[] =
#include "spool/schema_9.inc"
    ;
static const char SCHEMA_10[] =
#include "spool/schema_10.inc"
    ;

/* Step n makes version n + 1 of version n; a released step never changes. */
static const char *const STEPS[] = {SCHEMA, SCHEMA_2, SCHEMA_3, SCHEMA_4, SCHEMA_5, SCHEMA_6,
    SCHEMA_7, SCHEMA_8, SCHEMA_9, SCHEMA_10};

/* As in schema.sql. */
#define APPLICATION_ID 1668507508

static bool
spool_pragma(Spool *spool, const char *sql, int64_t *ret_value, GError **error)
{
	g_autoptr(SqlStatement) pragma = sql_prepare(spool, sql);

	return sql_run_int(pragma, 0, ret_value, error);
}

/* The version, 0 when it is empty. Any other program's database is left alone. */
static bool
spool_version(Spool *spool, const char *name, int64_t *ret_version, GError **error)
{
	int64_t id = 0, version = 0, tables = 0;

	if (!spool_pragma(spool, "PRAGMA application_id", &id, error) ||
	    !spool_pragma(spool, "PRAGMA user_version", &version, error) ||
	    !spool_pragma(spool, "SELECT count(*) FROM sqlite_schema", &tables, error))
		return false;
	if (id != APPLICATION_ID && (tables != 0 || version != 0)) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_CORRUPT,
		    "%s is a database, but no spool of casegate", name);
		return false;
	}
	if (version > (int64_t)G_N_ELEMENTS(STEPS)) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_NEWER,
		    "%s is of version %d, made by a later casegate; this one knows versions up "
		    "to %d",
		    name, (int)version, (int)G_N_ELEMENTS(STEPS));
		return false;
	}
	*ret_version = version;
	return true;
}

static bool
spool_upgrade(Spool *spool, int64_t version, GError **error)
{
	g_autofree char *done = g_strdup_printf("PRAGMA user_version = %d", (int)version + 1);

	if (!spool_begin(spool, error))
		return false;
	if (sql_execute(spool, STEPS[version], error) && sql_execute(spool, done, error))
		return spool_commit(spool, error);
	spool_rollback(spool);
	return false;
}

/* Takes spool over: gives it back ready for use, or closes it. */
static Spool *
spool_make_ready(Spool *take_spool, const char *name, GError **error)
{
	g_autoptr(Spool) spool = take_spool;
	int64_t version = 0;

	if (!spool_version(spool, name, &version, error) ||
	    !sql_execute(spool, "PRAGMA journal_mode = WAL; PRAGMA foreign_keys = OFF", error))
		return NULL;
	for (; version < (int64_t)G_N_ELEMENTS(STEPS); version++)
		if (!spool_upgrade(spool, version, error))
			return NULL;
	if (!sql_execute(spool, "PRAGMA foreign_keys = ON", error))
		return NULL;
	return sql_watch_files(spool, error) && tally_day_ready(spool, error)
		   ? g_steal_pointer(&spool)
		   : NULL;
}

Spool *
spool_open(const char *path, GError **error)
{
	Spool *spool = sql_open(path, error);

	return spool ? spool_make_ready(spool, path, error) : NULL;
}

Spool *
spool_open_copy(const char *path, GError **error)
{
	g_autoptr(Spool) copy = sql_open(NULL, error);

	if (!copy)
		return NULL;
	if (g_file_test(path, G_FILE_TEST_EXISTS) && !sql_copy(copy, path, error))
		return NULL;
	return spool_make_ready(g_steal_pointer(&copy), path, error);
}

Spool *
spool_open_still(const char *path, GError **error)
{
	g_autoptr(Spool) spool = sql_open_still(path, error);
	int64_t version = 0;

	if (!spool || !spool_version(spool, path, &version, error))
		return NULL;
	return g_steal_pointer(&spool);
}

bool
spool_is_in_use(const char *path)
{
	return sql_is_in_use(path);
}

void
spool_close(Spool *spool)
{
	if (spool)
		sql_close(spool);
}

static bool
spool_run(Spool *spool, const char *sql, GError **error)
{
	g_autoptr(SqlStatement) statement = sql_prepare(spool, sql);

	return sql_run(statement, error);
}

bool
spool_is_sound(Spool *spool, GError **error)
{
	return sql_is_sound(spool, error);
}

void
spool_condemn(Spool *spool, const char *what)
{
	sql_condemn(spool, what);
}

bool
spool_begin(Spool *spool, GError **error)
{
	return sql_is_sound(spool, error) && sql_execute(spool, "BEGIN IMMEDIATE", error);
}

/* Looked at before, so that nothing goes into a file that nobody will find; and after, because it may have been removed
 * in between. */
bool
spool_commit(Spool *spool, GError **error)
{
	FAILPOINT("commit.before");
	if (!sql_is_sound(spool, error) || !spool_run(spool, "COMMIT", error)) {
		spool_rollback(spool);
		return false;
	}
	FAILPOINT("commit.after");
	return sql_is_sound(spool, error);
}

void
spool_rollback(Spool *spool)
{
	/* It cannot fail but where there is no transaction any more. */
	if (sql_in_transaction(spool))
		spool_run(spool, "ROLLBACK", NULL);
}

bool
spool_mark(Spool *spool, GError **error)
{
	/* Outside of a transaction a savepoint would begin one. */
	if (!sql_in_transaction(spool)) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_FAILED, "no transaction is open");
		return false;
	}
	return spool_run(spool, "SAVEPOINT mark", error);
}

bool
spool_keep(Spool *spool, GError **error)
{
	return spool_run(spool, "RELEASE SAVEPOINT mark", error);
}

bool
spool_undo(Spool *spool, GError **error)
{
	return spool_run(spool, "ROLLBACK TO SAVEPOINT mark", error) &&
	       spool_keep(spool, error);
}

bool
spool_give_up(Spool *spool, const GError *why, GError **error)
{
	if (!spool_undo(spool, error))
		return false;
	if (!g_error_matches(why, SPOOL_ERROR, SPOOL_ERROR_FULL))
		return true;
	g_propagate_error(error, g_error_copy(why));
	return false;
}

bool
spool_rest(Spool *spool, GError **error)
{
	return sql_rest(spool, error);
}

bool
spool_has_log(const Spool *spool)
{
	return sql_has_log(spool);
}

bool
spool_empty_log(Spool *spool, GError **error)
{
	return sql_empty_log(spool, error);
}

bool
spool_scrub(Spool *spool, int64_t *page, int limit, bool *ret_more, GError **error)
{
	return sql_scrub(spool, page, limit, ret_more, error);
}

bool
spool_hold_still(Spool *spool, GError **error)
{
	return sql_hold_still(spool, error);
}

void
spool_let_go(Spool *spool)
{
	sql_let_go(spool);
}

bool
spool_is_held_too_long(const Spool *spool)
{
	return sql_is_held_too_long(spool);
}

bool
spool_check_file(Spool *spool, GPtrArray **ret_faults, GError **error)
{
	g_autoptr(SqlStatement) check = sql_prepare(spool, "PRAGMA integrity_check(20)");
	g_autoptr(GPtrArray) faults = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) failure = NULL;

	while (sql_next(check)) {
		g_autofree char *text = sql_text(check, 0);

		if (strcmp(text, "ok") != 0)
			g_ptr_array_add(faults, g_steal_pointer(&text));
	}
	if (!sql_done(check, &failure)) {
		if (!g_error_matches(failure, SPOOL_ERROR, SPOOL_ERROR_CORRUPT)) {
			g_propagate_error(error, g_steal_pointer(&failure));
			return false;
		}
		g_ptr_array_add(faults, g_strdup(failure->message));
	}
	*ret_faults = g_steal_pointer(&faults);
	return true;
}

bool
spool_skip_numbers(Spool *spool, int64_t count, GError **error)
{
	static const char COUNTERS[] =
	    "INSERT INTO counter (kind, last) VALUES ('case', $1), ('request', $1)"
	    " ON CONFLICT (kind) DO UPDATE SET last = last + $1";
	static const char FIRST[] = "INSERT INTO sqlite_sequence (name, seq)"
				    " SELECT column1, 0 FROM (VALUES ('letter'), ('outbox'))"
				    " WHERE column1 NOT IN (SELECT name FROM sqlite_sequence)";
	g_autoptr(SqlStatement) counters = sql_prepare(spool, COUNTERS);
	g_autoptr(SqlStatement) first = sql_prepare(spool, FIRST);
	g_autoptr(SqlStatement) ids =
	    sql_prepare(spool, "UPDATE sqlite_sequence SET seq = seq + $1");

	sql_bind_int(counters, 1, count);
	sql_bind_int(ids, 1, count);
	return sql_run(counters, error) && sql_run(first, error) && sql_run(ids, error);
}

#ifdef FAILPOINTS
void
spool_failpoint(const char *name)
{
	static int passed;
	const char *wanted = g_getenv("CASEGATE_FAILPOINT");
	size_t length = strlen(name);
	int nth = 1;

	if (!wanted || strncmp(wanted, name, length) != 0)
		return;
	if (wanted[length] == ':')
		nth = (int)g_ascii_strtoll(wanted + length + 1, NULL, 10);
	else if (wanted[length] != '\0')
		return;
	if (++passed == nth)
		raise(SIGKILL);
}
#endif
