/* SPDX-License-Identifier: Apache-2.0 */
/*
 * `casegate restore`: puts a backup back. What comes into the state folder is made whole beside what is there, which is
 * moved aside, never removed; the file "restoring" keeps a gateway from what a power cut left half done. The spool leaves
 * out numbers, because those after the backup were given to people already.
 */
#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <unistd.h>

#include "gateway/cli/backup_folder.h"
#include "gateway/cli/backup_manifest.h"
#include "gateway/cli/cli.h"
#include "gateway/util/arguments.h"
#include "gateway/util/error.h"
#include "gateway/util/json_print.h"
#include "spool/outbox.h"

#define SKIPPED 10000

typedef struct {
	CliOptions options;
	bool force;
	char *from;  /* own; the folder of the backup */
	char *aside; /* own; where what was there lies now; or NULL: nothing was there */
	BackupManifest *manifest; /* own */
	bool with_config;         /* the configuration was put back too */
} Restore;

static void
restore_clear(Restore *restore)
{
	g_free(restore->from);
	g_free(restore->aside);
	backup_manifest_free(restore->manifest);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Restore, restore_clear)

static char *
in_state(const Restore *restore, const char *name)
{
	return g_build_filename(restore->options.state, name, NULL);
}

static char *
in_backup(const Restore *restore, const char *name)
{
	return g_build_filename(restore->from, name, NULL);
}

static bool
is_there(const Restore *restore, const char *name)
{
	g_autofree char *path = in_state(restore, name);

	return g_file_test(path, G_FILE_TEST_EXISTS);
}

/* By the lock on its spool: also a gateway that answers nobody has that. */
static bool
check_nobody_runs(const Restore *restore, GError **error)
{
	g_autofree char *spool = in_state(restore, BACKUP_SPOOL);

	return !spool_is_in_use(spool) || error_set(error, GATEWAY_ERROR_REFUSED,
					      "%s is in use: stop the gateway first", spool);
}

static bool
check_place(const Restore *restore, GError **error)
{
	if (restore->force || is_there(restore, CONTEXT_RESTORING) ||
	    (!is_there(restore, BACKUP_SPOOL) && !is_there(restore, BACKUP_KEY)))
		return true;
	return error_set(error, GATEWAY_ERROR_REFUSED,
	    "there is a spool or a key in %s: --force moves it aside", restore->options.state);
}

/* A newer version, another program's file, or damage. */
static bool
check_spool(const Restore *restore, GError **error)
{
	g_autofree char *path = in_backup(restore, BACKUP_SPOOL);
	g_autoptr(Spool) spool = spool_open_still(path, error);
	g_autoptr(GPtrArray) faults = NULL;

	if (spool == NULL || !spool_check_file(spool, &faults, error))
		return false;
	return faults->len == 0 || error_set(error, GATEWAY_ERROR_DATA, "%s is damaged: %s",
				       path, (const char *)faults->pdata[0]);
}

static bool
make_folder(const char *path, GError **error)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST ||
	       error_set_errno(error, "cannot make %s", path);
}

/* Another try makes it anew. */
static bool
copy_beside(const Restore *restore, const char *name, GError **error)
{
	g_autofree char *from = in_backup(restore, name);
	g_autofree char *to = in_state(restore, name);
	g_autofree char *fresh = g_strconcat(to, ".new", NULL);
	g_auto(FileSum) sum = {0};

	unlink(fresh);
	return file_copy(from, fresh, &sum, error);
}

static bool
skip_numbers(Spool *spool, GError **error)
{
	if (!spool_begin(spool, error))
		return false;
	if (spool_skip_numbers(spool, SKIPPED, error) &&
	    outbox_doubt(spool, g_get_real_time() / 1000, error))
		return spool_commit(spool, error);
	spool_rollback(spool);
	return false;
}

