/* SPDX-License-Identifier: Apache-2.0 */
/*
 * forget-maildir: deletes copies of mails from a Maildir and the folders in it that mails are filed into, and ends. Its
 * settings are those of fetch-maildir; FRAME_FORGET says which mails. It answers HEARD when none is left.
 */
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/util/error.h"
#include "gateway/workers/forget_wanted.h"
#include "gateway/workers/sandbox.h"
#include "gateway/workers/worker.h"

#define MOST_BYTES (64 * 1024 * 1024)

typedef struct {
	Channel *channel; /* foreign */
	ForgetWanted wanted;
	unsigned deleted;
} Search;

static void
search_clear(Search *search)
{
	forget_wanted_clear(&search->wanted);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Search, search_clear)

/* The file's bytes, as many as were counted; NULL where it cannot be read. */
static GBytes *
read_file(const char *path, size_t size)
{
	g_autofree char *bytes = g_malloc(MAX(size, 1));
	int fd = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
	size_t have = 0;

	while (fd >= 0 && have < size) {
		ssize_t got = read(fd, bytes + have, size - have);

		if (got <= 0)
			break;
		have += (size_t)got;
	}
	if (fd >= 0)
		close(fd);
	return fd >= 0 && have == size ? g_bytes_new_take(g_steal_pointer(&bytes), size) : NULL;
}

static bool
look_at(Search *search, const char *path, GError **error)
{
	g_autoptr(GBytes) bytes = NULL;
	struct stat status;

	channel_beat(search->channel);
	if (lstat(path, &status) != 0 || !S_ISREG(status.st_mode) ||
	    status.st_size > MOST_BYTES ||
	    !forget_wanted_has_size(&search->wanted, status.st_size))
		return true;
	bytes = read_file(path, (size_t)status.st_size);
	if (bytes == NULL || !forget_wanted_is(&search->wanted, bytes, status.st_size))
		return true;
	if (unlink(path) != 0 && errno != ENOENT)
		return error_set_errno(error, "%s", path);
	search->deleted++;
	return true;
}

static bool
go_through(Search *search, const char *maildir, const char *part, GError **error)
{
	g_autofree char *folder = g_build_filename(maildir, part, NULL);
	g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
	const char *name = NULL;
	bool good = true;

	while (good && files != NULL && (name = g_dir_read_name(files)) != NULL) {
		g_autofree char *path = g_build_filename(folder, name, NULL);

		good = look_at(search, path, error);
	}
	return good;
}

static bool
go_through_both(Search *search, const char *maildir, GError **error)
{
	return go_through(search, maildir, "new", error) &&
	       go_through(search, maildir, "cur", error);
}

static bool
go_through_all(Search *search, GVariant *settings, GError **error)
{
	const char *path = worker_setting(settings, "path");
	g_autoptr(GPtrArray) folders = forget_folders(settings);

	if (!go_through_both(search, path, error))
		return false;
	for (guint i = 0; i < folders->len; i++) {
		g_autofree char *name = g_strconcat(".", folders->pdata[i], NULL);
		g_autofree char *folder =
		    g_build_filename(path, g_strdelimit(name, "/", '.'), NULL);

		if (!go_through_both(search, folder, error))
			return false;
	}
	return true;
}

int
forget_maildir_worker(Channel *channel, GVariant *settings)
{
	const char *const folders[] = {worker_setting(settings, "path"), NULL};
	g_auto(Search) search = {.channel = channel};
	g_autoptr(GError) error = NULL;

	if (!sandbox_enter_folders(folders, &error) ||
	    !forget_wanted_receive(channel, &search.wanted, &error) ||
	    !go_through_all(&search, settings, &error))
		return worker_trouble(channel, TROUBLE_TEMPORARY, "%s", error->message);
	worker_log(channel, LOG_INFO, "%u copies of %u mails were deleted", search.deleted,
	    g_hash_table_size(search.wanted.hashes));
	channel_send(channel, FRAME_HEARD, g_variant_new("()"), NULL, NULL);
	return 0;
}
