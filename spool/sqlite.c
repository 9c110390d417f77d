/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Only this file, spool/sqlite_file.c and spool/sqlite_scrub.c know SQLite. They keep three promises for the rest of spool/: every SQL text is
 * compiled once, every failure becomes a SpoolError, and no statement writes outside of a transaction, also when SQLite
 * took the transaction back by itself after a failed write.
 */
#include "spool/sqlite.h"

#include <string.h>

#include "spool/sqlite_internal.h"

static SpoolError
sql_error_code(sqlite3 *db)
{
	switch (sqlite3_extended_errcode(db)) {
	case SQLITE_CONSTRAINT_UNIQUE:
	case SQLITE_CONSTRAINT_PRIMARYKEY:
		return SPOOL_ERROR_EXISTS;
	case SQLITE_CONSTRAINT_FOREIGNKEY:
		return SPOOL_ERROR_MISSING;
	case SQLITE_IOERR_WRITE: /* a quota, or a limit to the file's size */
		return SPOOL_ERROR_FULL;
	}
	switch (sqlite3_errcode(db) & 0xff) {
	case SQLITE_BUSY:
		return SPOOL_ERROR_BUSY;
	case SQLITE_FULL:
		return SPOOL_ERROR_FULL;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
		return SPOOL_ERROR_CORRUPT;
	default:
		return SPOOL_ERROR_FAILED;
	}
}

/* ": Read-only file system" behind "disk I/O error", which alone says little. Caller owns. */
static char *
sql_system_reason(sqlite3 *db)
{
	int reason = sqlite3_system_errno(db);

	if ((sqlite3_errcode(db) & 0xff) != SQLITE_IOERR || reason == 0)
		return g_strdup("");
	return g_strdup_printf(": %s", g_strerror(reason));
}

void
sql_set_unsound(Spool *spool, GError *take_why)
{
	if (spool->unsound)
		g_error_free(take_why);
	else
		spool->unsound = take_why;
}

static GError *
sql_damage(const Spool *spool, const char *what)
{
	return g_error_new(SPOOL_ERROR, SPOOL_ERROR_CORRUPT,
	    "%s is damaged (%s): put back a backup with 'casegate restore', or see DAMAGE in "
	    "casegate(1)",
	    spool->name, what);
}

void
sql_condemn(Spool *spool, const char *what)
{
	sql_set_unsound(spool, sql_damage(spool, what));
}

void
sql_set_error(Spool *spool, GError **error)
{
	SpoolError code = sql_error_code(spool->db);
	g_autofree char *reason = sql_system_reason(spool->db);
	GError *made = NULL;

	if (code == SPOOL_ERROR_BUSY)
		made = g_error_new(
		    SPOOL_ERROR, code, "%s is in use by another process", spool->name);
	else if (code == SPOOL_ERROR_CORRUPT)
		made = sql_damage(spool, sqlite3_errmsg(spool->db));
	else
		made = g_error_new(SPOOL_ERROR, code, "%s: %s%s", spool->name,
		    sqlite3_errmsg(spool->db), reason);
	if (code == SPOOL_ERROR_CORRUPT)
		sql_set_unsound(spool, g_error_copy(made));
	g_propagate_error(error, made);
}

void
sql_set_missing(GError **error, const char *noun, int64_t id)
{
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_MISSING, "there is no %s %" G_GINT64_FORMAT,
	    noun, id);
}

void
sql_statement_free(SqlStatement *statement)
{
	sqlite3_finalize(statement->handle);
	g_clear_error(&statement->failure);
	g_free(statement);
}

bool
sql_in_transaction(Spool *spool)
{
	return !sqlite3_get_autocommit(spool->db);
}

bool
sql_execute(Spool *spool, const char *script, GError **error)
{
	if (sqlite3_exec(spool->db, script, NULL, NULL, NULL) == SQLITE_OK)
		return true;
	sql_set_error(spool, error);
	return false;
}

