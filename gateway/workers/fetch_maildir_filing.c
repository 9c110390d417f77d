/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/workers/fetch_maildir_filing.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "gateway/workers/maildir.h"
#include "gateway/workers/worker.h"

#define REFUSALS_AT_ONCE 10 /* in a row: then it is not the file */
#define FILING_WAIT_MS (60 * 1000)

void
maildir_filing_init(MaildirFiling *filing, MaildirFiles *files, GVariant *settings)
{
	*filing = (MaildirFiling){
	    .channel = files->channel,
	    .files = files,
	    .processed = fetch_filing(settings, "processed"),
	    .too_large = fetch_filing(settings, "too_large"),
	};
}

void
maildir_filing_clear(MaildirFiling *filing)
{
	g_free(filing->why);
}

/* Never over another mail: where the name is taken, the key is added to it. */
static bool
move_file(const char *from, const char *folder, const MaildirFile *file)
{
	const char *name = strrchr(file->path, '/') + 1;
	const char *flags = strchr(name, ':') == NULL ? ":2," : "";
	g_autofree char *free_name = g_strconcat(name, flags, NULL);
	g_autofree char *to = g_build_filename(folder, "cur", free_name, NULL);
	g_autofree char *other_name = NULL;
	g_autofree char *other = NULL;

	if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0)
		return true;
	if (errno == EINVAL &&
	    access(to, F_OK) != 0) /* a file system that cannot do it in one */
		return rename(from, to) == 0;
	if (errno != EEXIST && errno != EINVAL)
		return false;
	other_name = g_strconcat(file->key, ":2,", NULL);
	other = g_build_filename(folder, "cur", other_name, NULL);
	return rename(from, other) == 0;
}

static char *
target_folder(const MaildirFiling *filing, const Filing *how)
{
	g_autofree char *folder = g_strconcat(".", how->name, NULL);

	return g_build_filename(filing->files->path, g_strdelimit(folder, "/", '.'), NULL);
}

static void
make_target(const MaildirFiling *filing, const Filing *how)
{
	g_autofree char *folder = target_folder(filing, how);
	g_autoptr(GError) failure = NULL;

	if (how->kind != FILING_DELETE && !maildir_make(folder, &failure))
		worker_log(filing->channel, LOG_WARNING, "%s", failure->message);
}

void
maildir_filing_make_folders(const MaildirFiling *filing)
{
	make_target(filing, &filing->processed);
	make_target(filing, &filing->too_large);
}

/* False with errno set; ENOENT says that the file is not where it was. */
static bool
put_away(const MaildirFiling *filing, const MaildirFile *file, const Filing *how)
{
	g_autofree char *path = g_build_filename(filing->files->path, file->path, NULL);
	g_autofree char *folder = NULL;
	struct stat status;

	if (lstat(path, &status) != 0)
		return false;
	if (!maildir_file_is(file, &status)) {
		errno = ENOENT;
		return false;
	}
	if (how->kind == FILING_DELETE)
		return unlink(path) == 0;
	folder = target_folder(filing, how);
	return move_file(path, folder, file);
}

static bool
all_seen(const MaildirFiling *filing, const GPtrArray *keys)
{
	for (guint i = 0; i < keys->len; i++)
		if (!g_hash_table_contains(filing->files->seen, keys->pdata[i]))
			return false;
	return true;
}

/* True when the file is filed or gone. A mail program may have renamed it since the last look, hence the second. */
static bool
file_key(MaildirFiling *filing, const char *key, const Filing *how, GError **error)
{
	const MaildirFile *file = maildir_files_brought(filing->files, key);
	g_autofree char *folder = NULL;
	const char *why;

	if (file == NULL || put_away(filing, file, how))
		return true;
	if (errno == ENOENT && maildir_files_look(filing->files, NULL)) {
		file = maildir_files_brought(filing->files, key);
		if (file == NULL || put_away(filing, file, how))
			return true;
	}
	why = g_strerror(errno);
	folder = target_folder(filing, how);
	g_set_error(error, MAILDIR_ERROR, MAILDIR_ERROR_SYSTEM, "%s: %s",
	    how->kind == FILING_DELETE ? key : folder, why);
	return false;
}

/* Files from the end of keys on; what is refused goes to their front, to be tried last the next time. *ret_refused: how
 * many of them, or all that are left where it is refused for each. */
static void
file_keys(MaildirFiling *filing, GPtrArray *keys, const Filing *how, GPtrArray *filed,
    guint *ret_refused, GError **why)
{
	guint in_row = 0;

	*ret_refused = 0;
	for (guint left = keys->len; left > 0 && in_row < REFUSALS_AT_ONCE; left--) {
		char *key = g_ptr_array_steal_index(keys, keys->len - 1);

		channel_beat(filing->channel);
		g_clear_error(why);
		if (file_key(filing, key, how, why)) {
			g_hash_table_remove(filing->files->held, key);
			g_ptr_array_add(filed, key);
			in_row = 0;
			continue;
		}
		g_ptr_array_insert(keys, 0, key);
		in_row++;
		(*ret_refused)++;
	}
	if (in_row == REFUSALS_AT_ONCE)
		*ret_refused = keys->len;
}

/* Tells how many cannot be filed, when that changes. */
static bool
tell_refused(MaildirFiling *filing, guint refused, const GError *why, GError **error)
{
	const char *text = refused == 0 ? "" : why->message;

	if (refused == filing->unfiled && (refused == 0 || g_strcmp0(text, filing->why) == 0))
		return true;
	filing->unfiled = refused;
	g_free(filing->why);
	filing->why = g_strdup(text);
	return fetch_report_unfiled(filing->channel, refused, text, error);
}

bool
maildir_filing_follow(MaildirFiling *filing, FetchOrders *orders, GError **error)
{
	g_autoptr(GPtrArray) filed = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) why = NULL;
	g_autoptr(GError) why_large = NULL;
	int64_t now_us = g_get_monotonic_time();
	guint refused = 0;
	guint refused_large = 0;

	if (orders->processed->len + orders->too_large->len == filing->tried &&
	    !backoff_is_over(&filing->backoff, now_us))
		return true;
	if ((!all_seen(filing, orders->processed) || !all_seen(filing, orders->too_large)) &&
	    !maildir_files_look(filing->files, error))
		return false;
	file_keys(filing, orders->processed, &filing->processed, filed, &refused, &why);
	file_keys(
	    filing, orders->too_large, &filing->too_large, filed, &refused_large, &why_large);
	filing->tried = orders->processed->len + orders->too_large->len;
	if (filing->tried > 0)
		backoff_failed(&filing->backoff, now_us, FILING_WAIT_MS);
	else
		backoff_worked(&filing->backoff);
	return fetch_report_filed(filing->channel, filed, error) &&
	       tell_refused(
		   filing, refused + refused_large, refused > 0 ? why : why_large, error);
}

int
maildir_filing_wait_ms(const MaildirFiling *filing)
{
	return filing->tried == 0
		   ? G_MAXINT
		   : (int)backoff_wait_ms(&filing->backoff, g_get_monotonic_time());
}
