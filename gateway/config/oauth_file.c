/* SPDX-License-Identifier: Apache-2.0 */
#include "gateway/config/oauth_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "gateway/config/config_server.h"

#define BYTES_MAX ((size_t)64 * 1024)
#define AHEAD_MS (INT64_C(5) * 60 * 1000)
#define AHEAD_PART 10 /* of its life, where that is shorter */
#define MS_PER_S INT64_C(1000)

static bool
fail(GError **error, const char *path, const char *why)
{
	g_set_error(error, CONFIG_ERROR, CONFIG_ERROR_SECRET, "%s: %s", path, why);
	return false;
}

void
oauth_tokens_clear(OauthTokens *tokens)
{
	config_secret_free(tokens->refresh);
	config_secret_free(tokens->access);
	*tokens = (OauthTokens){0};
}

static bool
check_file(int fd, const char *path, GError **error)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return fail(error, path, g_strerror(errno));
	if (!S_ISREG(info.st_mode) || info.st_size > (off_t)BYTES_MAX)
		return fail(error, path, "no file of tokens");
	return (info.st_mode & 077) == 0 ||
	       fail(error, path, "others may read it: chmod 600 it");
}

/* A line may be a refresh token alone, which a person put there. */
static bool
parse(char *text, const char *path, OauthTokens *ret_tokens, GError **error)
{
	g_auto(GStrv) lines = g_strsplit(g_strchomp(text), "\n", -1);
	guint count = g_strv_length(lines);

	if (count > 0 && *lines[0] != '\0') {
		*ret_tokens = (OauthTokens){.refresh = g_strdup(lines[0])};
		if (count >= 3) {
			ret_tokens->access = g_strdup(lines[1]);
			ret_tokens->due_ms = g_ascii_strtoll(lines[2], NULL, 10);
		}
	}
	for (char **line = lines; *line != NULL; line++)
		explicit_bzero(*line, strlen(*line));
	return ret_tokens->refresh != NULL || fail(error, path, "empty");
}

bool
oauth_file_read(const char *path, OauthTokens *ret_tokens, GError **error)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
	g_autofree char *text = g_malloc0(BYTES_MAX + 1);
	bool good = false;

	*ret_tokens = (OauthTokens){0};
	if (fd < 0)
		return fail(error, path,
		    errno == ENOENT ? "nobody has signed in yet: casegate sign-in"
				    : g_strerror(errno));
	if (check_file(fd, path, error))
		good = read(fd, text, BYTES_MAX) >= 0 || fail(error, path, g_strerror(errno));
	close(fd);
	good = good && parse(text, path, ret_tokens, error);
	explicit_bzero(text, BYTES_MAX);
	return good;
}

/* Only root can, and only where it has to. */
static bool
give(int fd, const char *path, const char *folder)
{
	struct stat owner;

	if (geteuid() != 0 || (stat(path, &owner) < 0 && stat(folder, &owner) < 0))
		return true;
	return fchown(fd, owner.st_uid, owner.st_gid) == 0;
}

static bool
sync_folder(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;

	if (fd >= 0)
		close(fd);
	return good;
}

static bool
put(const char *path, const char *folder, const char *text)
{
	g_autofree char *fresh = g_strconcat(path, ".new", NULL);
	int fd = -1;
	size_t length = strlen(text);
	bool good = false;

	unlink(fresh); /* of who was ended over it */
	fd = open(fresh, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	good = fd >= 0 && write(fd, text, length) == (ssize_t)length &&
	       give(fd, path, folder) && fsync(fd) == 0;
	if (fd >= 0)
		close(fd);
	return good && rename(fresh, path) == 0 && sync_folder(folder);
}

bool
oauth_file_write(const char *path, const OauthTokens *tokens, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	char *text = tokens->access == NULL
			 ? g_strdup_printf("%s\n", tokens->refresh)
			 : g_strdup_printf("%s\n%s\n%" G_GINT64_FORMAT "\n", tokens->refresh,
			       tokens->access, (gint64)tokens->due_ms);
	bool good = put(path, folder, text);
	int why = errno;

	config_secret_free(text);
	return good || fail(error, path, g_strerror(why));
}

void
oauth_file_refused(const char *path)
{
	g_auto(OauthTokens) tokens = {0};
	int lock = oauth_file_lock(path, NULL);

	if (lock < 0) /* it is being renewed */
		return;
	if (oauth_file_read(path, &tokens, NULL) && tokens.access != NULL) {
		config_secret_free(g_steal_pointer(&tokens.access));
		oauth_file_write(path, &tokens, NULL);
	}
	close(lock);
}

/* What root makes belongs to whom it lies with. */
static bool
make_folder(const char *folder)
{
	g_autofree char *parent = g_path_get_dirname(folder);
	struct stat owner;

	if (g_file_test(folder, G_FILE_TEST_IS_DIR))
		return true;
	return g_mkdir_with_parents(folder, 0700) == 0 &&
	       (geteuid() != 0 || stat(parent, &owner) < 0 ||
		   chown(folder, owner.st_uid, owner.st_gid) == 0);
}

int
oauth_file_lock(const char *path, GError **error)
{
	g_autofree char *folder = g_path_get_dirname(path);
	int fd = make_folder(folder) ? open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC) : -1;

	if (fd < 0)
		fail(error, folder, g_strerror(errno));
	if (fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno != EWOULDBLOCK)
			fail(error, folder, g_strerror(errno));
		close(fd);
		return -1;
	}
	return fd;
}

int64_t
oauth_file_due_ms(int64_t now_ms, int64_t life_s)
{
	int64_t life_ms = life_s * MS_PER_S;

	return now_ms + life_ms - MIN(AHEAD_MS, life_ms / AHEAD_PART);
}