/* Binding goes by place, and SQLite numbers $2 by where it stands, not by its name. */
static void
sql_check_parameters(sqlite3_stmt *handle)
{
	for (int i = 1; i <= sqlite3_bind_parameter_count(handle); i++) {
		char name[16];

		g_snprintf(name, sizeof name, "$%d", i);
		g_assert(g_strcmp0(sqlite3_bind_parameter_name(handle, i), name) == 0);
	}
}

static void
sql_compile(SqlStatement *statement, const char *sql)
{
	Spool *spool = statement->spool;

	if (sqlite3_prepare_v3(spool->db, sql, -1, SQLITE_PREPARE_PERSISTENT,
		&statement->handle, NULL) == SQLITE_OK)
		sql_check_parameters(statement->handle);
	else
		sql_set_error(spool, &statement->failure);
}

static SqlStatement *
sql_statement_new(Spool *spool, const char *sql)
{
	SqlStatement *statement = g_new0(SqlStatement, 1);

	statement->spool = spool;
	g_hash_table_insert(spool->statements, (void *)sql, statement);
	return statement;
}

SqlStatement *
sql_prepare(Spool *spool, const char *sql)
{
	SqlStatement *statement = g_hash_table_lookup(spool->statements, sql);

	if (!statement)
		statement = sql_statement_new(spool, sql);
	g_assert(!statement->in_use);
	statement->in_use = true;
	if (!statement->handle)
		sql_compile(statement, sql);
	if (statement->handle && !sqlite3_stmt_readonly(statement->handle) &&
	    !sql_in_transaction(spool))
		g_set_error(&statement->failure, SPOOL_ERROR, SPOOL_ERROR_FAILED,
		    "%s: no transaction is open", spool->name);
	return statement;
}

void
sql_release(SqlStatement *statement)
{
	if (statement->handle) {
		sqlite3_reset(statement->handle);
		sqlite3_clear_bindings(statement->handle);
	}
	g_clear_error(&statement->failure);
	statement->in_use = false;
	statement->finished = false;
}

static void
sql_check(SqlStatement *statement, int code)
{
	if (code != SQLITE_OK && !statement->failure)
		sql_set_error(statement->spool, &statement->failure);
}

void
sql_bind_int(SqlStatement *statement, int parameter, int64_t value)
{
	if (!statement->failure)
		sql_check(statement, sqlite3_bind_int64(statement->handle, parameter, value));
}

void
sql_bind_id(SqlStatement *statement, int parameter, int64_t id)
{
	if (id != 0)
		sql_bind_int(statement, parameter, id);
}

void
sql_bind_text(SqlStatement *statement, int parameter, const char *text)
{
	if (!statement->failure)
		sql_check(statement,
		    sqlite3_bind_text(statement->handle, parameter, text, -1, SQLITE_STATIC));
}

void
sql_bind_blob(SqlStatement *statement, int parameter, const void *bytes, size_t size)
{
	/* SQLite takes a blob at no address for NULL. */
	if (!statement->failure)
		sql_check(statement, sqlite3_bind_blob64(statement->handle, parameter,
					 bytes ? bytes : "", size, SQLITE_STATIC));
}

bool
sql_next(SqlStatement *statement)
{
	int code = SQLITE_OK;

	/* A finished one would begin again. */
	if (statement->failure || statement->finished)
		return false;
	code = sqlite3_step(statement->handle);
	statement->finished = code != SQLITE_ROW;
	if (code != SQLITE_ROW && code != SQLITE_DONE)
		sql_check(statement, code);
	return code == SQLITE_ROW;
}

bool
sql_done(SqlStatement *statement, GError **error)
{
	if (!statement->failure)
		return true;
	g_propagate_error(error, g_steal_pointer(&statement->failure));
	return false;
}

int64_t
sql_int(SqlStatement *row, int column)
{
	return sqlite3_column_int64(row->handle, column);
}

char *
sql_text(SqlStatement *row, int column)
{
	return g_strdup((const char *)sqlite3_column_text(row->handle, column));
}

