/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/cli/file_copy.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/util/error.h"
#define PIECE ((size_t)1024 * 1024)

void
file_sum_clear(FileSum *sum)
{
	g_clear_pointer(&sum->sha256, g_free);
}

static bool
write_all(int fd, const uint8_t *bytes, size_t size)
{
	while (size > 0) {
		ssize_t written = write(fd, bytes, size);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		bytes += written;
		size -= (size_t)written;
	}
	return true;
}

/* One pass over a file. */
typedef struct {
	int fd;
	const char *from; /* for messages */
	int to;           /* -1: it is only summed up */
	const char *path; /* of that, for messages */
	const FileWatcher *watcher;
} Pass;

static bool
take_piece(const Pass *pass, GChecksum *sum, uint8_t *piece, int64_t *done, GError **error)
{
	ssize_t got = pread(pass->fd, piece, PIECE, *done);

	if (got < 0)
		return error_set_errno(error, "cannot read %s", pass->from);
	if (got == 0)
		return false;
	g_checksum_update(sum, piece, got);
	if (pass->to >= 0 && !write_all(pass->to, piece, (size_t)got))
		return error_set_errno(error, "cannot write %s", pass->path);
	*done += got;
	return true;
}

static bool
go_through(const Pass *pass, FileSum *ret_sum, GError **error)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	g_autofree uint8_t *piece = g_malloc(PIECE);
	g_autoptr(GError) failure = NULL;
	struct stat file = {0};
	int64_t done = 0;

	if (fstat(pass->fd, &file) < 0)
		return error_set_errno(error, "cannot read %s", pass->from);
	while (take_piece(pass, sum, piece, &done, &failure))
		if (pass->watcher != NULL && pass->watcher->tell != NULL)
			pass->watcher->tell(done, file.st_size, pass->watcher->data);
	if (failure != NULL) {
		g_propagate_error(error, g_steal_pointer(&failure));
		return false;
	}
	ret_sum->size = done;
	ret_sum->sha256 = g_strdup(g_checksum_get_string(sum));
	return true;
}

static int
make(const char *path, mode_t mode)
{
	return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, mode);
}

/* Takes the descriptor of a file that was written well or not. */
static bool
finish(int take_fd, const char *path, bool good, GError **error)
{
	bool synced = !good || fsync(take_fd) == 0;

	if (!synced)
		error_set_errno(error, "cannot write %s", path);
	close(take_fd);
	return good && synced;
}

bool
file_copy_fd(int fd, const char *from, const char *to, const FileWatcher *watcher,
    FileSum *ret_sum, GError **error)
{
	g_auto(FileSum) sum = {0};
	Pass pass = {fd, from, make(to, 0600), to, watcher};

	if (pass.to < 0)
		return error_set_errno(error, "cannot make %s", to);
	if (!finish(pass.to, to, go_through(&pass, &sum, error), error))
		return false;
	*ret_sum = sum;
	sum.sha256 = NULL;
	return true;
}

static int
open_plain(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);

	if (fd < 0)
		error_set_errno(error, "cannot read %s", path);
	return fd;
}

bool
file_copy(const char *from, const char *to, FileSum *ret_sum, GError **error)
{
	int fd = open_plain(from, error);
	bool good = fd >= 0 && file_copy_fd(fd, from, to, NULL, ret_sum, error);

	if (fd >= 0)
		close(fd);
	return good;
}

bool
file_sum(const char *path, FileSum *ret_sum, GError **error)
{
	Pass pass = {open_plain(path, error), path, -1, NULL, NULL};
	bool good = pass.fd >= 0 && go_through(&pass, ret_sum, error);

	if (pass.fd >= 0)
		close(pass.fd);
	return good;
}

bool
file_copy_text(const char *path, const char *text, mode_t mode, GError **error)
{
	int fd = make(path, mode);

	if (fd < 0 && errno == EEXIST)
		return error_set(error, GATEWAY_ERROR_REFUSED,
		    "%s is there already, and stays as it is", path);
	if (fd < 0)
		return error_set_errno(error, "cannot make %s", path);
	if (write_all(fd, (const uint8_t *)text, strlen(text)))
		return finish(fd, path, true, error);
	error_set_errno(error, "cannot write %s", path);
	return finish(fd, path, false, error);
}

bool
file_copy_sync_folder(const char *path, GError **error)
{
	int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (!good)
		error_set_errno(error, "cannot write %s", path);
	if (fd >= 0)
		close(fd);
	return good;
}

bool
file_copy_rename(const char *from, const char *to, GError **error)
{
	return rename(from, to) == 0 || error_set_errno(error, "cannot make %s", to);
}
