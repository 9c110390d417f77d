/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The files of a spool: opening and closing them, their log, and whether they are still what was opened.
 */
#include "spool/sqlite.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "spool/file_mark.h"
#include "spool/sqlite_internal.h"

/* Pages of 4 KiB waste least on rows as long as mails. */
#define PAGE_SIZE 4096
/* Copying the log holds up everything. It is done in quiet moments, once it is worth the syncs; at the latest when
 * the log is long, because a start after a crash reads all of it. What many mails changed is copied once. */
#define LOG_WORTH_COPYING (4 * 1024 * 1024 / PAGE_SIZE)
#define LOG_LONGEST (128 * 1024 * 1024 / PAGE_SIZE)
/* The same while the main file is held still, for as long as copying it takes. */
#define LOG_HELD_LONGEST (1024 * 1024 * 1024 / PAGE_SIZE)

/* What a savepoint may take back stays in memory: on disk it would double what a mail costs. */
static const char SETTINGS[] =
    "PRAGMA page_size = " G_STRINGIFY(PAGE_SIZE) ";"
						 "PRAGMA locking_mode = EXCLUSIVE;"
						 "PRAGMA synchronous = FULL;"
						 "PRAGMA journal_size_limit = 33554432;"
						 "PRAGMA secure_delete = ON;"
						 "PRAGMA foreign_keys = ON;"
						 "PRAGMA cache_size = -24576;"
						 "PRAGMA temp_store = MEMORY;"
						 "PRAGMA trusted_schema = OFF;"
						 "PRAGMA cell_size_check = ON;";

/* SQLite gives the files beside it the mode of the main file, so that one decides. O_EXCL,
 * because closing a file that this process has open elsewhere would drop the lock on it. */
static bool
sql_make_private(const char *path, GError **error)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);

	if (fd >= 0)
		close(fd);
	if ((fd < 0 && errno != EEXIST) || chmod(path, 0600) < 0) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_FAILED, "cannot make %s: %s", path,
		    g_strerror(errno));
		return false;
	}
	return true;
}

/* For the whole process, before SQLite is used first; later calls change nothing. Nobody here has
 * threads or asks how much memory SQLite uses, and keeping count takes a tenth of its time. */
static void
sql_configure(void)
{
	sqlite3_config(SQLITE_CONFIG_SINGLETHREAD);
	sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
}

static Spool *
sql_connect(const char *path, int flags, GError **error)
{
	Spool *spool = g_new0(Spool, 1);
	int code = 0;

	sql_configure();
	code = sqlite3_open_v2(
	    path ? path : ":memory:", &spool->db, flags | SQLITE_OPEN_EXRESCODE, NULL);
	spool->name = g_strdup(path ? path : "spool in memory");
	spool->logged = path != NULL; /* by an earlier process */
	spool->files = g_ptr_array_new_with_free_func((GDestroyNotify)file_mark_free);
	spool->statements =
	    g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)sql_statement_free);
	if (code != SQLITE_OK) {
		sql_set_error(spool, error);
		g_clear_pointer(&spool, sql_close);
	}
	return spool;
}

static int
sql_copy_log(Spool *spool, int mode)
{
	int code = sqlite3_wal_checkpoint_v2(spool->db, NULL, mode, NULL, NULL);

	if (code == SQLITE_OK)
		spool->log_pages = 0;
	if (code == SQLITE_OK && mode == SQLITE_CHECKPOINT_TRUNCATE)
		spool->logged = false;
	return code;
}

/* After each commit. A commit is good also when its log could not be copied: the next one tries again. */
static int
sql_on_log(void *data, sqlite3 *db, const char *schema, int pages)
{
	Spool *spool = data;

	(void)db;
	(void)schema;
	spool->log_pages = pages;
	spool->logged = true;
	if (pages >= LOG_LONGEST && !spool->still)
		sql_copy_log(spool, SQLITE_CHECKPOINT_PASSIVE);
	return SQLITE_OK;
}

bool
sql_rest(Spool *spool, GError **error)
{
	if (spool->still || spool->log_pages < LOG_WORTH_COPYING ||
	    sql_copy_log(spool, SQLITE_CHECKPOINT_PASSIVE) == SQLITE_OK)
		return true;
	sql_set_error(spool, error);
	return false;
}

bool
sql_has_log(const Spool *spool)
{
	return spool->logged && !spool->still;
}

