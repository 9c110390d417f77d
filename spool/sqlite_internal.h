/* SPDX-License-Identifier: Apache-2.0 */
/* What the files that know SQLite share; no other includes this. */
#pragma once

#include <sqlite3.h>

#include "spool/sqlite.h"

struct Spool {
	sqlite3 *db;
	char *name;             /* own; for messages: the path */
	GHashTable *statements; /* own; address of the SQL text -> SqlStatement */
	int log_pages;          /* in the log, that are to be copied into the main file */
	bool logged;            /* the log holds something, and be it what was copied */
	bool still;             /* the log is not copied into the main file */
	GPtrArray *files;       /* own; of FileMark: those that must stay where they are */
	GError *unsound;        /* own; why it is of no use any more, or NULL */
};

struct SqlStatement {
	Spool *spool;         /* foreign */
	sqlite3_stmt *handle; /* own; NULL until it could be compiled */
	GError *failure;      /* own; the first one since it was prepared */
	bool in_use;
	bool finished;
};

/* Of what SQLite said last. Damage makes the spool unsound. */
void sql_set_error(Spool *spool, GError **error);
void sql_set_unsound(Spool *spool, GError *take_why);
void sql_statement_free(SqlStatement *statement);
