/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate backup`: a copy of all that casegate needs to go on elsewhere, made while the gateway runs. The gateway holds the
 * main file of its spool still and goes on; this process copies it. What was copied is looked at before it counts.
 */
#include <inttypes.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sysexits.h>

#include "gateway/cli/backup_folder.h"
#include "gateway/cli/backup_manifest.h"
#include "gateway/cli/cli.h"
#include "gateway/cli/still_spool.h"
#include "gateway/config/config_folders.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"

#define KEEP 2
#define DEEPEST 4 /* folders within folders of the configuration */

typedef struct {
	const CliOptions *options;
	const char *path; /* the folder of all backups */
	int keep;
	BackupFolder folder;
	BackupManifest *manifest; /* own */
} Backup;

static void
tell(int64_t done, int64_t total, void *data)
{
	(void)data;
	cli_draw_progress((int)(done >> 10), (int)(total >> 10), NULL);
}

static char *
place_of(const Backup *backup, const char *name)
{
	return g_build_filename(backup->folder.part, name, NULL);
}

static bool
copy_spool(Backup *backup, StillSpool *still, GError **error)
{
	g_autofree char *from = g_build_filename(backup->options->state, BACKUP_SPOOL, NULL);
	g_autofree char *to = place_of(backup, BACKUP_SPOOL);
	FileWatcher watcher = {cli_shows_progress() ? tell : NULL, NULL};
	FileSum sum = {0};

	if (!file_copy_fd(still_spool_fd(still), from, to, &watcher, &sum, error))
		return false;
	backup_manifest_add(backup->manifest, BACKUP_SPOOL, sum);
	FAILPOINT("backup.copied");
	return still_spool_holds(still, error);
}

/* A damaged one is no backup, and must not take the place of a good one. */
static bool
check_spool(const Backup *backup, GError **error)
{
	g_autofree char *path = place_of(backup, BACKUP_SPOOL);
	g_autoptr(Spool) spool = spool_open_still(path, error);
	g_autoptr(GPtrArray) faults = NULL;

	if (spool == NULL || !spool_check_file(spool, &faults, error))
		return false;
	if (faults->len == 0)
		return true;
	g_set_error(error, SPOOL_ERROR, SPOOL_ERROR_CORRUPT,
	    "the spool is damaged (%s): no backup was made, earlier ones stay; see DAMAGE in "
	    "casegate(1)",
	    (const char *)faults->pdata[0]);
	return false;
}

static bool
copy_file(Backup *backup, const char *from, const char *name, GError **error)
{
	g_autofree char *to = place_of(backup, name);
	FileSum sum = {0};

	if (!file_copy(from, to, &sum, error))
		return false;
	backup_manifest_add(backup->manifest, name, sum);
	return true;
}

static bool copy_folder(
    Backup *backup, const char *from, const char *name, int depth, GError **error);

/* Files and folders; what is neither is nothing that casegate reads. */
static bool
copy_entry(Backup *backup, const char *from, const char *name, int depth, GError **error)
{
	if (g_file_test(from, G_FILE_TEST_IS_DIR))
		return copy_folder(backup, from, name, depth, error);
	return !g_file_test(from, G_FILE_TEST_IS_REGULAR) ||
	       copy_file(backup, from, name, error);
}

static bool
make_folder(const Backup *backup, const char *name, GError **error)
{
	g_autofree char *path = place_of(backup, name);

	return mkdir(path, 0700) == 0 ||
	       error_set(error, GATEWAY_ERROR_TEMPORARY, "cannot make %s", path);
}

static bool
sync_folder(const Backup *backup, const char *name, GError **error)
{
	g_autofree char *path = place_of(backup, name);

	return file_copy_sync_folder(path, error);
}

static bool
copy_folder(Backup *backup, const char *from, const char *name, int depth, GError **error)
{
	g_autoptr(GDir) dir = depth == 0 ? NULL : g_dir_open(from, 0, NULL);
	const char *entry = NULL;

	if (dir == NULL)
		return true;
	if (!make_folder(backup, name, error))
		return false;
	while ((entry = g_dir_read_name(dir)) != NULL) {
		g_autofree char *below = g_build_filename(from, entry, NULL);
		g_autofree char *its_name = g_build_filename(name, entry, NULL);

		if (!copy_entry(backup, below, its_name, depth - 1, error))
			return false;
	}
	return sync_folder(backup, name, error);
}

/* Without it, the configuration that was put back would be none. What lies elsewhere is not casegate's. */
static bool
copy_logo(Backup *backup, const char *folder, GError **error)
{
	g_autofree char *from = config_logo_file(backup->options->config);
	g_autofree char *its_folder = from == NULL ? NULL : g_path_get_dirname(from);
	g_autofree char *own_folder = g_canonicalize_filename(folder, NULL);
	g_autofree char *base = from == NULL ? NULL : g_path_get_basename(from);
	g_autofree char *name = g_strconcat(BACKUP_CONFIG, base, NULL);

	return g_strcmp0(its_folder, own_folder) != 0 ||
	       copy_entry(backup, from, name, 0, error);
}

static bool
copy_configuration(Backup *backup, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(backup->options->config);

	if (!make_folder(backup, BACKUP_CONFIG, error) ||
	    !copy_file(backup, backup->options->config, BACKUP_CONFIG "casegate.yaml", error) ||
	    !copy_logo(backup, folder, error))
		return false;
	for (const char *const *one = CONFIG_FOLDERS; *one != NULL; one++) {
		g_autofree char *from = g_build_filename(folder, *one, NULL);
		g_autofree char *name = g_strconcat(BACKUP_CONFIG, *one, NULL);

		if (!copy_folder(backup, from, name, DEEPEST, error))
			return false;
	}
	return sync_folder(backup, BACKUP_CONFIG, error);
}

static bool
copy_state(Backup *backup, GError **error)
{
	g_autoptr(StillSpool) still = still_spool_new(backup->options, error);
	g_autofree char *key = g_build_filename(backup->options->state, BACKUP_KEY, NULL);

	return still != NULL && copy_file(backup, key, BACKUP_KEY, error) &&
	       copy_spool(backup, still, error);
}

static bool
make_backup(Backup *backup, GError **error)
{
	return copy_state(backup, error) && check_spool(backup, error) &&
	       copy_configuration(backup, error) &&
	       backup_manifest_store(backup->manifest, backup->folder.part, error) &&
	       backup_folder_finish(&backup->folder, backup->keep, error);
}

static int
report(const Backup *backup)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GBytes) bytes = NULL;
	int64_t size = backup_manifest_size(backup->manifest);
	guint files = backup->manifest->files->len;

	if (backup->options->json) {
		json_print(out, json_pack("{s:o, s:i, s:I}", "folder",
				    json_print_string(backup->folder.name), "files", (int)files,
				    "bytes", (json_int_t)size));
	} else {
		g_autofree char *human = g_format_size((guint64)size);

		g_string_append_printf(
		    out, "%s: %u files, %s\n", backup->folder.name, files, human);
	}
	bytes = g_bytes_new(out->str, out->len);
	return cli_print(backup->options, bytes);
}

static int
back_up(Backup *backup)
{
	g_autoptr(GError) error = NULL;

	if (!backup_folder_begin(backup->path, &backup->folder, &error))
		return cli_fail(backup->options, error);
	backup->manifest = backup_manifest_new(backup->folder.made);
	if (make_backup(backup, &error))
		return report(backup);
	backup_folder_abandon(&backup->folder);
	return cli_fail(backup->options, error);
}

static bool
read_arguments(int *argc, char **argv, CliOptions *options, Backup *backup, GError **error)
{
	static const char *const KNOWN[] = {"keep", "config", "state", "json", "help", NULL};
	const char *keep = NULL;
	gint64 number = KEEP;
	g_autoptr(GError) wrong = NULL;

	if (!cli_options(argc, argv, options, error))
		return false;
	if (!arguments_take(argc, argv, "keep", &keep, &wrong) && wrong != NULL) {
		g_propagate_error(error, g_steal_pointer(&wrong));
		return false;
	}
	if (keep != NULL && !g_ascii_string_to_signed(keep, 10, 1, G_MAXINT32, &number, NULL))
		return error_set(
		    error, GATEWAY_ERROR_USAGE, "--keep needs a number, not '%s'", keep);
	if (!arguments_operands(argc, argv, KNOWN, error))
		return false;
	if (*argc != 2)
		return error_set(error, GATEWAY_ERROR_USAGE, "it needs one folder");
	*backup = (Backup){
	    .options = options, .path = argv[1], .keep = (int)number, .folder = {.lock = -1}};
	return true;
}

static int
run(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	CliOptions options = {0};
	Backup backup = {0};
	int code = EX_OK;

	umask(0077);
	if (!read_arguments(&argc, argv, &options, &backup, &error))
		return cli_fail(&options, error);
	code = back_up(&backup);
	backup_manifest_free(backup.manifest);
	backup_folder_clear(&backup.folder);
	return code;
}

const Command command_backup = {
    .name = "backup",
    .summary = "copy spool, key and configuration into a folder, while the gateway runs",
    .help = "usage: casegate backup [--keep N] DIR\n"
	    "\n"
	    "Makes a backup in a folder of its own in DIR, which bears the time of it: the\n"
	    "spool, the signing key, the configuration, and a manifest with their sums. The\n"
	    "gateway goes on meanwhile. Older backups in DIR go until N are left (2), and\n"
	    "only once the new one is whole and was looked at.\n"
	    "\n"
	    "A backup holds all mail and the key that signs our tokens: keep it as secret as\n"
	    "the state folder. Passwords are not in it.\n",
    .main = run,
};
