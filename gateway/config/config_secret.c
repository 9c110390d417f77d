/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Passwords, from a file or a systemd credential. They are read when they are needed, never printed, and overwritten
 * before their memory is given back.
 */
#include "gateway/config/config.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_BYTES_MAX 4096

G_DEFINE_QUARK(casegate - config - error, config_error)

static bool
fail(GError **error, const char *path, const char *why)
{
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_SECRET, "%s: %s", path, why);
	return false;
}

/* private: others may not read it. The files of systemd are private by their folder. */
static bool
check_file(int fd, const char *path, bool private, GError **error)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return fail(error, path, g_strerror(errno));
	if (!S_ISREG(info.st_mode))
		return fail(error, path, "no regular file");
	if (private && (info.st_mode & 077) != 0) {
		g_autofree char *why =
		    g_strdup_printf("others may read it (mode %04o): chmod 600 it",
			(unsigned)(info.st_mode & 07777));

		return fail(error, path, why);
	}
	return true;
}

/* Up to size bytes; what is left of them are NUL. */
static bool
read_whole(int fd, char *buffer, size_t size, const char *path, GError **error)
{
	size_t have = 0;
	ssize_t got = 1;

	while (got > 0 && have < size) {
		got = read(fd, buffer + have, size - have);
		have += got > 0 ? (size_t)got : 0;
		if (got < 0 && errno == EINTR)
			got = 1;
	}
	return got >= 0 || fail(error, path, g_strerror(errno));
}

static bool
check_secret(char *secret, const char *path, GError **error)
{
	size_t length = strlen(secret);

	if (length > SECRET_BYTES_MAX)
		return fail(error, path, "larger than 4 KiB");
	if (length > 0 && secret[length - 1] == '\n')
		secret[--length] = '\0';
	if (length > 0 && secret[length - 1] == '\r')
		secret[--length] = '\0';
	if (length == 0)
		return fail(error, path, "empty");
	for (const char *c = secret; *c != '\0'; c++)
		if (g_ascii_iscntrl(*c))
			return fail(error, path, "more than one line");
	return true;
}

static char *
read_secret(int fd, const char *path, bool private, GError **error)
{
	char *secret = g_malloc0(SECRET_BYTES_MAX + 2);

	if (check_file(fd, path, private, error) &&
	    read_whole(fd, secret, SECRET_BYTES_MAX + 1, path, error) &&
	    check_secret(secret, path, error))
		return secret;
	config_secret_free(secret);
	return NULL;
}

char *
config_password(const ConfigLogin *login, GError **error)
{
	const char *folder = g_getenv("CREDENTIALS_DIRECTORY");
	g_autofree char *path = g_strdup(login->password_file);

	if (path == NULL && folder == NULL) {
		fail(error, login->credential,
		    "$CREDENTIALS_DIRECTORY is not set: no systemd service");
		return NULL;
	}
	if (path == NULL)
		path = g_build_filename(folder, login->credential, NULL);

	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);

	if (fd < 0) {
		fail(error, path, g_strerror(errno));
		return NULL;
	}
	char *secret = read_secret(fd, path, login->password_file != NULL, error);

	close(fd);
	return secret;
}

void
config_secret_free(char *secret)
{
	if (secret != NULL)
		explicit_bzero(secret, strlen(secret));
	g_free(secret);
}