bool
sql_empty_log(Spool *spool, GError **error)
{
	if (sql_copy_log(spool, SQLITE_CHECKPOINT_TRUNCATE) == SQLITE_OK)
		return true;
	sql_set_error(spool, error);
	return false;
}

bool
sql_hold_still(Spool *spool, GError **error)
{
	if (spool->still) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_BUSY,
		    "%s is being backed up, audited or checked already", spool->name);
		return false;
	}
	if (!sql_empty_log(spool, error))
		return false;
	spool->still = true;
	return true;
}

void
sql_let_go(Spool *spool)
{
	spool->still = false;
}

bool
sql_is_held_too_long(const Spool *spool)
{
	return spool->still && spool->log_pages >= LOG_HELD_LONGEST;
}

/* Where SQLite locks a file, https://www.sqlite.org/fileformat2.html section 1.4. */
bool
sql_is_in_use(const char *path)
{
	struct flock lock = {
	    .l_type = F_WRLCK, .l_whence = SEEK_SET, .l_start = 1 << 30, .l_len = 512};
	int fd = open(path, O_RDWR | O_CLOEXEC);
	bool used = fd >= 0 && fcntl(fd, F_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;

	if (fd >= 0)
		close(fd);
	return used;
}

Spool *
sql_open_still(const char *path, GError **error)
{
	g_autofree char *escaped = g_uri_escape_string(path, "/", false);
	g_autofree char *uri = g_strdup_printf("file:%s?immutable=1", escaped);
	Spool *spool = sql_connect(uri, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI, error);

	if (!spool)
		return NULL;
	g_free(spool->name);
	spool->name = g_strdup(path);
	if (!sql_execute(spool, "PRAGMA cell_size_check = ON", error))
		g_clear_pointer(&spool, sql_close);
	return spool;
}

Spool *
sql_open(const char *path, GError **error)
{
	Spool *spool = NULL;

	if (path && !sql_make_private(path, error))
		return NULL;
	spool = sql_connect(path, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, error);
	if (spool && !sql_execute(spool, SETTINGS, error))
		g_clear_pointer(&spool, sql_close);
	if (spool)
		sqlite3_wal_hook(spool->db, sql_on_log, spool);
	return spool;
}

bool
sql_watch_files(Spool *spool, GError **error)
{
	const char *path = sqlite3_db_filename(spool->db, "main");
	g_autofree char *log = path && *path ? g_strdup_printf("%s-wal", path) : NULL;
	FileMark *mark = NULL;

	if (!log)
		return true;
	if (!(mark = file_mark_new(path, error)))
		return false;
	g_ptr_array_add(spool->files, mark);
	if (!(mark = file_mark_new(log, error)))
		return false;
	g_ptr_array_add(spool->files, mark);
	return true;
}

bool
sql_is_sound(Spool *spool, GError **error)
{
	GError *why = NULL;

	for (guint i = 0; !spool->unsound && i < spool->files->len; i++)
		if (!file_mark_holds(spool->files->pdata[i], &why))
			sql_set_unsound(spool, why);
	if (!spool->unsound)
		return true;
	g_propagate_error(error, g_error_copy(spool->unsound));
	return false;
}

void
sql_close(Spool *spool)
{
	g_hash_table_destroy(spool->statements);
	if (spool->unsound)
		sqlite3_db_config(spool->db, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, NULL);
	sqlite3_close_v2(spool->db);
	g_ptr_array_unref(spool->files);
	g_clear_error(&spool->unsound);
	g_free(spool->name);
	g_free(spool);
}

bool
sql_copy(Spool *spool, const char *path, GError **error)
{
	Spool *from = sql_connect(path, SQLITE_OPEN_READONLY, error);
	sqlite3_backup *backup = NULL;
	int code = SQLITE_ERROR;

	if (!from)
		return false;
	backup = sqlite3_backup_init(spool->db, "main", from->db, "main");
	if (backup)
		code = sqlite3_backup_step(backup, -1);
	sqlite3_backup_finish(backup);
	if (code == SQLITE_BUSY || code == SQLITE_LOCKED) {
		g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_BUSY,
		    "%s is in use by another process", path);
	} else if (code != SQLITE_DONE) {
		sql_set_error(spool, error);
		g_prefix_error(error, "cannot copy %s: ", path);
	}
	sql_close(from);
	return code == SQLITE_DONE;
}
