/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/fetch_maildir_files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>

#include "gateway/workers/maildir.h"
#include "gateway/workers/worker.h"

#define NS_PER_S G_GINT64_CONSTANT(1000000000)

static void
maildir_file_clear(void *data)
{
	MaildirFile *file = data;

	g_free(file->key);
	g_free(file->path);
}

void
maildir_file_unref(void *file)
{
	g_rc_box_release_full(file, maildir_file_clear);
}

void
maildir_files_init(MaildirFiles *files, Channel *channel, const char *path)
{
	*files = (MaildirFiles){
	    .channel = channel,
	    .path = path,
	    .seen = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, maildir_file_unref),
	    .held = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, maildir_file_unref),
	    .odd = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
	};
}

void
maildir_files_clear(MaildirFiles *files)
{
	g_hash_table_unref(files->seen);
	g_hash_table_unref(files->held);
	g_hash_table_unref(files->odd);
}

/* For messages and keys: a file's name may be any bytes, a frame's text may not. */
static char *
printable(const char *name, size_t length)
{
	g_autofree char *copy = g_strndup(name, length);

	if (g_utf8_validate(copy, -1, NULL))
		return g_steal_pointer(&copy);
	return g_uri_escape_string(copy, NULL, FALSE);
}

void
maildir_files_complain(MaildirFiles *files, const char *path, const char *why)
{
	g_autofree char *shown = printable(path, strlen(path));

	if (g_hash_table_add(files->odd, g_strdup(path)))
		worker_log(files->channel, LOG_WARNING, "%s/%s is left alone: %s", files->path,
		    shown, why);
}

static int64_t
mtime_of(const struct stat *status)
{
	return status->st_mtim.tv_sec * NS_PER_S + status->st_mtim.tv_nsec;
}

bool
maildir_file_is(const MaildirFile *file, const struct stat *status)
{
	return S_ISREG(status->st_mode) && status->st_ino == file->inode &&
	       status->st_size == file->size && mtime_of(status) == file->mtime_ns;
}

static void
note_file(MaildirFiles *files, const char *folder, const char *name, const struct stat *status)
{
	const char *flags = strrchr(name, ':');
	size_t length = flags == NULL ? strlen(name) : (size_t)(flags - name);
	g_autofree char *base = printable(name, length);
	MaildirFile *file = g_rc_box_new0(MaildirFile);

	file->mtime_ns = mtime_of(status);
	file->inode = status->st_ino;
	file->size = status->st_size;
	file->key = g_strdup_printf("%s@%" G_GINT64_FORMAT, base, file->mtime_ns);
	file->path = g_build_filename(folder, name, NULL);
	g_hash_table_replace(files->seen, file->key, file);
}

static void
look_at_entry(MaildirFiles *files, int directory, const char *folder, const char *name)
{
	struct stat status;
	g_autofree char *path = NULL;

	channel_beat(files->channel);
	if (*name == '.' || fstatat(directory, name, &status, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	if (S_ISREG(status.st_mode)) {
		note_file(files, folder, name, &status);
		return;
	}
	path = g_build_filename(folder, name, NULL);
	maildir_files_complain(files, path, "not a plain file");
}

static bool
look_at_folder(MaildirFiles *files, const char *folder, GError **error)
{
	g_autofree char *path = g_build_filename(files->path, folder, NULL);
	DIR *directory = opendir(path);
	const struct dirent *entry;

	if (directory == NULL) {
		g_set_error(error, MAILDIR_ERROR, MAILDIR_ERROR_SYSTEM, "could not read %s: %s",
		    path, g_strerror(errno));
		return false;
	}
	while ((entry = readdir(directory)) != NULL)
		look_at_entry(files, dirfd(directory), folder, entry->d_name);
	closedir(directory);
	return true;
}

bool
maildir_files_look(MaildirFiles *files, GError **error)
{
	g_hash_table_remove_all(files->seen);
	return look_at_folder(files, "new", error) && look_at_folder(files, "cur", error);
}

bool
maildir_files_holds(const MaildirFiles *files, const MaildirFile *file)
{
	const MaildirFile *brought = g_hash_table_lookup(files->held, file->key);

	return brought != NULL && brought->inode == file->inode && brought->size == file->size;
}

const MaildirFile *
maildir_files_brought(const MaildirFiles *files, const char *key)
{
	const MaildirFile *file = g_hash_table_lookup(files->seen, key);

	return file != NULL && maildir_files_holds(files, file) ? file : NULL;
}