/* Brings the new spool up to date, too. Its log is gone again once it is closed. */
static bool
prepare_spool(const Restore *restore, GError **error)
{
	g_autofree char *fresh = in_state(restore, BACKUP_SPOOL ".new");
	g_autofree char *log = g_strconcat(fresh, "-wal", NULL);
	g_autoptr(Spool) spool = NULL;

	unlink(log);
	if (!copy_beside(restore, BACKUP_SPOOL, error))
		return false;
	spool = spool_open(fresh, error);
	return spool != NULL && skip_numbers(spool, error) && spool_empty_log(spool, error);
}

static bool
move_aside(Restore *restore, const char *name, GError **error)
{
	g_autofree char *from = in_state(restore, name);
	g_autofree char *to = NULL;

	if (!is_there(restore, name))
		return true;
	if (restore->aside == NULL) {
		g_autoptr(GDateTime) now = g_date_time_new_now_utc();
		g_autofree char *folder = g_date_time_format(now, "replaced-%Y%m%d%H%M%S");

		restore->aside = in_state(restore, folder);
		if (!make_folder(restore->aside, error))
			return false;
	}
	to = g_build_filename(restore->aside, name, NULL);
	return file_copy_rename(from, to, error);
}

static bool
put_in_place(const Restore *restore, const char *name, GError **error)
{
	g_autofree char *to = in_state(restore, name);
	g_autofree char *fresh = g_strconcat(to, ".new", NULL);

	return file_copy_rename(fresh, to, error);
}

static bool
sync_state(const Restore *restore, GError **error)
{
	return file_copy_sync_folder(restore->options.state, error);
}

static bool
begin_exchange(const Restore *restore, GError **error)
{
	g_autofree char *marker = in_state(restore, CONTEXT_RESTORING);

	return (is_there(restore, CONTEXT_RESTORING) ||
		   file_copy_text(
		       marker, "see casegate restore in casegate(1)\n", 0600, error)) &&
	       sync_state(restore, error);
}

static bool
end_exchange(const Restore *restore, GError **error)
{
	g_autofree char *marker = in_state(restore, CONTEXT_RESTORING);

	return sync_state(restore, error) &&
	       (unlink(marker) == 0 || error_set_errno(error, "cannot remove %s", marker)) &&
	       sync_state(restore, error);
}

static bool
exchange(Restore *restore, GError **error)
{
	static const char *const OLD[] = {
	    BACKUP_SPOOL, BACKUP_SPOOL "-wal", BACKUP_SPOOL "-shm", BACKUP_KEY};

	if (!begin_exchange(restore, error))
		return false;
	FAILPOINT("restore.begun");
	for (size_t i = 0; i < G_N_ELEMENTS(OLD); i++)
		if (!move_aside(restore, OLD[i], error))
			return false;
	FAILPOINT("restore.aside");
	if (!put_in_place(restore, BACKUP_KEY, error))
		return false;
	FAILPOINT("restore.key");
	if (!put_in_place(restore, BACKUP_SPOOL, error))
		return false;
	FAILPOINT("restore.spool");
	return end_exchange(restore, error);
}

static bool
restore_state(Restore *restore, GError **error)
{
	if (!make_folder(restore->options.state, error) ||
	    !context_check_owner(restore->options.state, error))
		return false;
	return copy_beside(restore, BACKUP_KEY, error) && prepare_spool(restore, error) &&
	       exchange(restore, error);
}

static bool
restore_file(const Restore *restore, const char *name, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(restore->options.config);
	const char *below = name + strlen(BACKUP_CONFIG);
	g_autofree char *to = strcmp(below, "casegate.yaml") == 0
				  ? g_strdup(restore->options.config)
				  : g_build_filename(folder, below, NULL);
	g_autofree char *parent = g_path_get_dirname(to);
	g_autofree char *from = in_backup(restore, name);
	g_auto(FileSum) sum = {0};

	if (g_mkdir_with_parents(parent, 0700) < 0)
		return error_set_errno(error, "cannot make %s", parent);
	return g_file_test(to, G_FILE_TEST_EXISTS) || file_copy(from, to, &sum, error);
}

