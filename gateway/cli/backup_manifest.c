/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/backup_manifest.h"

#include <config.h>
#include <jansson.h>
#include <string.h>

#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

#define FORMAT 1

static void
file_free(BackupFile *file)
{
	g_free(file->name);
	file_sum_clear(&file->sum);
	g_free(file);
}

BackupManifest *
backup_manifest_new(const char *made)
{
	BackupManifest *manifest = g_new0(BackupManifest, 1);

	manifest->made = g_strdup(made);
	manifest->files = g_ptr_array_new_with_free_func((GDestroyNotify)file_free);
	return manifest;
}

void
backup_manifest_free(BackupManifest *manifest)
{
	if (manifest == NULL)
		return;
	g_free(manifest->made);
	g_ptr_array_unref(manifest->files);
	g_free(manifest);
}

void
backup_manifest_add(BackupManifest *manifest, const char *name, FileSum take_sum)
{
	BackupFile *file = g_new0(BackupFile, 1);

	file->name = g_strdup(name);
	file->sum = take_sum;
	g_ptr_array_add(manifest->files, file);
}

int64_t
backup_manifest_size(const BackupManifest *manifest)
{
	int64_t size = 0;

	for (guint i = 0; i < manifest->files->len; i++)
		size += ((const BackupFile *)manifest->files->pdata[i])->sum.size;
	return size;
}

bool
backup_manifest_has(const BackupManifest *manifest, const char *name)
{
	for (guint i = 0; i < manifest->files->len; i++)
		if (strcmp(((const BackupFile *)manifest->files->pdata[i])->name, name) == 0)
			return true;
	return false;
}

bool
backup_manifest_store(const BackupManifest *manifest, const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, BACKUP_MANIFEST, NULL);
	g_autoptr(GString) text = g_string_new(NULL);
	json_t *files = json_array();

	for (guint i = 0; i < manifest->files->len; i++) {
		const BackupFile *file = manifest->files->pdata[i];

		json_array_append_new(
		    files, json_pack("{s:o, s:I, s:s}", "name", json_print_string(file->name),
			       "size", (json_int_t)file->sum.size, "sha256", file->sum.sha256));
	}
	json_print(text, json_pack("{s:i, s:s, s:s, s:o}", "format", FORMAT, "casegate",
			     PACKAGE_VERSION, "made", manifest->made, "files", files));
	return file_copy_text(path, text->str, 0600, error);
}

static bool
bad(GError **error, const char *folder, const char *name, const char *what)
{
	return error_set(error, GATEWAY_ERROR_DATA, "%s/%s %s", folder, name, what);
}

/* Below the backup's folder, and what a backup holds. */
static bool
name_is_good(const char *name)
{
	return strcmp(name, BACKUP_SPOOL) == 0 || strcmp(name, BACKUP_KEY) == 0 ||
	       (g_str_has_prefix(name, BACKUP_CONFIG) && strstr(name, "/../") == NULL &&
		   !g_str_has_suffix(name, "/.."));
}

static bool
check_file(const char *folder, const char *name, const FileSum *wanted, GError **error)
{
	g_autofree char *path = g_build_filename(folder, name, NULL);
	g_auto(FileSum) sum = {0};

	if (!file_sum(path, &sum, error))
		return false;
	return (sum.size == wanted->size && strcmp(sum.sha256, wanted->sha256) == 0) ||
	       bad(error, folder, name, "is not what was backed up: its sum differs");
}

static bool
read_file(BackupManifest *manifest, const char *folder, json_t *value, GError **error)
{
	const char *name = NULL;
	const char *sha256 = NULL;
	json_int_t size = 0;
	FileSum sum = {0};

	if (json_unpack(value, "{s:s, s:I, s:s}", "name", &name, "size", &size, "sha256",
		&sha256) != 0 ||
	    !name_is_good(name))
		return bad(error, folder, BACKUP_MANIFEST, "names a file that no backup has");
	sum.size = size;
	sum.sha256 = g_strdup(sha256);
	backup_manifest_add(manifest, name, sum);
	return check_file(folder, name, &sum, error);
}

static bool
read_files(BackupManifest *manifest, const char *folder, json_t *files, GError **error)
{
	json_t *value = NULL;
	size_t i = 0;

	json_array_foreach (files, i, value) {
		if (!read_file(manifest, folder, value, error))
			return false;
	}
	return (backup_manifest_has(manifest, BACKUP_SPOOL) &&
		   backup_manifest_has(manifest, BACKUP_KEY)) ||
	       bad(error, folder, BACKUP_MANIFEST, "has no spool or no key");
}

BackupManifest *
backup_manifest_load(const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(folder, BACKUP_MANIFEST, NULL);
	g_autoptr(BackupManifest) manifest = NULL;
	const char *made = NULL;
	json_t *files = NULL;
	json_t *all = json_load_file(path, JSON_REJECT_DUPLICATES, NULL);
	int format = 0;
	bool good = json_unpack(all, "{s:i, s:s, s:o}", "format", &format, "made", &made,
			"files", &files) == 0;

	if (!good)
		bad(error, folder, BACKUP_MANIFEST, "is not there, or no manifest of a backup");
	else if (format > FORMAT)
		good = bad(error, folder, BACKUP_MANIFEST, "was made by a later casegate");
	if (good) {
		manifest = backup_manifest_new(made);
		good = read_files(manifest, folder, files, error);
	}
	json_decref(all);
	return good ? g_steal_pointer(&manifest) : NULL;
}
