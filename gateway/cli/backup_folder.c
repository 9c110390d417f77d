/* SPDX-License-Identifier: Apache-2.0 */
/* What is no backup by its name is never touched, whatever else lies in the folder. */
#include "gateway/cli/backup_folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/cli/backup_manifest.h"
#include "gateway/util/error.h"
#include "spool/database.h"

#define PART ".part"
static const char SHAPE[] = "dddddddddddddd.ddd"; /* 20261130045134.123, UTC */

void
backup_folder_clear(BackupFolder *folder)
{
	g_clear_pointer(&folder->path, g_free);
	g_clear_pointer(&folder->part, g_free);
	g_clear_pointer(&folder->name, g_free);
	g_clear_pointer(&folder->made, g_free);
	if (folder->lock >= 0)
		close(folder->lock);
	folder->lock = -1;
}

/* ending: behind the time. */
static bool
is_backup(const char *name, const char *ending)
{
	size_t length = sizeof SHAPE - 1;

	for (size_t i = 0; i < length; i++)
		if (SHAPE[i] == 'd' ? !g_ascii_isdigit(name[i]) : name[i] != SHAPE[i])
			return false;
	return strcmp(name + length, ending) == 0;
}

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Of backups in the folder, the oldest first. */
static GPtrArray *
list_backups(const char *path, const char *ending)
{
	GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
	const char *name = NULL;

	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL)
		if (is_backup(name, ending))
			g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare_names);
	return names;
}

static void
remove_all(const char *path)
{
	g_autoptr(GDir) dir = NULL;
	const char *name = NULL;

	if (unlink(path) == 0 || (errno != EISDIR && errno != EPERM))
		return;
	dir = g_dir_open(path, 0, NULL);
	while (dir != NULL && (name = g_dir_read_name(dir)) != NULL) {
		g_autofree char *below = g_build_filename(path, name, NULL);

		remove_all(below);
	}
	rmdir(path);
}

/* The manifest goes first: half a backup is none. */
static void
remove_backup(const char *path, const char *name)
{
	g_autofree char *folder = g_build_filename(path, name, NULL);
	g_autofree char *manifest = g_build_filename(folder, BACKUP_MANIFEST, NULL);

	unlink(manifest);
	remove_all(folder);
}

static bool
lock_folder(BackupFolder *folder, GError **error)
{
	if (mkdir(folder->path, 0700) < 0 && errno != EEXIST)
		return error_set_errno(error, "cannot make %s", folder->path);
	folder->lock = open(folder->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (folder->lock < 0)
		return error_set_errno(error, "cannot make %s", folder->path);
	if (flock(folder->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	return error_set(
	    error, GATEWAY_ERROR_TEMPORARY, "another backup is being made in %s", folder->path);
}

static void
name_new(BackupFolder *folder)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autofree char *second = g_date_time_format(now, "%Y%m%d%H%M%S");
	g_autofree char *name =
	    g_strdup_printf("%s.%03d", second, g_date_time_get_microsecond(now) / 1000);

	folder->name = g_build_filename(folder->path, name, NULL);
	folder->part = g_strconcat(folder->name, PART, NULL);
	folder->made = g_date_time_format(now, "%Y-%m-%dT%H:%M:%SZ");
}

static bool
begin(BackupFolder *folder, GError **error)
{
	g_autoptr(GPtrArray) parts = NULL;

	if (!lock_folder(folder, error))
		return false;
	parts = list_backups(folder->path, PART);
	for (guint i = 0; i < parts->len; i++)
		remove_backup(folder->path, parts->pdata[i]);
	name_new(folder);
	return mkdir(folder->part, 0700) == 0 ||
	       error_set_errno(error, "cannot make %s", folder->part);
}

bool
backup_folder_begin(const char *path, BackupFolder *ret_folder, GError **error)
{
	g_auto(BackupFolder) folder = {.path = g_strdup(path), .lock = -1};

	if (!begin(&folder, error))
		return false;
	*ret_folder = folder;
	folder = (BackupFolder){.lock = -1};
	return true;
}

/* Never the one just made, also where a clock that went back made its name older than others. */
static void
remove_oldest(const BackupFolder *folder, int keep)
{
	g_autoptr(GPtrArray) names = list_backups(folder->path, "");
	g_autofree char *own = g_path_get_basename(folder->name);
	guint left = names->len;

	for (guint i = 0; i < names->len && left > (guint)keep; i++) {
		if (strcmp(names->pdata[i], own) == 0)
			continue;
		remove_backup(folder->path, names->pdata[i]);
		left--;
	}
}

bool
backup_folder_finish(const BackupFolder *folder, int keep, GError **error)
{
	FAILPOINT("backup.whole");
	if (!file_copy_sync_folder(folder->part, error) ||
	    !file_copy_rename(folder->part, folder->name, error) ||
	    !file_copy_sync_folder(folder->path, error))
		return false;
	FAILPOINT("backup.renamed");
	remove_oldest(folder, keep);
	return true;
}

void
backup_folder_abandon(const BackupFolder *folder)
{
	remove_all(folder->part);
}

static bool
is_whole(const char *folder)
{
	g_autofree char *manifest = g_build_filename(folder, BACKUP_MANIFEST, NULL);

	return g_file_test(manifest, G_FILE_TEST_EXISTS);
}

char *
backup_folder_find(const char *path, GError **error)
{
	g_autoptr(GPtrArray) names = list_backups(path, "");

	if (is_whole(path))
		return g_strdup(path);
	for (guint i = names->len; i > 0; i--) {
		g_autofree char *folder = g_build_filename(path, names->pdata[i - 1], NULL);

		if (is_whole(folder))
			return g_steal_pointer(&folder);
	}
	error_set(error, GATEWAY_ERROR_DATA, "there is no backup in %s", path);
	return NULL;
}
