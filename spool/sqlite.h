/* SPDX-License-Identifier: Apache-2.0 */
/*
 * How this folder speaks to SQLite; no other folder includes this. A statement keeps the first thing that went wrong
 * with it, so that binding and reading need no checks of their own: whatever takes a GError reports it at the end.
 */
#pragma once

#include "spool/database.h"

typedef struct SqlStatement SqlStatement;

/* Makes the file where there is none, but reads nothing: whether it is in use or no spool at all
 * shows at the first statement. In memory when path is NULL. */
Spool *sql_open(const char *path, GError **error);
void sql_close(Spool *spool);
/* Replaces all that spool holds by what the file at path holds, which is only read. */
bool sql_copy(Spool *spool, const char *path, GError **error);
/* See spool_open_still(), spool_hold_still(), spool_let_go(), spool_is_held_too_long() and spool_is_in_use(). */
Spool *sql_open_still(const char *path, GError **error);
bool sql_hold_still(Spool *spool, GError **error);
void sql_let_go(Spool *spool);
bool sql_is_held_too_long(const Spool *spool);
bool sql_is_in_use(const char *path);
/* See spool_rest(). */
bool sql_rest(Spool *spool, GError **error);
/* See spool_has_log(), spool_empty_log() and spool_scrub(). */
bool sql_has_log(const Spool *spool);
bool sql_empty_log(Spool *spool, GError **error);
bool sql_scrub(Spool *spool, int64_t *page, int limit, bool *ret_more, GError **error);
/* From now on sql_is_sound() looks at the files; they must be there. */
bool sql_watch_files(Spool *spool, GError **error);
/* See spool_is_sound() and spool_condemn(). */
void sql_condemn(Spool *spool, const char *what);
bool sql_is_sound(Spool *spool, GError **error);
bool sql_in_transaction(Spool *spool);
/* Runs a script whose rows nobody reads; the only way to write outside of a transaction. */
bool sql_execute(Spool *spool, const char *script, GError **error);

/* The statement with this text, which must be a constant: it is compiled once per spool and then
 * found by its address. Its parameters are $1, $2 ... in the order in which they first appear.
 * Never NULL; in use by one caller at a time, until released. */
SqlStatement *sql_prepare(Spool *spool, const char *sql);
void sql_release(SqlStatement *statement);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SqlStatement, sql_release)

/* $1 is 1. Texts and bytes are borrowed until the statement is released. */
void sql_bind_int(SqlStatement *statement, int parameter, int64_t value);
void sql_bind_id(SqlStatement *statement, int parameter, int64_t id); /* 0 becomes NULL */
void sql_bind_text(SqlStatement *statement, int parameter, const char *text);
void sql_bind_blob(SqlStatement *statement, int parameter, const void *bytes, size_t size);

/* Goes to the next row; false where there is none or something went wrong: sql_done() says which. */
bool sql_next(SqlStatement *statement);
bool sql_done(SqlStatement *statement, GError **error);

/* Columns of the row at hand, from 0. NULL reads as 0 and as no text. */
int64_t sql_int(SqlStatement *row, int column);
char *sql_text(SqlStatement *row, int column); /* caller owns */
/* The place of the column's text among names; a text that is not there means a damaged spool. */
int sql_name(SqlStatement *row, int column, const char *const names[], int n_names);
/* Borrowed until the next row. */
const void *sql_blob(SqlStatement *row, int column, size_t *ret_size);

/* Whole statements. */
bool sql_run(SqlStatement *statement, GError **error);
/* The first column of the first row, or otherwise where there is no row. */
bool sql_run_int(
    SqlStatement *statement, int64_t otherwise, int64_t *ret_value, GError **error);
/* The same of a text; NULL where there is no row. Caller owns. */
bool sql_run_text(SqlStatement *statement, char **ret_text, GError **error);
/* An INSERT into a table whose key is id: the new row's, or 0 where ON CONFLICT did nothing. Not by
 * RETURNING, for which SQLite makes a savepoint of its own each time. */
bool sql_run_insert(SqlStatement *insert, int64_t *ret_id, GError **error);
/* SPOOL_ERROR_MISSING with noun and id in its text when no row was changed. */
bool sql_run_on(SqlStatement *statement, const char *noun, int64_t id, GError **error);
/* Each of the statements, which end with NULL, with id as its only parameter. */
bool sql_run_each(Spool *spool, const char *const *statements, int64_t id, GError **error);
typedef void *(*SqlReader)(SqlStatement *row);
bool sql_run_list(SqlStatement *statement, SqlReader read, GDestroyNotify destroy,
    GPtrArray **ret_list, GError **error);
/* The first column of all rows, int64_t. */
bool sql_run_ids(SqlStatement *statement, GArray **ret_ids, GError **error);
/* Rows of a name and a number: sets those of ret_counts, zero where a name has no row. */
bool sql_run_counts(SqlStatement *statement, const char *const names[], int n_names,
    int64_t ret_counts[], GError **error);

void sql_set_missing(GError **error, const char *noun, int64_t id);
/* For looking things up whatever the case of their ASCII letters. Caller owns. */
char *sql_fold(const char *text);
