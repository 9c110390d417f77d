/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Delivery into a Maildir: temporary file, fsync, rename, fsync of the directory. Whoever reads new/ never sees half
 * a mail, and what was said to be delivered survives a power failure.
 */
#include "gateway/workers/maildir.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

G_DEFINE_QUARK(casegate_maildir_error, maildir_error)

static bool
maildir_fail(GError **error, const char *what, const char *path)
{
	int number = errno;

	g_set_error(error, MAILDIR_ERROR, MAILDIR_ERROR_SYSTEM, "could not %s %s: %s", what,
	    path, g_strerror(number));
	return false;
}

static bool
make_folder(const char *path, GError **error)
{
	struct stat status;

	if (mkdir(path, 0700) == 0)
		return true;
	if (errno != EEXIST)
		return maildir_fail(error, "make folder", path);
	if (stat(path, &status) != 0)
		return maildir_fail(error, "look at", path);
	errno = ENOTDIR;
	return S_ISDIR(status.st_mode) || maildir_fail(error, "use", path);
}

bool
maildir_make(const char *path, GError **error)
{
	static const char *const folders[] = {"tmp", "new", "cur"};

	if (!make_folder(path, error))
		return false;
	for (size_t i = 0; i < G_N_ELEMENTS(folders); i++) {
		g_autofree char *folder = g_build_filename(path, folders[i], NULL);

		if (!make_folder(folder, error))
			return false;
	}
	return true;
}

static bool
write_all(int fd, GBytes *bytes)
{
	size_t left = 0;
	const char *data = g_bytes_get_data(bytes, &left);

	while (left > 0) {
		ssize_t written = write(fd, data, left);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		data += written;
		left -= (size_t)written;
	}
	return true;
}

static bool
write_file(const char *path, GBytes *bytes, GError **error)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOFOLLOW, 0600);
	bool ok;

	if (fd < 0)
		return maildir_fail(error, "make", path);
	ok = (write_all(fd, bytes) && fsync(fd) == 0) || maildir_fail(error, "write", path);
	close(fd);
	return ok;
}

bool
maildir_put(const char *path, const char *name, GBytes *bytes, GError **error)
{
	g_autofree char *from = g_build_filename(path, "tmp", name, NULL);
	g_autofree char *to = g_build_filename(path, "new", name, NULL);

	g_assert(*name != '\0' && *name != '.' && strpbrk(name, "/:") == NULL);
	if (!write_file(from, bytes, error)) {
		unlink(from);
		return false;
	}
	if (rename(from, to) == 0)
		return true;
	maildir_fail(error, "move a mail to", to);
	unlink(from);
	return false;
}

bool
maildir_sync(const char *path, GError **error)
{
	g_autofree char *folder = g_build_filename(path, "new", NULL);
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool ok;

	if (fd < 0)
		return maildir_fail(error, "open", folder);
	ok = fsync(fd) == 0 || maildir_fail(error, "sync", folder);
	close(fd);
	return ok;
}