/* Only where there is none: people may have changed it since, and casegate.yaml comes last, so that another try goes on. */
static bool
restore_config(Restore *restore, GError **error)
{
	static const char YAML[] = BACKUP_CONFIG "casegate.yaml";

	if (g_file_test(restore->options.config, G_FILE_TEST_EXISTS))
		return true;
	restore->with_config = true;
	for (guint i = 0; i < restore->manifest->files->len; i++) {
		const BackupFile *file = restore->manifest->files->pdata[i];

		if (g_str_has_prefix(file->name, BACKUP_CONFIG) &&
		    strcmp(file->name, YAML) != 0 && !restore_file(restore, file->name, error))
			return false;
	}
	return !backup_manifest_has(restore->manifest, YAML) ||
	       restore_file(restore, YAML, error);
}

static bool
put_back(Restore *restore, const char *path, GError **error)
{
	if (!check_nobody_runs(restore, error) || !check_place(restore, error))
		return false;
	restore->from = backup_folder_find(path, error);
	if (restore->from == NULL)
		return false;
	restore->manifest = backup_manifest_load(restore->from, error);
	return restore->manifest != NULL && check_spool(restore, error) &&
	       restore_state(restore, error) && restore_config(restore, error);
}

static void
report_text(const Restore *restore, GString *out)
{
	g_string_append_printf(out, "%s, made %s, is put back into %s.\n", restore->from,
	    restore->manifest->made, restore->options.state);
	if (restore->aside != NULL)
		g_string_append_printf(out, "What was there lies in %s.\n", restore->aside);
	g_string_append_printf(out,
	    restore->with_config
		? "The configuration, %s, is put back too; passwords are not in a backup.\n"
		: "The configuration, %s, is as it was.\n",
	    restore->options.config);
	g_string_append_printf(out,
	    "%d numbers are left out, so that none is given twice. Mails that came after the\n"
	    "backup are where the gateway filed them: 'casegate audit --online' names them.\n",
	    SKIPPED);
}

static int
report(const Restore *restore)
{
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GBytes) bytes = NULL;

	if (restore->options.json)
		json_print(
		    out, json_pack("{s:o, s:s, s:o, s:b, s:i}", "folder",
			     json_print_string(restore->from), "made", restore->manifest->made,
			     "aside", json_print_string(restore->aside), "configuration",
			     restore->with_config, "skipped", SKIPPED));
	else
		report_text(restore, out);
	bytes = g_bytes_new(out->str, out->len);
	return cli_print(&restore->options, bytes);
}

static bool
read_arguments(int *argc, char **argv, Restore *restore, GError **error)
{
	static const char *const KNOWN[] = {"force", "config", "state", "json", "help", NULL};

	if (!cli_options(argc, argv, &restore->options, error))
		return false;
	restore->force = arguments_take(argc, argv, "force", NULL, NULL);
	if (!arguments_operands(argc, argv, KNOWN, error))
		return false;
	return *argc == 2 || error_set(error, GATEWAY_ERROR_USAGE, "it needs one folder");
}

static int
run(int argc, char **argv)
{
	g_autoptr(GError) error = NULL;
	g_auto(Restore) restore = {0};

	umask(0077);
	if (!read_arguments(&argc, argv, &restore, &error) ||
	    !put_back(&restore, argv[1], &error))
		return cli_fail(&restore.options, error);
	return report(&restore);
}

const Command command_restore = {
    .name = "restore",
    .summary = "put a backup back",
    .help = "usage: casegate restore [--force] DIR\n"
	    "\n"
	    "Puts back the backup in DIR, or the newest of several there: looks at every\n"
	    "file first, then puts the spool and the key into the state folder, and the\n"
	    "configuration where there is none. It is refused while a gateway runs, and\n"
	    "where there is a spool already; --force moves that aside.\n"
	    "\n"
	    "The next 10000 numbers of tickets and ids of letters are left out: the gateway\n"
	    "gave some of them to people after the backup was made.\n",
    .main = run,
};