int
sql_name(SqlStatement *row, int column, const char *const names[], int n_names)
{
	const char *text = (const char *)sqlite3_column_text(row->handle, column);

	for (int i = 0; i < n_names; i++)
		if (g_strcmp0(text, names[i]) == 0)
			return i;
	if (!row->failure)
		g_set_error(&row->failure, SPOOL_ERROR, SPOOL_ERROR_CORRUPT,
		    "%s: \"%s\" where one of \"%s\" to \"%s\" was expected", row->spool->name,
		    text ? text : "", names[0], names[n_names - 1]);
	return 0;
}

const void *
sql_blob(SqlStatement *row, int column, size_t *ret_size)
{
	const void *bytes = sqlite3_column_blob(row->handle, column);

	*ret_size = (size_t)sqlite3_column_bytes(row->handle, column);
	return bytes;
}

bool
sql_run(SqlStatement *statement, GError **error)
{
	while (sql_next(statement))
		continue;
	return sql_done(statement, error);
}

bool
sql_run_int(SqlStatement *statement, int64_t otherwise, int64_t *ret_value, GError **error)
{
	int64_t value = sql_next(statement) ? sql_int(statement, 0) : otherwise;

	/* To the end, because only there the foreign keys of a write are looked at. */
	if (!sql_run(statement, error))
		return false;
	*ret_value = value;
	return true;
}

bool
sql_run_text(SqlStatement *statement, char **ret_text, GError **error)
{
	g_autofree char *text = sql_next(statement) ? sql_text(statement, 0) : NULL;

	if (!sql_done(statement, error))
		return false;
	*ret_text = g_steal_pointer(&text);
	return true;
}

bool
sql_run_insert(SqlStatement *insert, int64_t *ret_id, GError **error)
{
	sqlite3 *db = insert->spool->db;

	if (!sql_run(insert, error))
		return false;
	*ret_id = sqlite3_changes64(db) > 0 ? sqlite3_last_insert_rowid(db) : 0;
	return true;
}

bool
sql_run_on(SqlStatement *statement, const char *noun, int64_t id, GError **error)
{
	if (!sql_run(statement, error))
		return false;
	if (sqlite3_changes64(statement->spool->db) > 0)
		return true;
	sql_set_missing(error, noun, id);
	return false;
}

bool
sql_run_each(Spool *spool, const char *const *statements, int64_t id, GError **error)
{
	for (; *statements != NULL; statements++) {
		g_autoptr(SqlStatement) one = sql_prepare(spool, *statements);

		sql_bind_int(one, 1, id);
		if (!sql_run(one, error))
			return false;
	}
	return true;
}

bool
sql_run_list(SqlStatement *statement, SqlReader read, GDestroyNotify destroy,
    GPtrArray **ret_list, GError **error)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(destroy);

	while (sql_next(statement))
		g_ptr_array_add(list, read(statement));
	if (!sql_done(statement, error))
		return false;
	*ret_list = g_steal_pointer(&list);
	return true;
}

bool
sql_run_ids(SqlStatement *statement, GArray **ret_ids, GError **error)
{
	g_autoptr(GArray) ids = g_array_new(false, false, sizeof(int64_t));

	while (sql_next(statement)) {
		int64_t id = sql_int(statement, 0);

		g_array_append_val(ids, id);
	}
	if (!sql_done(statement, error))
		return false;
	*ret_ids = g_steal_pointer(&ids);
	return true;
}

bool
sql_run_counts(SqlStatement *statement, const char *const names[], int n_names,
    int64_t ret_counts[], GError **error)
{
	g_autofree int64_t *counts = g_new0(int64_t, n_names);

	while (sql_next(statement))
		counts[sql_name(statement, 0, names, n_names)] = sql_int(statement, 1);
	if (!sql_done(statement, error))
		return false;
	memcpy(ret_counts, counts, (size_t)n_names * sizeof *counts);
	return true;
}

char *
sql_fold(const char *text)
{
	return g_ascii_strdown(text, -1);
}
